"""Insights: what is asked and what comes of it, as charts with their tables and files.

Figures show to all who may see insights. What people wrote leaves the console only by the hand of
who may export; what is for the public has its small numbers hidden and is of whole months alone,
so that two files never differ by a few days.
"""

from __future__ import annotations

import asyncio
import calendar
import datetime as dt
from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response

from bot.store.database import utc_now
from bot.triage.clusters import Group, subjects, top_questions
from bot.triage.due import OFFICE
from bot.triage.insights import Figures, Period, figures, questions_in
from bot.triage.roles import Permission
from bot.triage.suppression import SMALLEST_SHOWN, published
from bot.web.service import Service, service_of
from bot.web.staff.charts import Chart, charts, day_words, hours_words
from bot.web.staff.csv_file import csv_file
from bot.web.staff.guard import current_staff, staff_route
from bot.web.staff.pages import show
from bot.web.staff.words import excerpt

INSIGHTS = "/staff/insights"
USUAL_DAYS = 28
SPANS = (7, 28, 90)
"""Periods up to today to choose at once, in days."""

MOST_DAYS = 366
HIDDEN = "suppressed"
_FIRST_YEAR = 2000

_TEXTS: dict[str, tuple[tuple[str, ...], Callable[[list[str]], list[Group]]]] = {
    "top": (("answered",), top_questions),
    "unanswered": (("unsure", "not_answered"), subjects),
}


async def get_insights(request: Request) -> Response:
    """Show the charts of a period."""
    period, faults = period_from(request)
    service = service_of(request)
    found, groups = await asyncio.to_thread(_found, service, period)
    made = charts(found, _titles(service))
    return show(
        request,
        "staff/insights.html",
        422 if faults else 200,
        error=" ".join(faults),
        period=period,
        query=f"from={period.since}&to={period.until}",
        told=f"{day_words(period.since)} to {day_words(period.until)}",
        spans=[(days, period_of_last(days)) for days in SPANS],
        charts=made,
        questions=found.questions,
        replies=found.replies,
        hours_words=hours_words,
        excerpt=excerpt,
        groups=groups,
        months=[f"{month:%B %Y}" for month in whole_months(period, _kept_since(service))],
        kept_days=service.settings.retention_days,
        smallest=SMALLEST_SHOWN,
    )


async def get_chart(request: Request) -> Response:
    """Give the numbers of one chart as a file."""
    period, _ = period_from(request)
    service = service_of(request)
    found = await asyncio.to_thread(figures, service.engine, period)
    chart = charts(found, _titles(service)).get(request.path_params["chart"])
    if chart is None:
        return show(request, "staff/insights_gone.html", 404)
    await _record(request, chart.name, period)
    rows = [(chart.first, chart.unit.capitalize()), *chart.rows]
    return csv_file(_file_name(chart.name, period), rows)


async def get_texts(request: Request) -> Response:
    """Give the groups of questions, with what people wrote, as a file."""
    period, _ = period_from(request)
    name = request.path_params["list"]
    if name not in _TEXTS:
        return show(request, "staff/insights_gone.html", 404)
    groups = await asyncio.to_thread(_groups, service_of(request), period, name)
    await _record(request, name, period)
    rows = [("Questions", "Suggested name", "Example")]
    rows += [(str(each.count), each.name, each.example) for each in groups]
    return csv_file(_file_name(name, period), rows)


async def get_public(request: Request) -> Response:
    """Give the figures of whole months for the public, small numbers hidden."""
    period, _ = period_from(request)
    rows = await asyncio.to_thread(lambda: list(_public_rows(service_of(request), period)))
    await _record(request, "public", period)
    head = ("Month", "Figure", "Of what", "Count")
    return csv_file(_file_name("public", period), [head, *rows])


def period_from(request: Request) -> tuple[Period, list[str]]:
    """Read the days of an address; give sentences about what in it made no sense."""
    faults: list[str] = []
    usual = period_of_last(USUAL_DAYS)
    since = _day(request.query_params.get("from", ""), faults)
    until = _day(request.query_params.get("to", ""), faults) or usual.until
    since = since or until - dt.timedelta(days=USUAL_DAYS - 1)
    if since > until:
        faults.append("The first day was after the last one; they are shown the other way round.")
        since, until = until, since
    if (until - since).days >= MOST_DAYS:
        faults.append(f"At most {MOST_DAYS} days are shown at once: the last ones.")
        since = until - dt.timedelta(days=MOST_DAYS - 1)
    return Period(since, until), faults


def period_of_last(days: int) -> Period:
    """Give the period of so many days up to today."""
    today = utc_now().replace(tzinfo=dt.timezone.utc).astimezone(OFFICE).date()
    return Period(today - dt.timedelta(days=days - 1), today)


def whole_months(period: Period, kept_since: dt.date) -> list[dt.date]:
    """List the first days of the months that lie in the period, are over and are all kept."""
    yesterday = period_of_last(2).since
    found = []
    month = period.since.replace(day=1)
    while month <= period.until:
        last = _last_of(month)
        is_in = period.since <= month and last <= min(period.until, yesterday)
        if is_in and month >= kept_since:
            found.append(month)
        month = last + dt.timedelta(days=1)
    return found


def _found(service: Service, period: Period) -> tuple[Figures, dict[str, list[Group]]]:
    groups = {name: _groups(service, period, name) for name in _TEXTS}
    return figures(service.engine, period), groups


def _groups(service: Service, period: Period, name: str) -> list[Group]:
    outcomes, group = _TEXTS[name]
    return group(questions_in(service.engine, period, outcomes))


def _public_rows(service: Service, period: Period) -> Iterator[tuple[str, str, str, str]]:
    for first in whole_months(period, _kept_since(service)):
        found = figures(service.engine, Period(first, _last_of(first)))
        for chart in charts(found, _titles(service)).values():
            if chart.kind == "bars":
                yield from _public_rows_of(chart, f"{first:%Y-%m}")


def _public_rows_of(chart: Chart, month: str) -> Iterator[tuple[str, str, str, str]]:
    table = published(dict(chart.rows))
    for label, count in sorted(table.cells.items()):
        yield month, chart.title, label, _told(count)
    if chart.name == "outcomes":
        yield month, "Questions", "All", _told(table.total)


def _told(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _titles(service: Service) -> dict[str, str]:
    return {each.id: each.title for each in service.library.content.workstreams.values()}


def _kept_since(service: Service) -> dt.date:
    return period_of_last(service.settings.retention_days).since


def _last_of(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _day(text: str, faults: list[str]) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    is_wrong = bool(text) and (day is None or not _FIRST_YEAR <= day.year < 9000)
    if is_wrong:
        faults.append("A date was not understood and is left out. Write it like 2026-11-24.")
    return None if is_wrong else day


def _file_name(name: str, period: Period) -> str:
    return f"{name}-{period.since}-{period.until}.csv"


async def _record(request: Request, name: str, period: Period) -> None:
    service, staff_id = service_of(request), current_staff(request).id
    detail = {"since": str(period.since), "until": str(period.until)}

    def record() -> None:
        with service.engine.begin() as connection:
            subject = ("insights", name)
            service.desk.audit.record(connection, staff_id, "insights.exported", subject, detail)

    await asyncio.to_thread(record)


_SEE = Permission.SEE_INSIGHTS

ROUTES = [
    staff_route(INSIGHTS, get_insights, _SEE),
    staff_route(f"{INSIGHTS}/public.csv", get_public, _SEE),
    staff_route(f"{INSIGHTS}/texts/{{list}}.csv", get_texts, Permission.EXPORT),
    staff_route(f"{INSIGHTS}/{{chart}}.csv", get_chart, _SEE),
]
