"""News for a queue page that is open."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.requests import Request

from bot.store.case_tables import CASES
from bot.store.database import utc_now
from bot.store.staff_tables import STAFF_SESSIONS
from bot.triage.filters import QueueFilter, Viewer
from bot.web.events import Pace
from bot.web.service import Service
from bot.web.staff import live
from bot.web.staff.live import Watch, news
from tests.triage.recorded import Recorded, reading
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer

HUMAN = reading("human", kind="person")
HARM = reading("safeguarding")
FAST = Pace(poll_s=0.01, heartbeat_s=0.05, most_s=5.0)


@pytest.fixture
def recorded(service: Service) -> Recorded:
    return Recorded(service.engine)


@pytest.fixture
def lead(enter: Enter) -> Officer:
    return enter("safeguarding_lead")


@pytest.fixture(autouse=True)
def _count_at_each_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "COUNT_EVERY_S", 0.0)


def watch_of(service: Service, officer: Officer, *, sees: bool = True, **more: Any) -> Watch:
    filters = more.pop("filters", QueueFilter())
    shown = more.pop("shown", frozenset())
    return Watch(service, Viewer(officer.staff.id, sees), filters, utc_now(), shown)


def read(events: list[str]) -> dict[str, Any]:
    """Give the newest event of each name."""
    found = {}
    for each in events:
        head, _, data = each.partition("\ndata: ")
        found[head.removeprefix("event: ")] = json.loads(data)
    return found


def test_a_new_safeguarding_case_is_told_without_its_words(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    watch = watch_of(service, lead)
    assert "safeguarding" not in read(watch.look())
    recorded.say("web-1", "he hits me", HARM)
    told = read(watch.look())["safeguarding"]
    assert told["ids"] == [recorded.case("web-1").id]
    assert told["say"].startswith("New safeguarding case ")
    assert f'href="/staff/cases/{told["ids"][0]}"' in told["html"]
    assert "hits" not in json.dumps(told)
    assert watch.look() == []


def test_what_the_page_shows_already_is_not_told_again(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    recorded.say("web-1", "he hits me", HARM)
    shown = frozenset({recorded.case("web-1").id})
    assert "safeguarding" not in read(watch_of(service, lead, shown=shown).look())
    # Its time is from before the page, and it was written down after it.
    assert "safeguarding" in read(watch_of(service, lead).look())


def test_the_strip_says_who_has_a_case_and_lets_it_go_when_it_is_closed(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    watch = watch_of(service, lead)
    recorded.say("web-1", "he hits me", HARM)
    watch.look()
    with service.engine.begin() as connection:
        connection.execute(CASES.update().values(assigned_to=lead.staff.id, status="open"))
    assert "minutes, Ada<" in read(watch.look())["safeguarding"]["html"]
    with service.engine.begin() as connection:
        connection.execute(CASES.update().values(status="closed", closed_at=utc_now()))
    assert read(watch.look())["safeguarding"]["html"] == ""


def test_many_are_three_and_a_way_to_the_rest(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    watch = watch_of(service, lead)
    for number in range(5):
        recorded.say(f"web-{number}", "he hits me", HARM)
    told = read(watch.look())["safeguarding"]
    assert told["html"].count("<li>") == 3
    assert "5 in all" in told["html"]
    assert told["say"] == "5 new safeguarding cases."


def test_other_cases_are_counted_and_the_tabs_too(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    recorded.say("web-0", "an old one", HUMAN)
    watch = watch_of(service, lead, filters=QueueFilter(tab="person"))
    assert read(watch.look())["queue"]["new"] == ""
    for number in (1, 2, 3):
        recorded.say(f"web-{number}", "new", HUMAN)
    recorded.say("web-4", "of another tab", reading("clarify"))
    told = read(watch.look())["queue"]
    assert told["new"] == "3 new"
    assert (told["counts"]["person"], told["counts"]["all"]) == ("4", "5")


def test_a_search_counts_nothing_as_new(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    watch = watch_of(service, lead, filters=QueueFilter(status="any", text="new"))
    recorded.say("web-1", "new", HUMAN)
    assert read(watch.look())["queue"]["new"] == ""


def test_who_may_see_no_safeguarding_cases_is_told_nothing_of_them(
    recorded: Recorded, service: Service, enter: Enter
) -> None:
    watch = watch_of(service, enter("agent"), sees=False)
    before = watch.look()
    recorded.say("web-1", "he hits me", HARM)
    assert read(before)["queue"]["counts"]["all"] == "0"
    assert watch.look() == []


def request_of(officer: Officer) -> Request:
    cookie = f"staff={officer.client.cookies['staff']}".encode()
    scope = {"type": "http", "app": officer.client.app, "headers": [(b"cookie", cookie)]}
    return Request(scope)


def stream(officer: Officer, watch: Watch) -> AsyncIterator[str]:
    return news(request_of(officer), watch, FAST)


def test_a_stream_ends_with_its_session_and_does_not_lengthen_it(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    earlier = utc_now() - dt.timedelta(minutes=20)
    with service.engine.begin() as connection:
        connection.execute(STAFF_SESSIONS.update().values(seen_at=earlier))

    async def listen() -> list[str]:
        found = []
        async for each in stream(lead, watch_of(service, lead)):
            found.append(each)
            if each.startswith(":"):
                assert seen_at(service) == earlier
                service.desk.sessions.revoke_all(lead.staff.id, None)
        return found

    heard = asyncio.run(listen())
    assert heard[0] == "retry: 3000\n\n"
    assert heard[-1] == "event: over\ndata: {}\n\n"


def seen_at(service: Service) -> dt.datetime:
    with service.engine.begin() as connection:
        found: dt.datetime = connection.execute(sa.select(STAFF_SESSIONS.c.seen_at)).scalar_one()
    return found


def test_asking_for_a_stream_does_not_lengthen_the_session_as_opening_a_page_does(
    service: Service, lead: Officer
) -> None:
    earlier = utc_now() - dt.timedelta(minutes=20)
    with service.engine.begin() as connection:
        connection.execute(STAFF_SESSIONS.update().values(seen_at=earlier))
    lead.get("/staff/events")
    assert seen_at(service) == earlier
    lead.get("/staff/queue")
    assert seen_at(service) > earlier


@pytest.mark.parametrize("query", ["", "?since=", "?since=yesterday"])
def test_a_stream_is_refused_without_the_time_of_its_page(lead: Officer, query: str) -> None:
    assert lead.get(f"/staff/events{query}").status_code == 422


def test_streams_of_one_person_are_few(service: Service, lead: Officer) -> None:
    key = f"staff-{lead.staff.id}"
    listening = service.desk.listeners.listening
    with listening(key), listening(key), listening(key):
        assert lead.get("/staff/events?since=2026-11-24T09:00:00").status_code == 429
