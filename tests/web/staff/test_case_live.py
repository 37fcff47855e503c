"""News for a case's page that is open."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from starlette.requests import Request

from bot.store.audit import entries
from bot.triage.case_acts import Act, CaseActs
from bot.triage.case_view import Looking, look_at
from bot.web.events import Pace
from bot.web.service import Service
from bot.web.staff import case_live
from bot.web.staff.case_live import CaseWatch
from bot.web.staff.live import news
from tests.triage.recorded import Recorded, reading
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer
from tests.web.staff.test_live import read

HUMAN = reading("human", kind="person")
HARM = reading("safeguarding")
FAST = Pace(poll_s=0.01, heartbeat_s=0.05, most_s=5.0)


@pytest.fixture
def recorded(service: Service) -> Recorded:
    found = Recorded(service.engine)
    found.say("web-1", "can I talk to somebody", HUMAN)
    return found


@pytest.fixture
def agent(enter: Enter) -> Officer:
    return enter("agent")


def watch_of(officer: Officer, row: Any, version: int | None = None) -> CaseWatch:
    """Watch a case as its page does that was made just now, or from an older version."""
    request = Request(
        {
            "type": "http",
            "app": officer.client.app,
            "path": f"/staff/cases/{row.id}/events",
            "path_params": {"id": row.id},
            "query_string": b"tab=person",
            "headers": [(b"cookie", f"staff={officer.client.cookies['staff']}".encode())],
            "state": {},
        }
    )
    desk = officer.client.app.state.service.desk  # type: ignore[attr-defined]
    request.state.staff = officer.staff
    request.state.session = desk.sessions.find(officer.client.cookies["staff"], is_use=False)
    return CaseWatch(request, row.version if version is None else version)


def viewed(service: Service) -> list[int | None]:
    with service.engine.begin() as connection:
        found = entries(connection, most=500)
    return [each.actor_id for each in found if each.action == "case.viewed"]


def test_a_page_that_shows_all_is_told_nothing(recorded: Recorded, agent: Officer) -> None:
    watch = watch_of(agent, recorded.case("web-1"))
    assert "case" not in read(watch.look())
    assert watch.look() == []


def test_a_new_message_is_told_with_its_place_and_the_version(
    recorded: Recorded, agent: Officer
) -> None:
    watch = watch_of(agent, recorded.case("web-1"))
    watch.look()
    recorded.journal.record("web-1", "m9", "are <b>you</b> there?")
    told = read(watch.look())["case"]
    (line,) = told["lines"]
    assert "are &lt;b&gt;you&lt;/b&gt; there?" in line["html"]
    assert line["after"].startswith("out-m")
    assert told["seen"] == f"{recorded.case('web-1').version}-3"
    assert told["say"] == "The parent wrote."
    assert told["mode"] == "bot"
    assert watch.look() == []


def test_a_message_is_told_again_once_it_is_understood(recorded: Recorded, agent: Officer) -> None:
    watch = watch_of(agent, recorded.case("web-1"))
    watch.look()
    entry = recorded.journal.record("web-1", "m9", "autism?")
    assert "has not read" in read(watch.look())["case"]["lines"][0]["html"]
    recorded.journal.answer("web-1", entry, [("Yes.", {})], reading())
    lines = read(watch.look())["case"]["lines"]
    assert lines[0]["key"] == f"in-{entry.seq}"
    assert "Why this?" in lines[0]["html"]
    assert "/corrections?message=2&amp;tab=person" in lines[0]["html"]
    assert "Yes." in lines[1]["html"]


def test_a_page_that_is_older_than_its_stream_is_told_what_it_missed(
    recorded: Recorded, agent: Officer
) -> None:
    version = recorded.case("web-1").version
    recorded.journal.record("web-1", "m9", "are you there?")
    told = read(watch_of(agent, recorded.case("web-1"), version).look())["case"]
    assert "are you there?" in told["lines"][-1]["html"]


def test_what_a_colleague_does_is_told(
    recorded: Recorded, service: Service, enter: Enter, agent: Officer
) -> None:
    watch = watch_of(agent, recorded.case("web-1"))
    watch.look()
    ben = enter("manager").staff
    acts = CaseActs(service.engine, service.desk.audit)

    def act() -> Act:
        row = recorded.case("web-1")
        return Act(ben.id, row.id, row.version)

    acts.take_over(act())
    told = read(watch.look())["case"]
    assert (told["mode"], told["lines"], told["say"]) == ("other", [], "The case has changed.")
    assert "in the chat now" in told["facts"]
    acts.note(act(), "Rang the school.")
    told = read(watch.look())["case"]
    assert "Rang the school." in told["notes"]
    acts.reply(act(), "Hello.")
    assert read(watch.look())["case"]["say"] == "Ada, for the council, wrote."


def test_who_else_looks_is_told_once(
    recorded: Recorded, service: Service, enter: Enter, agent: Officer
) -> None:
    row = recorded.case("web-1")
    watch = watch_of(agent, row)
    assert read(watch.look())["looking"]["html"].strip() == ""
    ben = enter("manager").staff
    assert [each.staff_id for each in look_at(service.engine, row.id, ben.id)] == [agent.staff.id]
    assert "Ada has this case open too" in read(watch.look())["looking"]["html"]
    assert watch.look() == []


def test_an_open_page_goes_on_telling_that_somebody_looks(
    recorded: Recorded, agent: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def look(_engine: Engine, _case_id: int, staff_id: int) -> list[Looking]:
        told.append(staff_id)
        return []

    monkeypatch.setattr(case_live, "TELL_EVERY_S", 0.0)
    monkeypatch.setattr(case_live, "look_at", look)
    watch = watch_of(agent, recorded.case("web-1"))
    for _ in range(3):
        watch.look()
    assert told == [agent.staff.id] * 3


def test_a_case_that_becomes_one_of_safeguarding_is_gone_for_an_agent_and_in_the_trail_of_a_lead(
    recorded: Recorded, service: Service, enter: Enter, agent: Officer
) -> None:
    lead = enter("safeguarding_lead")
    watch, other = (watch_of(each, recorded.case("web-1")) for each in (agent, lead))
    watch.look()
    other.look()
    assert viewed(service) == []
    recorded.say("web-1", "he hits me", HARM)
    heard = watch.look()
    assert heard == ["event: gone\ndata: {}\n\n"]
    assert watch.look() == []
    assert "he hits me" in str(read(other.look())["case"]["lines"])
    recorded.say("web-1", "again", HARM)
    other.look()
    assert viewed(service) == [lead.staff.id]


@pytest.mark.parametrize("query", ["", "?version=", "?version=x", "?version=-1"])
def test_a_stream_is_refused_without_the_version_of_its_page(
    recorded: Recorded, agent: Officer, query: str
) -> None:
    path = f"/staff/cases/{recorded.case('web-1').id}/events{query}"
    assert agent.get(path).status_code == 422


def test_streams_of_cases_are_few_and_leave_those_of_the_queue_alone(
    service: Service, recorded: Recorded, agent: Officer
) -> None:
    key = f"staff-{agent.staff.id}-case"
    listening = service.desk.listeners.listening
    with listening(key), listening(key), listening(key):
        path = f"/staff/cases/{recorded.case('web-1').id}/events?version=1"
        assert agent.get(path).status_code == 429
        service.desk.listeners.check(f"staff-{agent.staff.id}")


def test_a_stream_ends_with_its_session(
    recorded: Recorded, service: Service, agent: Officer
) -> None:
    watch = watch_of(agent, recorded.case("web-1"))

    async def listen() -> list[str]:
        found = []
        async for each in news(watch.request, watch, FAST):
            found.append(each)
            if each.startswith(":"):
                service.desk.sessions.revoke_all(agent.staff.id, None)
        return found

    assert asyncio.run(listen())[-1] == "event: over\ndata: {}\n\n"
