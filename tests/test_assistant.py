"""The assistant with the trained model: a message that comes again is not taken twice."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.answers.said import Said
from bot.conversation import Conversations
from bot.store.belongings import EVENTS
from bot.store.case_tables import READINGS
from bot.store.database import migrate, open_database
from bot.store.journal import Journal
from bot.training import model_for_current_inputs
from bot.triage import recording
from tests.databases import KINDS, new_postgresql
from tests.factories import library

pytestmark = pytest.mark.slow

TEXT = "what is being done for autism?"


@pytest.fixture(params=KINDS)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """Give a database that the assistant keeps its conversations in, too."""
    monkeypatch.setenv("SECRET_KEY", "k1Ls9" * 8 + "wXyZ-aBc")
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        monkeypatch.setenv("DATABASE_URL", url)
        yield open_database(url)
        return
    with new_postgresql() as url:
        monkeypatch.setenv("DATABASE_URL", url)
        engine = open_database(url)
        yield engine
        engine.dispose()


@pytest.fixture
def assistant(engine: Engine) -> Iterator[Any]:
    """Give the assistant."""
    from bot.assistant import Assistant

    migrate(engine)
    assistant = Assistant(model_for_current_inputs())
    yield assistant
    assistant.close()


def events(engine: Engine, kind: str) -> list[dict[str, Any]]:
    with engine.begin() as connection:
        rows = connection.execute(sa.select(EVENTS.c.data).order_by(EVENTS.c.id)).scalars()
        found = [json.loads(row) for row in rows]
    return [event for event in found if event["event"] == kind]


def converse(assistant: Any, message_id: str, text: str = TEXT, **more: bool) -> list[Said]:
    said: list[Said] = asyncio.run(assistant.converse("web-a", text, "web", message_id, **more))
    return said


def test_a_message_that_comes_again_gets_what_was_said(assistant: Any, engine: Engine) -> None:
    first = converse(assistant, "m1")
    for number in range(2, 7):
        # More turns than the tracker reads back for an ordinary message.
        converse(assistant, f"m{number}", "and the report?")
    before = len(events(engine, "user"))
    assert converse(assistant, "m1", is_again=True) == first
    assert len(events(engine, "user")) == before == 6


def test_a_message_that_never_got_so_far_is_taken(assistant: Any, engine: Engine) -> None:
    (said,) = converse(assistant, "m1", is_again=True)
    assert said.answer["workstreams"] == ["autism"]
    assert [event["message_id"] for event in events(engine, "user")] == ["m1"]


def test_a_reading_stands_beside_the_answer(assistant: Any) -> None:
    (said,) = converse(assistant, "m1")
    assert said.reading is not None
    assert (said.reading["route"], said.reading["workstreams"]) == ("workstream", ["autism"])
    assert set(said.reading["runner_up"]) == {"route", "workstreams", "confidence"}
    assert said.reading["evidence"]["words"]
    assert "reading" not in said.answer


def test_a_crash_between_tracker_and_journal_leaves_one_turn(
    assistant: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(engine, recording)
    conversations = Conversations(assistant, journal, library().wording)

    def crash(*_arguments: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(journal, "answer", crash)
        with pytest.raises(SystemExit):
            asyncio.run(conversations.receive("web-a", TEXT, "web", "m1"))
    assert len(events(engine, "bot")) == 1
    reply = asyncio.run(conversations.receive("web-a", TEXT, "web", "m1"))
    assert reply.messages[0].answer["workstreams"] == ["autism"]
    assert len(events(engine, "user")) == len(events(engine, "bot")) == 1
    with engine.begin() as connection:
        assert len(connection.execute(sa.select(READINGS)).all()) == 1


def test_a_message_late_in_a_talk_costs_no_more_than_an_early_one(
    assistant: Any, engine: Engine
) -> None:
    conversations = Conversations(assistant, Journal(engine, recording), library().wording)
    texts = (TEXT, "and the report?", "what about special schools?", "thanks")
    costs_s = []
    for number in range(200):
        before = time.process_time()
        asyncio.run(conversations.receive("web-a", texts[number % len(texts)], "web", f"m{number}"))
        costs_s.append(time.process_time() - before)
    early, late = statistics.median(costs_s[4:44]), statistics.median(costs_s[-40:])
    # Computing time of this process, not what the clock on the wall shows: others may be busy.
    assert late < 1.5 * early


def test_a_text_that_gets_no_answer_is_read_for_its_case(assistant: Any) -> None:
    heard = asyncio.run(assistant.read("her stepdad hits her"))
    assert heard["safety"] == "first"
    assert asyncio.run(assistant.read("thank you"))["route"] == "smalltalk"
