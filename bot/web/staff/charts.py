"""Charts of the insights page: figures in words and in the order in which they are drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.triage.insights import REPLY_HOURS, Figures

MOST_COLUMNS = 62
"""How many days are drawn by themselves; of more, each week is one column."""

OUTCOME_NAMES = {
    "answered": "Answered",
    "unsure": "Unsure",
    "not_answered": "Not answered",
    "off_topic": "Not about SEND",
    "handed_over": "Asked for a person",
    "safeguarding": "Safeguarding",
}
THUMB_NAMES = {"up": "Thumbs-up", "down": "Thumbs-down"}


@dataclass(frozen=True)
class Chart:
    """Numbers with their labels; `name` stands in addresses, `first` heads the labels."""

    name: str
    title: str
    kind: Literal["bars", "columns"]
    first: str
    unit: str
    rows: tuple[tuple[str, int], ...]
    note: str = ""
    is_whole: bool = False
    """Whether the numbers are parts of one whole, of which shares can be told."""

    @property
    def highest(self) -> int:
        """Give the largest number, 1 where there is none, to draw by."""
        return max((count for _, count in self.rows), default=0) or 1

    @property
    def total(self) -> int:
        """Give the sum."""
        return sum(count for _, count in self.rows)

    def share(self, count: int) -> str:
        """Write which share of the whole a number is."""
        percent = 100 * count / self.total
        return "under 1 %" if 0 < percent < 0.5 else f"{percent:.0f} %"

    @property
    def told(self) -> str:
        """Say the chart in a sentence or two, for those who do not see it."""
        if not self.total:
            return "There is nothing to show."
        label, count = max(self.rows, key=lambda row: row[1])
        return f"{len(self.rows)} values; the highest is {count:,} {self.unit}: {label}."


def charts(figures: Figures, titles: Mapping[str, str]) -> dict[str, Chart]:
    """Make the charts; `titles` are those of the workstreams."""
    is_long = len(figures.by_day) > MOST_COLUMNS
    by_need = sorted(figures.workstreams.items(), key=lambda item: -item[1])
    made = (
        Chart(
            "questions",
            "Questions a week" if is_long else "Questions a day",
            "columns",
            "Week from" if is_long else "Day",
            "questions",
            _by_week(figures.by_day) if is_long else _by_day(figures.by_day),
        ),
        Chart(
            "outcomes",
            "What came of them",
            "bars",
            "Outcome",
            "questions",
            tuple((OUTCOME_NAMES[name], count) for name, count in figures.outcomes.items()),
            is_whole=True,
        ),
        Chart(
            "workstreams",
            "Demand for each workstream",
            "bars",
            "Workstream",
            "questions",
            tuple((titles[name], count) for name, count in by_need),
            "A question about two workstreams counts for both.",
        ),
        Chart(
            "replies",
            "Time to the first reply of a person",
            "bars",
            "Working hours",
            "cases",
            tuple(zip(_reply_names(), figures.replies.groups, strict=True)),
        ),
        Chart(
            "thumbs",
            "Did the answer help?",
            "bars",
            "Verdict",
            "answers",
            tuple((THUMB_NAMES[name], count) for name, count in figures.thumbs.items()),
            is_whole=True,
        ),
    )
    return {chart.name: chart for chart in made}


def hours_words(hours: float | None) -> str:
    """Write working hours as people say them."""
    if hours is None:
        return "none yet"
    minutes = round(hours * 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def day_words(day: dt.date) -> str:
    """Write a day."""
    return f"{day.day} {day:%b %Y}"


def _by_day(counts: Mapping[dt.date, int]) -> tuple[tuple[str, int], ...]:
    return tuple((f"{day_words(day)}, {day:%A}", count) for day, count in counts.items())


def _by_week(counts: Mapping[dt.date, int]) -> tuple[tuple[str, int], ...]:
    weeks: dict[dt.date, int] = {}
    for day, count in counts.items():
        monday = day - dt.timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + count
    return tuple((day_words(monday), count) for monday, count in weeks.items())


def _reply_names() -> list[str]:
    limits = [f"{limit:g}" for limit in REPLY_HOURS]
    between = [f"{low} to {high} hours" for low, high in pairwise(limits)]
    return [f"Up to {limits[0]} hour", *between, f"More than {limits[-1]} hours"]
