"""The audit trail as a page."""

from __future__ import annotations

import pytest

from bot.web.service import Service
from tests.web.staff.officer import Officer, text_of


def test_what_was_done_is_told_in_words(admin: Officer) -> None:
    added = {"email": "g@council.example", "name": "Grace", "role": "agent"}
    admin.post("/staff/people", {**added, "password": "seven paper lanterns"})
    page = text_of(admin.get("/staff/audit").text)
    assert "Ada Staff: added Grace role: agent" in page


def test_older_entries_are_one_step_away(admin: Officer, service: Service) -> None:
    for number in range(120):
        with service.engine.begin() as connection:
            service.desk.audit.record(connection, None, "case.viewed", ("case", number))
    first = admin.get("/staff/audit").text
    assert "Entries 73 to 122" in first
    assert 'href="/staff/audit?before=73"' in first
    last = admin.get("/staff/audit?before=23").text
    assert "Entries 1 to 22" in last
    assert "Older entries" not in last


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 30, "²", "1 OR 1=1"])
def test_an_address_that_makes_no_sense_breaks_nothing(admin: Officer, before: str) -> None:
    assert admin.client.get("/staff/audit", params={"before": before}).status_code == 200
