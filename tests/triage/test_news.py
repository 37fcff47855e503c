"""What came since a list was shown."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.engine import Engine

from bot.store.case_tables import CASES
from bot.store.database import utc_now
from bot.triage import news
from bot.triage.filters import QueueFilter, Viewer
from bot.triage.news import count_since, safeguarding_since
from tests.triage.recorded import Recorded, add_staff, reading

HUMAN = reading("human", kind="person")
HARM = reading("safeguarding")
LONG_AGO = dt.timedelta(days=1)


@pytest.fixture
def recorded(engine: Engine) -> Recorded:
    return Recorded(engine)


@pytest.fixture
def lead(engine: Engine) -> Viewer:
    return Viewer(add_staff(engine, "lead@example.org"), sees_safeguarding=True)


def test_a_case_in_which_harm_is_told_is_new_however_old_the_conversation_is(
    recorded: Recorded, lead: Viewer
) -> None:
    recorded.say("web-1", "what is autism?", HUMAN)
    recorded.say("web-2", "he hits me", HARM)
    since = utc_now()
    assert safeguarding_since(recorded.engine, lead, since) == ()
    recorded.say("web-1", "dad hits me", HARM)
    (row,) = safeguarding_since(recorded.engine, lead, since)
    assert (row.newest_text, row.reasons) == ("dad hits me", ("is_safeguarding", "asked_person"))


def test_a_suspicion_alone_is_no_safeguarding_case(recorded: Recorded, lead: Viewer) -> None:
    recorded.say("web-1", "is he safe?", reading(safety="line"))
    assert safeguarding_since(recorded.engine, lead, utc_now() - LONG_AGO) == ()


def test_the_newest_come_first_but_those_left_out_and_those_that_were_closed(
    recorded: Recorded, lead: Viewer
) -> None:
    for number in range(4):
        recorded.say(f"web-{number}", f"harm {number}", HARM)
    left_out, closed = (recorded.case(f"web-{number}").id for number in (0, 1))
    with recorded.engine.begin() as connection:
        values = {"status": "closed", "closed_at": utc_now()}
        connection.execute(CASES.update().where(CASES.c.id == closed).values(values))
    rows = safeguarding_since(recorded.engine, lead, utc_now() - LONG_AGO, [left_out])
    assert [row.newest_text for row in rows] == ["harm 3", "harm 2"]


def test_who_may_see_no_safeguarding_cases_hears_of_none_but_their_own(recorded: Recorded) -> None:
    agent = Viewer(add_staff(recorded.engine, "agent@example.org"), sees_safeguarding=False)
    since = utc_now() - LONG_AGO
    recorded.say("web-1", "harm", HARM)
    recorded.say("web-2", "harm given to me", HARM)
    mine = CASES.c.id == recorded.case("web-2").id
    with recorded.engine.begin() as connection:
        connection.execute(CASES.update().where(mine).values(assigned_to=agent.staff_id))
    (row,) = safeguarding_since(recorded.engine, agent, since)
    assert row.newest_text == "harm given to me"
    assert count_since(recorded.engine, agent, QueueFilter(), since) == 1


def test_new_are_the_cases_of_the_view_to_which_something_came(
    recorded: Recorded, lead: Viewer
) -> None:
    recorded.say("web-1", "an old one", HUMAN)
    recorded.say("web-2", "an old one too", HUMAN)
    since = utc_now()
    recorded.say("web-2", "and now?", HUMAN)
    recorded.say("web-3", "unsure", reading("clarify"))
    recorded.say("web-4", "answered well")
    engine = recorded.engine
    assert count_since(engine, lead, QueueFilter(), since) == 2
    assert count_since(engine, lead, QueueFilter(tab="unsure"), since) == 1
    assert count_since(engine, lead, QueueFilter(tab="unsure", channel="sms"), since) == 0


def test_counting_stops_at_its_limit(
    recorded: Recorded, lead: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "MOST_NEW", 2)
    for number in range(4):
        recorded.say(f"web-{number}", "text", HUMAN)
    assert count_since(recorded.engine, lead, QueueFilter(), utc_now() - LONG_AGO) == 2
