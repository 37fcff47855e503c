"""The queue as a file: the cases of the filter in the address, as whoever asks may see them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from bot.content.store import Content
from bot.store.database import utc_now
from bot.triage.due import OFFICE
from bot.triage.queue import Queue
from bot.triage.queue_rows import QueueRow
from bot.triage.roles import Permission
from bot.web.service import service_of
from bot.web.staff.csv_file import csv_file
from bot.web.staff.guard import staff_route
from bot.web.staff.pages import show
from bot.web.staff.queue import EXPORT, viewer_of
from bot.web.staff.queue_address import View, view_from
from bot.web.staff.words import REASONS, channel_name, urgency_words

MOST_ROWS = 10_000
"""How many cases one file holds: the first ones in the order of the list."""

_AT_ONCE = 500
_HEAD = (
    "Case",
    "Reference",
    "Status",
    "Why it is in the queue",
    "Urgency",
    "Workstreams",
    "Lowest confidence",
    "Channel",
    "Whose it is",
    "First message",
    "Last message",
    "Due",
    "Newest message",
)


async def get_export(request: Request) -> Response:
    """Give the file, and tell the audit trail."""
    view = view_from(request.query_params)
    if view.faults:
        # Not a file of other cases than were meant.
        return show(request, "staff/export_refused.html", 422, faults=view.faults)
    rows = await asyncio.to_thread(_rows, request, view)
    content = service_of(request).library.content
    name = f"queue-{utc_now():%Y-%m-%d-%H%M}.csv"
    return csv_file(name, [_HEAD, *(_cells(row, content) for row in rows)])


def _rows(request: Request, view: View) -> list[QueueRow]:
    """Read the cases; that they were taken out is written down before they are."""
    service, viewer = service_of(request), viewer_of(request)
    found = list(_pages(Queue(service.engine, viewer), view))
    harm = [row.id for row in found if "is_safeguarding" in row.reasons]
    filters, audit = view.filters, service.desk.audit
    detail = {
        "cases": len(found),
        "safeguarding": len(harm),
        "status": filters.status,
        "workstream": filters.workstream,
        "channel": filters.channel,
        # What was searched for may name somebody.
        "is_search": filters.text is not None,
    }
    with service.engine.begin() as connection:
        subject = ("queue", filters.tab)
        audit.record(connection, viewer.staff_id, "queue.exported", subject, detail)
        for case_id in harm:
            audit.record(connection, viewer.staff_id, "case.exported", ("case", case_id))
    return found


def _pages(queue: Queue, view: View) -> Iterator[QueueRow]:
    after, count = None, 0
    while count < MOST_ROWS:
        page = queue.page(view.filters, after, min(_AT_ONCE, MOST_ROWS - count))
        yield from page.rows
        count += len(page.rows)
        after = page.next
        if after is None:
            return


def _cells(row: QueueRow, content: Content) -> tuple[str, ...]:
    known = row.lowest_confidence
    return (
        str(row.id),
        row.reference,
        row.status,
        "; ".join(REASONS[each] for each in row.reasons),
        urgency_words(row.urgency, row.urgency_rule),
        "; ".join(content.workstream(each).title for each in row.workstreams),
        "" if known is None else f"{known:.2f}",
        channel_name(row.channel),
        row.assigned_name or "",
        _time(row.opened_at),
        _time(row.last_message_at),
        _time(row.due_at),
        row.newest_text or "",
    )


def _time(time: dt.datetime) -> str:
    """Write a time by the office's clock, as a spreadsheet reads it."""
    here = time.replace(tzinfo=dt.timezone.utc).astimezone(OFFICE)
    return f"{here:%Y-%m-%d %H:%M}"


ROUTES = [staff_route(EXPORT, get_export, Permission.EXPORT)]
