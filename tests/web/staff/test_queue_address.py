"""The address of the queue page."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.triage.filters import QueueFilter
from bot.web.staff.queue_address import View, view_from

EVERYTHING = {
    "tab": "unsure",
    "q": "speech therapy",
    "status": "closed",
    "workstream": "slcn",
    "channel": "sms",
    "from": "2026-11-01",
    "to": "2026-11-24",
    "below": "35",
    "after": "2_20261124T093000.000000_17",
}


def test_an_address_comes_back_from_its_view() -> None:
    view = view_from(EVERYTHING)
    assert view.faults == ()
    assert view.filters == QueueFilter(
        tab="unsure",
        status="closed",
        workstream="slcn",
        channel="sms",
        since=dt.date(2026, 11, 1),
        until=dt.date(2026, 11, 24),
        confidence_below=0.35,
        text="speech therapy",
    )
    assert view.query() == EVERYTHING


def test_what_goes_without_saying_is_left_out() -> None:
    view = view_from({"tab": "all", "q": " ", "status": "open", "workstream": "", "below": ""})
    assert view == View()
    assert view.address() == "/staff/queue"


def test_a_search_looks_among_closed_cases_too_unless_told_otherwise() -> None:
    assert view_from({"q": "speech"}).filters.status == "any"
    open_alone = view_from({"q": "speech", "status": "open"})
    assert open_alone.filters.status == "open"
    assert open_alone.query() == {"q": "speech", "status": "open"}


def test_another_view_begins_at_its_first_page() -> None:
    view = view_from(EVERYTHING)
    assert "after" not in view.query(tab="mine")
    assert view.address(tab="mine").startswith("/staff/queue?tab=mine&q=speech+therapy&status=")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workstream", "witchcraft"),
        ("channel", "../x"),
        ("channel", "x" * 40),
        ("from", "yesterday"),
        ("from", "2026-02-30"),
        ("to", "9999-12-31"),
        ("to", "0001-01-01"),
        ("below", "0"),
        ("below", "101"),
        ("below", "²"),
        ("below", "-1"),
        ("below", "nan"),
        ("below", "9" * 500),
        ("after", "x"),
        ("after", "1_20261124T093000.000000_" + "9" * 30),
        ("after", "-1_20261124T093000.000000_1"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(name: str, value: str) -> None:
    view = view_from({name: value})
    assert len(view.faults) == 1
    assert view.query() == {}


def test_days_the_wrong_way_round_are_told() -> None:
    view = view_from({"from": "2026-11-24", "to": "2026-11-01"})
    assert len(view.faults) == 1


@pytest.mark.parametrize("name", ["tab", "status"])
def test_an_unknown_tab_or_status_is_the_usual_one(name: str) -> None:
    assert view_from({name: "nothing"}) == View()
