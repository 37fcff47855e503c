"""When somebody must have looked at a case: working hours of the office, without bank holidays."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import holidays

OFFICE = ZoneInfo("Europe/London")
OPENS = dt.time(9)
CLOSES = dt.time(17)
_LAST_WORKDAY = 4
"""Friday, as `date.weekday` counts."""


@dataclass(frozen=True)
class Target:
    """How soon a case is due: by the clock on the wall, or in the hours that the office is open."""

    hours: float
    is_wall_clock: bool = False


TARGETS = {
    # A child in danger does not wait for Monday.
    "now": Target(1, is_wall_clock=True),
    "urgent": Target(4),
    # Two working days.
    "normal": Target(16),
}
"""By urgency. Chosen for this project: the council's page promises no times."""


def due_at(opened_at: dt.datetime, urgency: str) -> dt.datetime:
    """Give when a case that was opened at a time is due; both in UTC without a zone."""
    target = TARGETS[urgency]
    span = dt.timedelta(hours=target.hours)
    if target.is_wall_clock:
        return opened_at + span
    start = opened_at.replace(tzinfo=dt.timezone.utc).astimezone(OFFICE)
    end = _after_working(start, span)
    return end.astimezone(dt.timezone.utc).replace(tzinfo=None)


def is_workday(day: dt.date) -> bool:
    """Tell whether the office is open on a day in England."""
    return day.weekday() <= _LAST_WORKDAY and day not in _bank_holidays(day.year)


@functools.cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def _after_working(start: dt.datetime, span: dt.timedelta) -> dt.datetime:
    """Give the moment at which the office will have been open for a span since the start."""
    day = start.date()
    begin = max(start.timetz().replace(tzinfo=None), OPENS)
    while True:
        if is_workday(day) and begin < CLOSES:
            here = dt.datetime.combine(day, begin, OFFICE)
            left = dt.datetime.combine(day, CLOSES, OFFICE) - here
            if span <= left:
                return here + span
            span -= left
        day += dt.timedelta(days=1)
        begin = OPENS
