"""Figures of a period, on each kind of database."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.case_tables import CASES, READINGS
from bot.store.tables import FEEDBACK, OUTBOUND
from bot.triage.insights import Period, WorkedDays, figures, questions_in, working_hours
from tests.triage.recorded import Recorded, reading

MONDAY = dt.date(2026, 6, 1)
WEEK = Period(MONDAY, MONDAY + dt.timedelta(days=6))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.fixture
def recorded(engine: Engine) -> Recorded:
    return Recorded(engine)


def say(recorded: Recorded, when: str, text: str = "a question", **more: object) -> None:
    """Record a message as if it had come at a time in UTC; `more` changes what was understood."""
    name = f"web-{when}-{text}"
    recorded.say(name, text, reading(**more))  # type: ignore[arg-type]
    case = recorded.case(name).id
    with recorded.engine.begin() as connection:
        connection.execute(
            READINGS.update().where(READINGS.c.case_id == case).values(made_at=at(when))
        )
        connection.execute(CASES.update().where(CASES.c.id == case).values(opened_at=at(when)))


def test_days_are_those_of_the_office(engine: Engine, recorded: Recorded) -> None:
    # In summer the office's clock is an hour ahead.
    for when in ("2026-05-31 22:59", "2026-05-31 23:00", "2026-06-01 22:59", "2026-06-01 23:00"):
        say(recorded, when)
    found = figures(engine, WEEK)
    assert list(found.by_day.items())[:3] == [
        (MONDAY, 2),
        (MONDAY + dt.timedelta(days=1), 1),
        (MONDAY + dt.timedelta(days=2), 0),
    ]
    assert found.questions == 3


def test_each_question_has_one_outcome_and_small_talk_has_none(
    engine: Engine, recorded: Recorded
) -> None:
    when = "2026-06-02 10:00"
    say(recorded, when, "1")
    say(recorded, when, "2", route="clarify")
    say(recorded, when, "3", is_door_known=False)
    say(recorded, when, "4", route="human", kind="person")
    say(recorded, when, "5", route="human", kind="second_miss")
    say(recorded, when, "6", route="safeguarding")
    say(recorded, when, "7", route="smalltalk")
    say(recorded, when, "8", confidence=0.2)
    say(recorded, when, "9", route="out_of_scope")
    assert figures(engine, WEEK).outcomes == {
        "answered": 1,
        "unsure": 2,
        "not_answered": 2,
        "off_topic": 1,
        "handed_over": 1,
        "safeguarding": 1,
    }


def test_a_question_about_two_workstreams_counts_for_both(
    engine: Engine, recorded: Recorded
) -> None:
    say(recorded, "2026-06-02 10:00", "1", workstreams=["autism", "slcn"])
    say(recorded, "2026-06-02 11:00", "2", workstreams=["autism"])
    found = figures(engine, WEEK).workstreams
    assert (found["autism"], found["slcn"], found["dspl"]) == (2, 1, 0)


def test_replies_are_counted_in_working_hours(engine: Engine, recorded: Recorded) -> None:
    # Friday 16:30 by the office's clock; the reply came on Monday at 9:15.
    say(recorded, "2026-06-05 15:30", "weekend")
    say(recorded, "2026-06-01 09:00", "soon")
    say(recorded, "2026-06-01 09:00", "never")
    for name, reply in (
        ("web-2026-06-05 15:30-weekend", "2026-06-08 08:15"),
        ("web-2026-06-01 09:00-soon", "2026-06-03 10:00"),
    ):
        case = recorded.case(name).id
        with engine.begin() as connection:
            connection.execute(
                CASES.update().where(CASES.c.id == case).values(first_reply_at=at(reply))
            )
    found = figures(engine, WEEK).replies
    assert (found.cases, found.median_h, found.p90_h) == (2, 0.75, 17.0)
    assert found.groups == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-06-01 07:00", "2026-06-01 20:00", 8),
        ("2026-06-01 10:00", "2026-06-01 10:30", 0.5),
        ("2026-06-06 10:00", "2026-06-07 10:00", 0),
        # A bank holiday lies between.
        ("2026-05-22 15:00", "2026-05-26 09:00", 2),
        # Over the end of summer time.
        ("2026-10-23 15:00", "2026-10-26 10:00", 2),
    ],
)
def test_working_hours_leave_out_nights_weekends_and_bank_holidays(
    begin: str, end: str, hours: float
) -> None:
    days = WorkedDays(dt.date(2026, 5, 1), dt.date(2026, 11, 1))
    assert working_hours(at(begin), at(end), days) == pytest.approx(hours)


def test_thumbs_are_counted(engine: Engine, recorded: Recorded) -> None:
    for name in ("a", "b", "c"):
        recorded.say(f"web-{name}", name)
    with engine.begin() as connection:
        ids = connection.execute(sa.select(OUTBOUND.c.id)).scalars().all()
        for outbound, verdict in zip(ids, ("up", "down", "down"), strict=True):
            values = {"outbound_id": outbound, "verdict": verdict, "given_at": at("2026-06-03")}
            connection.execute(FEEDBACK.insert().values(**values))
    assert figures(engine, WEEK).thumbs == {"up": 1, "down": 2}


def test_what_was_asked_in_a_safeguarding_case_is_not_shown(
    engine: Engine, recorded: Recorded
) -> None:
    say(recorded, "2026-06-02 10:00", "an ordinary question")
    recorded.say("web-1", "secret harm", reading("safeguarding"))
    recorded.say("web-1", "and what about autism", reading())
    today = dt.datetime.now(ZoneInfo("Europe/London")).date()
    found = questions_in(engine, Period(MONDAY, today), ("answered", "safeguarding"))
    assert found == ["an ordinary question"]


def test_a_period_without_anything_is_all_zeros(engine: Engine) -> None:
    found = figures(engine, WEEK)
    assert found.questions == 0
    assert list(found.by_day.values()) == [0] * 7
    assert found.replies.median_h is None
