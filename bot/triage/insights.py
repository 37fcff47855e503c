"""What people asked in some days, and what came of it: figures by SQL, days by the office's clock.

A question is a message that the bot read and that is no small talk. Each has one outcome. Figures
are counted from the conversations that are kept: what was erased, and what is past its time, is in
none of them.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.content.ids import WORKSTREAM_IDS
from bot.store.case_tables import CASES, READINGS
from bot.store.tables import FEEDBACK, INBOUND
from bot.triage.due import CLOSES, OFFICE, OPENS, is_workday

OUTCOMES = ("answered", "unsure", "not_answered", "off_topic", "handed_over", "safeguarding")
"""What came of a question: `off_topic` is that it was not about SEND at all, and that nothing more
than this was said to it; `handed_over` is that a person was asked for."""

REPLY_HOURS = (1.0, 4.0, 8.0, 16.0)
"""Limits in working hours between the groups of times to the first reply."""

MOST_TEXTS = 5_000
"""How many texts, the newest, are grouped: more would tell the same and take longer."""


@dataclass(frozen=True)
class Period:
    """Days by the office's clock, both included."""

    since: dt.date
    until: dt.date

    @property
    def days(self) -> list[dt.date]:
        """List the days."""
        count = (self.until - self.since).days + 1
        return [self.since + dt.timedelta(days=number) for number in range(count)]

    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """Give begin and end in UTC as the tables keep it, the end not included."""
        after = self.until + dt.timedelta(days=1)
        return _midnight(self.since), _midnight(after)


@dataclass(frozen=True)
class Replies:
    """Working hours until a person replied: how many cases, half and nine tenths of them within."""

    cases: int
    median_h: float | None
    p90_h: float | None
    groups: tuple[int, ...]
    """Cases up to each of REPLY_HOURS, and beyond the last."""


@dataclass(frozen=True)
class Figures:
    """The figures of a period."""

    by_day: Mapping[dt.date, int]
    outcomes: Mapping[str, int]
    workstreams: Mapping[str, int]
    thumbs: Mapping[str, int]
    replies: Replies

    @property
    def questions(self) -> int:
        """Give how many questions there were."""
        return sum(self.outcomes.values())


def figures(engine: Engine, period: Period) -> Figures:
    """Count everything of a period."""
    begin, end = period.bounds()
    with engine.begin() as connection:
        by_day, outcomes = _questions(connection, begin, end)
        return Figures(
            by_day={day: by_day.get(day, 0) for day in period.days},
            outcomes=outcomes,
            workstreams=_workstreams(connection, begin, end),
            thumbs=_thumbs(connection, begin, end),
            replies=_replies(connection, begin, end),
        )


def questions_in(engine: Engine, period: Period, outcomes: Iterable[str]) -> list[str]:
    """Give the newest questions that had such outcomes, none of a safeguarding case."""
    begin, end = period.bounds()
    query = (
        sa.select(INBOUND.c.text)
        .select_from(READINGS)
        .join(INBOUND, INBOUND.c.seq == READINGS.c.inbound_seq)
        .join(CASES, CASES.c.id == READINGS.c.case_id)
        .where(_is_within(READINGS.c.made_at, begin, end), _IS_QUESTION, CASES.c.rank > 0)
        .where(_OUTCOME.in_(list(outcomes)))
        .order_by(READINGS.c.made_at.desc())
        .limit(MOST_TEXTS)
    )
    with engine.begin() as connection:
        return list(connection.execute(query).scalars())


def working_hours(begin: dt.datetime, end: dt.datetime, days: WorkedDays) -> float:
    """Give for how many hours the office was open between two times in UTC."""
    return max(0.0, days.open_until(end) - days.open_until(begin))


class WorkedDays:
    """How long the office was open, counted from a first day: quick for many times."""

    def __init__(self, since: dt.date, until: dt.date) -> None:
        self._since = since
        self._open_h = [0.0]
        length = _hours(CLOSES) - _hours(OPENS)
        for number in range((until - since).days + 1):
            is_open = is_workday(since + dt.timedelta(days=number))
            self._open_h.append(self._open_h[-1] + length * is_open)

    def open_until(self, time: dt.datetime) -> float:
        """Give the hours from the first day to a time in UTC within the days."""
        here = time.replace(tzinfo=dt.timezone.utc).astimezone(OFFICE)
        index = (here.date() - self._since).days
        before, after = self._open_h[index], self._open_h[index + 1]
        done = _hours(here.timetz()) - _hours(OPENS)
        return min(max(before, before + done), after)


def _questions(
    connection: Connection, begin: dt.datetime, end: dt.datetime
) -> tuple[Counter[dt.date], dict[str, int]]:
    hour = _hour(connection, READINGS.c.made_at)
    query = (
        sa.select(hour.label("hour"), _OUTCOME.label("outcome"), sa.func.count().label("count"))
        .where(_is_within(READINGS.c.made_at, begin, end), _IS_QUESTION)
        .group_by("hour", "outcome")
    )
    by_day: Counter[dt.date] = Counter()
    outcomes = dict.fromkeys(OUTCOMES, 0)
    for row in connection.execute(query):
        # The clocks change by whole hours, so that an hour in UTC lies in one day of the office.
        in_utc = dt.datetime.fromisoformat(f"{row.hour}:00:00+00:00")
        by_day[in_utc.astimezone(OFFICE).date()] += row[2]
        outcomes[row.outcome] += row[2]
    return by_day, outcomes


def _workstreams(connection: Connection, begin: dt.datetime, end: dt.datetime) -> dict[str, int]:
    text = sa.cast(READINGS.c.workstreams, sa.Text)
    # One pass over the readings, whatever the number of workstreams.
    grouped = (
        sa.select(text.label("ids"), sa.func.count().label("count"))
        .where(_is_within(READINGS.c.made_at, begin, end), _IS_QUESTION)
        .group_by("ids")
    )
    found = dict.fromkeys(WORKSTREAM_IDS, 0)
    for ids, count in connection.execute(grouped):
        for each in WORKSTREAM_IDS:
            found[each] += count if f'"{each}"' in ids else 0
    return found


def _thumbs(connection: Connection, begin: dt.datetime, end: dt.datetime) -> dict[str, int]:
    query = (
        sa.select(FEEDBACK.c.verdict, sa.func.count())
        .where(_is_within(FEEDBACK.c.given_at, begin, end))
        .group_by(FEEDBACK.c.verdict)
    )
    found = dict(connection.execute(query).all())
    return {each: found.get(each, 0) for each in ("up", "down")}


def _replies(connection: Connection, begin: dt.datetime, end: dt.datetime) -> Replies:
    """Count the cases that were opened in the period and that a person replied to."""
    query = sa.select(CASES.c.opened_at, CASES.c.first_reply_at).where(
        _is_within(CASES.c.opened_at, begin, end), CASES.c.first_reply_at.is_not(None)
    )
    rows = connection.execute(query).all()
    groups = [0] * (len(REPLY_HOURS) + 1)
    if not rows:
        return Replies(0, None, None, tuple(groups))
    last = max(row.first_reply_at for row in rows)
    days = WorkedDays(begin.date(), last.date() + dt.timedelta(days=1))
    hours = sorted(working_hours(row.opened_at, row.first_reply_at, days) for row in rows)
    groups[0] = bisect_right(hours, REPLY_HOURS[0])
    for index, limit in enumerate(REPLY_HOURS[1:], start=1):
        groups[index] = bisect_right(hours, limit) - sum(groups[:index])
    groups[-1] = len(hours) - sum(groups[:-1])
    return Replies(len(hours), _share_of(hours, 0.5), _share_of(hours, 0.9), tuple(groups))


def _share_of(ordered: list[float], share: float) -> float:
    """Give the value that a share of the values does not exceed."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _has(reason: str) -> Any:
    return sa.cast(READINGS.c.reasons, sa.Text).like(f'%"{reason}"%')


_OUTCOME = sa.case(
    (READINGS.c.route == "safeguarding", "safeguarding"),
    (_has("not_answered"), "not_answered"),
    ((READINGS.c.route == "human") | _has("asked_person"), "handed_over"),
    (_has("is_unsure"), "unsure"),
    (READINGS.c.route == "out_of_scope", "off_topic"),
    else_="answered",
)
_IS_QUESTION = sa.func.coalesce(READINGS.c.route, "") != "smalltalk"


def _is_within(column: Any, begin: dt.datetime, end: dt.datetime) -> Any:
    return sa.and_(column >= begin, column < end)


def _hour(connection: Connection, column: Any) -> Any:
    """Give an hour in UTC as text, as either database writes it."""
    if connection.dialect.name == "sqlite":
        return sa.func.strftime("%Y-%m-%d %H", column)
    return sa.func.to_char(column, "YYYY-MM-DD HH24")


def _midnight(day: dt.date) -> dt.datetime:
    here = dt.datetime.combine(day, dt.time(), OFFICE)
    return here.astimezone(dt.timezone.utc).replace(tzinfo=None)


def _hours(time: dt.time) -> float:
    return time.hour + time.minute / 60 + time.second / 3600
