"""Changing the model of a running server: at once for the next message, never under a message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.errors import ModelBroken
from bot.store.database import utc_now
from bot.store.teaching_tables import MODEL_CHANGES
from bot.web import model_watch
from bot.web.model_watch import follow_promotions, newest_change
from bot.web.service import Service
from tests.web.conftest import FakeAssistant

NAME = "0123456789abcdef"
EVERY_S = 0.02


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(model_watch, "MODEL_FOLDER", tmp_path)
    return tmp_path


def put(engine: Engine, name: str = NAME) -> None:
    values = {"act": "promoted", "fingerprint": name, "changed_at": utc_now()}
    with engine.begin() as connection:
        connection.execute(MODEL_CHANGES.insert().values(values))


async def follow(
    service: Service, loads: Sequence[object], acts: Sequence[Callable[[], object]]
) -> list[Path]:
    """Follow while acts are done one by one; each load gives the next of `loads`, or raises it."""
    asked: list[Path] = []

    def load(path: Path) -> FakeAssistant:
        asked.append(path)
        found = loads[len(asked) - 1]
        if isinstance(found, Exception):
            raise found
        assert isinstance(found, FakeAssistant)
        return found

    seen = await newest_change(service)
    task = asyncio.create_task(follow_promotions(service, load, seen, EVERY_S))
    for act in acts:
        act()
        await asyncio.sleep(EVERY_S * 15)
    task.cancel()
    return asked


def test_what_was_in_service_at_the_start_is_not_loaded_again(
    service: Service, models: Path
) -> None:
    (models / f"{NAME}.tar.gz").write_bytes(b"")
    put(service.engine)
    assert asyncio.run(follow(service, [], [lambda: None])) == []


def test_a_promoted_model_answers_the_next_message(service: Service, models: Path) -> None:
    new, file = FakeAssistant(), models / f"{NAME}.tar.gz"
    file.write_bytes(b"")
    asked = asyncio.run(follow(service, [new], [lambda: put(service.engine)]))
    assert asked == [file]
    assert service.assistant is new
    asyncio.run(service.conversations.receive("web-1", "hello there", "web"))
    assert [text for _, text, _ in new.asked] == ["hello there"]


def test_a_model_that_is_still_to_come_is_waited_for(service: Service, models: Path) -> None:
    new, file = FakeAssistant(), models / f"{NAME}.tar.gz"
    acts = [lambda: put(service.engine), lambda: file.write_bytes(b"")]
    assert asyncio.run(follow(service, [new], acts)) == [file]
    assert service.assistant is new


def test_a_model_that_cannot_be_loaded_leaves_the_old_one(
    service: Service, assistant: FakeAssistant, models: Path
) -> None:
    file, other = models / f"{NAME}.tar.gz", "f" * 16
    file.write_bytes(b"")
    (models / f"{other}.tar.gz").write_bytes(b"")
    new = FakeAssistant()
    broken = ModelBroken(file, "the test wants it so")
    acts = [lambda: put(service.engine), lambda: put(service.engine, other)]
    asked = asyncio.run(follow(service, [broken, new], acts))
    assert len(asked) == 2
    assert service.assistant is new
    assert assistant.asked == []


def test_a_message_under_way_is_answered_by_the_model_that_began_it(
    service: Service, assistant: FakeAssistant
) -> None:
    new = FakeAssistant()
    assistant.delay_s = 0.2

    async def swap_under_a_message() -> None:
        going = asyncio.create_task(service.conversations.receive("web-1", "the first", "web"))
        waiting = asyncio.create_task(service.conversations.receive("web-1", "the second", "web"))
        await asyncio.sleep(0.1)
        assert service.swap(new) is assistant
        replies = [await going, await waiting]
        assert [len(reply.messages) for reply in replies] == [1, 1]

    asyncio.run(swap_under_a_message())
    assert [text for _, text, _ in assistant.asked] == ["the first"]
    assert [text for _, text, _ in new.asked] == ["the second"]
