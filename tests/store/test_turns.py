"""A conversation reads as it went: questions, answers, and what people wrote in between."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.store.database import migrate, open_database, utc_now
from bot.store.journal import Journal
from bot.store.tables import OUTBOUND
from bot.store.turns import Turn, read_turn, read_turns


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Give an empty database."""
    engine = open_database(f"sqlite:///{tmp_path / 'turns.sqlite3'}")
    migrate(engine)
    return engine


def ask(engine: Engine, *texts: str, conversation: str = "web-a") -> None:
    """Let questions come in and be answered."""
    journal = Journal(engine)
    journal.open_conversation(conversation, "web")
    for text in texts:
        entry = journal.record(conversation, f"id-{text}", text)
        journal.answer(conversation, entry, [(f"answer to {text}", {})])


def write_as_staff(engine: Engine, text: str, later_s: float = 0) -> None:
    """Write as a member of staff does: without a question."""
    values = {
        "id": f"p-{text}",
        "conversation_id": "web-a",
        "text": text,
        "answer": "{}",
        "sent_at": utc_now() + dt.timedelta(seconds=later_s),
        "sender": "person",
    }
    with engine.begin() as connection:
        connection.execute(OUTBOUND.insert().values(values))


def told(turns: list[Turn]) -> list[str]:
    """Give the texts in their order."""
    return [
        text
        for turn in turns
        for text in ([turn.asked.text] if turn.asked else []) + [each.text for each in turn.sent]
    ]


def test_what_people_wrote_stands_where_it_was_written(engine: Engine) -> None:
    ask(engine, "one")
    write_as_staff(engine, "a person")
    ask(engine, "two")
    turns = read_turns(engine, "web-a", 50)
    assert told(turns) == ["one", "answer to one", "a person", "two", "answer to two"]
    assert [turn.sent[0].sender for turn in turns] == ["bot", "person", "bot"]


def test_questions_are_counted_from_the_first_of_the_conversation(engine: Engine) -> None:
    ask(engine, "one", "two", "three")
    ask(engine, "other", conversation="web-b")
    turns = read_turns(engine, "web-a", 2)
    assert [turn.asked.number for turn in turns if turn.asked] == [2, 3]
    found = read_turn(engine, "web-a", "id-three")
    assert found
    assert found.asked
    assert (found.asked.number, told([found])) == (3, ["three", "answer to three"])


def test_what_people_wrote_before_the_first_question_shown_is_left_out(engine: Engine) -> None:
    ask(engine, "one")
    write_as_staff(engine, "long ago", later_s=-60)
    ask(engine, "two")
    assert told(read_turns(engine, "web-a", 1)) == ["two", "answer to two"]
    assert "long ago" in told(read_turns(engine, "web-a", 2))


def test_an_unanswered_question_says_so(engine: Engine) -> None:
    journal = Journal(engine)
    journal.open_conversation("web-a", "web")
    journal.record("web-a", "i1", "hello")
    (turn,) = read_turns(engine, "web-a", 50)
    assert turn.asked
    assert not turn.asked.is_answered


def test_a_message_of_another_conversation_is_not_given(engine: Engine) -> None:
    ask(engine, "one")
    assert read_turn(engine, "web-b", "id-one") is None
