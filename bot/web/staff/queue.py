"""The queue of staff: tabs, filters, search, pages; its address is a view to be kept."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.store.database import utc_now
from bot.store.search import words_of
from bot.triage.filters import Tab, Viewer
from bot.triage.queue import Page, Queue
from bot.triage.queue_rows import QueueRow
from bot.triage.roles import Permission, may
from bot.web.service import service_of
from bot.web.staff.guard import current_staff
from bot.web.staff.pages import show
from bot.web.staff.queue_address import STATUSES, View, view_from
from bot.web.staff.queue_show import TAB_NAMES, count_words, shown_row
from bot.web.staff.words import CHANNELS, channel_name, clock

EVENTS = "/staff/events"
EXPORT = "/staff/queue/export"
"""Where the list can be had as a file; the link shows once there is such a page."""

CONFIDENCES = (30, 50, 70, 90)
"""The limits to choose from, in percent; an address may hold any other."""


@dataclass(frozen=True)
class _Found:
    """What the database holds for a view, and when it was asked."""

    made_at: dt.datetime
    page: Page
    quoted: tuple[QueueRow, ...]
    counts: dict[Tab, int]


def viewer_of(request: Request) -> Viewer:
    """Give who looks, as the queue knows them."""
    staff = current_staff(request)
    return Viewer(staff.id, sees_safeguarding=may(staff.role, Permission.SEE_SAFEGUARDING))


async def get_queue(request: Request) -> Response:
    """Show the queue as the address says."""
    view = view_from(request.query_params)
    if "" in request.query_params.values() and not view.faults:
        # The form sends all its fields; the address that is kept has only those that say something.
        return RedirectResponse(view.address(), 303)
    found = await asyncio.to_thread(_find, request, view)
    return show(
        request,
        "staff/queue.html",
        422 if view.faults else 200,
        error=" ".join(view.faults),
        **_choices(request, view),
        **_list(request, view, found),
    )


def _find(request: Request, view: View) -> _Found:
    """Read the page and tell the audit trail which safeguarding cases it shows."""
    service, viewer = service_of(request), viewer_of(request)
    queue = Queue(service.engine, viewer)
    made_at = utc_now()
    page = queue.page(view.filters, view.after)
    is_first = view.after is None and view.filters.text is not None
    quoted = queue.quoted(view.filters.text or "") if is_first else ()
    shown = (each.id for each in (*quoted, *page.rows) if "is_safeguarding" in each.reasons)
    desk = service.desk
    desk.listed.tell(service.engine, desk.audit, viewer.staff_id, dict.fromkeys(shown))
    return _Found(made_at, page, quoted, queue.counts())


def _list(request: Request, view: View, found: _Found) -> dict[str, Any]:
    """Give what the template shows of the cases."""
    content = service_of(request).library.content
    text = view.filters.text
    words = words_of(text) if text else []
    quoted = {each.id for each in found.quoted}
    rows = (*found.quoted, *(each for each in found.page.rows if each.id not in quoted))
    after = found.page.next.as_text() if found.page.next else None
    return {
        "rows": [shown_row(row, content, found.made_at, words) for row in rows],
        "made": clock(found.made_at, found.made_at),
        "events": _events(view, found.made_at, rows),
        "next": view.address(after=after) if after else "",
        "first": view.address(after=None) if view.after else "",
        "tabs": _tabs(request, view, found.counts),
    }


def _choices(request: Request, view: View) -> dict[str, Any]:
    """Give what the template shows of the view itself."""
    content, filters = service_of(request).library.content, view.filters
    is_export = any(getattr(route, "path", "") == EXPORT for route in request.app.routes)
    narrowed = ("status", "workstream", "channel", "from", "to", "below")
    query = view.query(after=None)
    return {
        "filters": filters,
        "query": query,
        "narrowed": [name for name in narrowed if name in query],
        "told": _told(view, {each.id: each.title for each in content.workstreams.values()}),
        "workstreams": [(each.id, each.title) for each in content.workstreams.values()],
        "channels": {**CHANNELS, **_own(filters.channel)},
        "statuses": STATUSES,
        "confidences": sorted({*CONFIDENCES, *_percent(view)}),
        "below": next(iter(_percent(view)), 0),
        "title": TAB_NAMES[filters.tab],
        "plain": view.address(**dict.fromkeys(narrowed)),
        "without_text": view.address(q=None),
        "here_again": view.address(),
        "here_query": urlencode(view.query()),
        "export": view.address(EXPORT) if is_export else "",
    }


def _told(view: View, workstreams: Mapping[str, str]) -> list[str]:
    """List the filters that are on, in words."""
    filters, query = view.filters, view.query()
    words = {
        "status": f"{STATUSES[filters.status].lower()} cases",
        "workstream": workstreams.get(filters.workstream or "", ""),
        "channel": channel_name(filters.channel or ""),
        "from": f"from {_day(filters.since)}",
        "to": f"to {_day(filters.until)}",
        "below": f"confidence under {query.get('below')}%",
    }
    return [said for name, said in words.items() if name in query]


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def _percent(view: View) -> set[int]:
    below = view.filters.confidence_below
    return set() if below is None else {round(below * 100)}


def _own(channel: str | None) -> dict[str, str]:
    return {channel: channel_name(channel)} if channel else {}


def _tabs(request: Request, view: View, counts: dict[Tab, int]) -> list[dict[str, Any]]:
    """List the tabs; who may see no safeguarding cases is not told that there are none."""
    hidden = not viewer_of(request).sees_safeguarding and not counts["safeguarding"]
    here = view.filters.tab
    return [
        {
            "id": tab,
            "name": name,
            "count": count_words(counts[tab]),
            "address": view.address(tab="" if tab == "all" else tab),
            "is_here": tab == here,
        }
        for tab, name in TAB_NAMES.items()
        if tab != "safeguarding" or not hidden or tab == here
    ]


def _events(view: View, made_at: dt.datetime, rows: tuple[QueueRow, ...]) -> str:
    """Give the address of the news since the page was made, but of what it shows already."""
    shown = [str(each.id) for each in rows if "is_safeguarding" in each.reasons]
    query = {**view.query(after=None), "since": made_at.isoformat(), "shown": ".".join(shown)}
    return f"{EVENTS}?{urlencode(query)}"
