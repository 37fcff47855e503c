"""When a case is due: in working hours of England, without its bank holidays."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.triage.due import due_at, is_workday


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("opened", "urgency", "due"),
    [
        # A Tuesday in winter, when UTC is the time of England.
        ("2026-11-24T10:00", "urgent", "2026-11-24T14:00"),
        ("2026-11-24T15:00", "urgent", "2026-11-25T11:00"),
        ("2026-11-24T07:00", "urgent", "2026-11-24T13:00"),
        ("2026-11-24T22:00", "urgent", "2026-11-25T13:00"),
        ("2026-11-24T13:00", "urgent", "2026-11-24T17:00"),
        ("2026-11-24T10:00", "normal", "2026-11-26T10:00"),
        # Friday afternoon: over the weekend.
        ("2026-11-27T16:00", "urgent", "2026-11-30T12:00"),
        # In summer the office opens an hour earlier in UTC.
        ("2026-06-09T06:00", "urgent", "2026-06-09T12:00"),
        # Over the night on which the clocks go back, 25 October 2026.
        ("2026-10-23T15:30", "urgent", "2026-10-26T12:30"),
        # Good Friday and Easter Monday.
        ("2026-04-02T15:30", "urgent", "2026-04-07T11:30"),
        # Christmas Day on a Friday, Boxing Day made up for on the Monday.
        ("2026-12-24T16:00", "urgent", "2026-12-29T12:00"),
        # The year turns: New Year's Day is a Friday.
        ("2026-12-31T16:00", "normal", "2027-01-05T16:00"),
        # A child in danger waits for no office.
        ("2026-12-25T03:00", "now", "2026-12-25T04:00"),
    ],
)
def test_a_case_is_due_in_working_hours(opened: str, urgency: str, due: str) -> None:
    assert due_at(at(opened), urgency) == at(due)


@pytest.mark.parametrize("day", ["2026-08-31", "2026-05-25", "2026-11-28", "2026-11-29"])
def test_bank_holidays_and_weekends_are_no_workdays(day: str) -> None:
    assert not is_workday(dt.date.fromisoformat(day))


def test_a_bank_holiday_of_scotland_alone_is_a_workday() -> None:
    assert is_workday(dt.date(2026, 1, 2))
    assert is_workday(dt.date(2026, 11, 30))
