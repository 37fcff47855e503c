"""A case of every conversation: why it is queued, how urgent it is, when it is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store import cases
from bot.store.case_tables import CASE_TEXT, CASE_WORKSTREAMS, CASES, FLAGS, READINGS
from bot.store.database import utc_now
from bot.store.tables import INBOUND, OUTBOUND
from tests.triage.recorded import Recorded, reading, rows


@pytest.fixture
def recorded(engine: Engine) -> Recorded:
    """Give the way in."""
    return Recorded(engine)


def close(engine: Engine) -> None:
    values = {"status": "closed", "closed_at": utc_now(), "close_reason": "answered"}
    with engine.begin() as connection:
        connection.execute(CASES.update().values(values))


def flags_of(case: Any) -> set[str]:
    return {flag for flag in FLAGS if getattr(case, flag)}


def test_a_message_that_was_answered_well_makes_a_closed_case(recorded: Recorded) -> None:
    recorded.say("web-a", "what is done for autism?")
    case = recorded.case("web-a")
    assert (case.status, case.close_reason, flags_of(case)) == ("closed", "answered", set())


def test_a_message_without_an_answer_yet_makes_a_new_case(recorded: Recorded) -> None:
    recorded.journal.open_conversation("web-a", "web")
    recorded.journal.record("web-a", "m1", "hello?")
    assert recorded.case("web-a").status == "new"


@pytest.mark.parametrize(
    ("understood", "flags"),
    [
        (reading("safeguarding"), {"is_safeguarding"}),
        (reading(safety="line"), {"has_safety_line"}),
        (reading("human", kind="person"), {"asked_person"}),
        (reading("human", kind="second_miss"), {"not_answered"}),
        (reading("adjacent", is_door_known=False), {"not_answered"}),
        (reading("clarify", kind="choose"), {"is_unsure"}),
        (reading(confidence=0.2), {"is_unsure"}),
        (reading("adjacent"), set()),
        (reading("out_of_scope"), set()),
        (reading("smalltalk", confidence=0.1), set()),
    ],
)
def test_what_was_understood_says_why_a_case_is_queued(
    recorded: Recorded, understood: dict[str, Any], flags: set[str]
) -> None:
    recorded.say("web-a", "a message", understood)
    case = recorded.case("web-a")
    assert flags_of(case) == flags
    assert case.status == ("new" if flags else "closed")
    assert (case.rank == 0) == ("is_safeguarding" in flags)


def test_a_case_keeps_its_reasons_and_its_lowest_confidence(recorded: Recorded) -> None:
    recorded.say("web-a", "one", reading("clarify", confidence=0.3))
    recorded.say("web-a", "two", reading(confidence=0.9))
    case = recorded.case("web-a")
    assert (case.status, case.lowest_confidence, flags_of(case)) == ("new", 0.3, {"is_unsure"})


def test_safeguarding_is_due_within_the_hour_and_comes_first(recorded: Recorded) -> None:
    recorded.say("web-a", "hello", reading("smalltalk"))
    recorded.say("web-a", "somebody hurts me", reading("safeguarding"))
    case = recorded.case("web-a")
    assert (case.urgency, case.urgency_rule, case.rank) == ("now", "safeguarding", 0)
    assert case.due_at - case.last_message_at == dt.timedelta(hours=1)


def test_an_urgent_message_is_queued_even_where_it_was_answered(recorded: Recorded) -> None:
    recorded.say("web-a", "he is about to be permanently excluded from school")
    case = recorded.case("web-a")
    assert (case.status, case.urgency, case.urgency_rule) == ("new", "urgent", "exclusion_risk")
    recorded.say("web-a", "thanks", reading("smalltalk"))
    assert recorded.case("web-a").urgency == "urgent"


def test_a_thumb_down_queues_the_case_and_a_thumb_up_does_not(recorded: Recorded) -> None:
    (sent,) = recorded.say("web-a", "what is done for autism?")
    assert recorded.journal.give_feedback("web-a", sent.id, "up", None)
    assert recorded.case("web-a").status == "closed"
    assert recorded.journal.give_feedback("web-a", sent.id, "down", "no use")
    case = recorded.case("web-a")
    assert (case.status, flags_of(case)) == ("new", {"thumbs_down"})


def test_a_verdict_on_somebody_elses_message_changes_nothing(recorded: Recorded) -> None:
    (sent,) = recorded.say("web-a", "one")
    recorded.say("web-b", "two")
    assert not recorded.journal.give_feedback("web-b", sent.id, "down", None)
    assert recorded.case("web-b").status == "closed"


def test_a_failed_message_queues_the_case_as_not_answered(recorded: Recorded) -> None:
    recorded.journal.open_conversation("web-a", "web")
    entry = recorded.journal.record("web-a", "m1", "what is done for autism?")
    recorded.journal.fail("web-a")
    case = recorded.case("web-a")
    assert (case.status, flags_of(case)) == ("new", {"not_answered"})
    recorded.journal.answer("web-a", entry, [("At last.", {})], reading())
    assert recorded.case("web-a").status == "new"


def test_a_reading_holds_what_staff_need_to_see_why(recorded: Recorded) -> None:
    recorded.say("web-a", "speech or autism?", reading("clarify", kind="choose"))
    with recorded.engine.begin() as connection:
        row = connection.execute(sa.select(READINGS)).one()
    assert (row.route, row.workstreams, row.reasons) == ("clarify", [], ["is_unsure"])
    assert row.runner_up == {"route": "strategy", "workstreams": [], "confidence": 0.05}
    assert row.evidence == {"read_as": "some words"}


def test_the_workstreams_of_a_case_are_those_of_all_its_messages(recorded: Recorded) -> None:
    recorded.say("web-a", "one", reading(workstreams=["autism", "slcn"]))
    recorded.say("web-a", "two", reading(workstreams=["slcn", "dspl"]))
    with recorded.engine.begin() as connection:
        found = connection.execute(sa.select(CASE_WORKSTREAMS.c.workstream)).scalars().all()
    assert sorted(found) == ["autism", "dspl", "slcn"]


def test_an_answer_is_written_once_whoever_comes_with_a_second_one(recorded: Recorded) -> None:
    recorded.journal.open_conversation("web-a", "web")
    entry = recorded.journal.record("web-a", "m1", "one")
    first = recorded.journal.answer("web-a", entry, [("First.", {})], reading())
    again = recorded.journal.answer("web-a", entry, [("Second.", {})], reading("clarify"))
    assert again == first
    with recorded.engine.begin() as connection:
        counts = [rows(connection, table) for table in (INBOUND, OUTBOUND, READINGS, CASES)]
        texts = rows(connection, CASE_TEXT)
    assert (counts, texts) == ([1, 1, 1, 1], 2)


def test_nothing_of_an_answer_is_kept_when_the_case_cannot_be_written(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded.journal.open_conversation("web-a", "web")
    entry = recorded.journal.record("web-a", "m1", "one")

    def broken(*_arguments: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(cases, "add_reading", broken)
    with pytest.raises(RuntimeError):
        recorded.journal.answer("web-a", entry, [("First.", {})], reading())
    monkeypatch.undo()
    assert recorded.journal.answer_of(entry) == []
    assert len(recorded.journal.answer("web-a", entry, [("Second.", {})], reading())) == 1


def test_a_case_that_staff_closed_opens_for_a_new_reason_alone(
    recorded: Recorded, engine: Engine
) -> None:
    recorded.say("web-a", "one", reading("clarify"))
    close(engine)
    recorded.say("web-a", "thank you", reading("smalltalk"))
    assert recorded.case("web-a").status == "closed"
    recorded.say("web-a", "a person please", reading("human", kind="person"))
    case = recorded.case("web-a")
    assert (case.status, case.close_reason, flags_of(case)) == ("new", None, {"asked_person"})


def test_that_a_child_was_in_danger_stays_with_a_case_that_opens_again(
    recorded: Recorded, engine: Engine
) -> None:
    recorded.say("web-a", "one", reading("safeguarding"))
    close(engine)
    recorded.say("web-a", "two", reading("clarify"))
    case = recorded.case("web-a")
    assert (flags_of(case), case.rank) == ({"is_safeguarding", "is_unsure"}, 0)
