"""The queue as a file: the cases that its filter shows to who asks, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from bot.store.audit import entries
from bot.web.service import Service
from bot.web.staff import export
from tests.triage.recorded import Recorded, reading
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer

HUMAN = reading("human", kind="person", workstreams=["autism"])
HARM = reading("safeguarding")


@pytest.fixture
def recorded(service: Service) -> Recorded:
    return Recorded(service.engine)


def rows_of(officer: Officer, query: str = "") -> list[dict[str, str]]:
    response = officer.get(f"/staff/queue/export{query}")
    assert response.status_code == 200
    assert response.headers["content-disposition"].startswith('attachment; filename="queue-')
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))


def told(service: Service) -> list[tuple[str, str, dict[str, Any]]]:
    with service.engine.begin() as connection:
        found = entries(connection, most=100)
    return [
        (each.action, each.subject_id, json.loads(each.detail))
        for each in reversed(found)
        if each.action.endswith(".exported")
    ]


def test_the_file_holds_what_the_filter_shows(recorded: Recorded, enter: Enter) -> None:
    recorded.say("web-1", "a person please", HUMAN)
    recorded.say("web-2", "hm", reading("clarify"))
    manager = enter("manager")
    (row,) = rows_of(manager, "?tab=person")
    assert row["Newest message"] == "a person please"
    assert row["Why it is in the queue"] == "Asked for a person"
    assert row["Workstreams"] == "Autism"
    assert row["Channel"] == "Website"
    assert len(rows_of(manager)) == 2
    assert [each["Newest message"] for each in rows_of(manager, "?q=hm")] == ["hm"]


def test_a_formula_in_a_message_does_not_run(recorded: Recorded, enter: Enter) -> None:
    recorded.say("web-1", '=HYPERLINK("http://evil.example")', HUMAN)
    (row,) = rows_of(enter("manager"))
    assert row["Newest message"] == '\'=HYPERLINK("http://evil.example")'


def test_who_may_not_see_safeguarding_cases_does_not_take_them_out(
    recorded: Recorded, enter: Enter, service: Service
) -> None:
    recorded.say("web-1", "secret harm", HARM)
    assert rows_of(enter("manager"), "?tab=safeguarding") == []
    assert len(rows_of(enter("safeguarding_lead"), "?tab=safeguarding")) == 1
    case = str(recorded.case("web-1").id)
    assert [(action, subject) for action, subject, _ in told(service)] == [
        ("queue.exported", "safeguarding"),
        ("queue.exported", "safeguarding"),
        ("case.exported", case),
    ]


def test_the_trail_tells_the_filter_and_no_words(
    recorded: Recorded, enter: Enter, service: Service
) -> None:
    recorded.say("web-1", "a person please", HUMAN)
    rows_of(enter("manager"), "?q=person&workstream=autism&channel=web")
    ((_, _, detail),) = told(service)
    assert detail == {
        "cases": 1,
        "safeguarding": 0,
        "status": "any",
        "workstream": "autism",
        "channel": "web",
        "is_search": True,
    }


def test_a_filter_that_makes_no_sense_gives_no_file(enter: Enter, service: Service) -> None:
    response = enter("manager").get("/staff/queue/export?workstream=witchcraft")
    assert response.status_code == 422
    assert "No file was made" in response.text
    assert told(service) == []


def test_pages_follow_each_other_up_to_the_limit(
    recorded: Recorded, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        recorded.say(f"web-{number}", f"text {number}", HUMAN)
    monkeypatch.setattr(export, "_AT_ONCE", 2)
    manager = enter("manager")
    texts = [each["Newest message"] for each in rows_of(manager)]
    assert texts == [f"text {number}" for number in range(7)]
    monkeypatch.setattr(export, "MOST_ROWS", 5)
    assert len(rows_of(manager)) == 5


@pytest.mark.parametrize("role", ["viewer", "agent", "editor"])
def test_the_link_shows_to_those_who_may_take_it(enter: Enter, role: str) -> None:
    assert "/staff/queue/export" not in enter(role).get("/staff/queue").text
    assert "/staff/queue/export" in enter("manager").get("/staff/queue").text
