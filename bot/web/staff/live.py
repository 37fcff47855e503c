"""News for a queue page that is open: server-sent events, for as long as the session lasts."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.store.database import utc_now
from bot.store.staff_sessions import ABSOLUTE
from bot.triage.filters import QueueFilter, Viewer
from bot.triage.news import MOST_NEW, MOST_ROWS, count_since, safeguarding_since
from bot.triage.queue import Queue
from bot.triage.roles import Permission
from bot.web.events import MEDIA_TYPE, Pace, event
from bot.web.problems import INVALID_FIELDS, ProblemError
from bot.web.service import Service, service_of
from bot.web.staff.guard import current_staff, is_still_in
from bot.web.staff.queue import viewer_of
from bot.web.staff.queue_address import view_from
from bot.web.staff.queue_show import count_words, shown_row

STAFF_PACE = Pace(poll_s=0.5)
COUNT_EVERY_S = 4.0
"""Counts cost more than looking for a child in danger, and nobody waits for them."""

OVERLAP = dt.timedelta(seconds=10)
"""A message gets its time before it is written down: one from before the page may come after it."""


class Looking(Protocol):
    """Looks for what one open page must be told."""

    def look(self) -> list[str]:
        """Give the events of what has changed since the last look."""
        ...


@dataclass
class Watch:
    """Looks for what one open page must be told, and remembers what it was told."""

    service: Service
    viewer: Viewer
    filters: QueueFilter
    since: dt.datetime
    shown: frozenset[int]
    counted_at: float = field(default=-COUNT_EVERY_S)
    strip: str = ""
    queue: str = ""

    def look(self) -> list[str]:
        """Give the events of what has changed since the last look."""
        strip = self._strip()
        is_changed = strip != self.strip
        found = [strip] if is_changed else []
        self.strip = strip
        if is_changed or time.monotonic() - self.counted_at >= COUNT_EVERY_S:
            self.counted_at = time.monotonic()
            queue = self._queue()
            found += [queue] if queue != self.queue else []
            self.queue = queue
        return found

    def _strip(self) -> str:
        """Word the safeguarding cases that came since; the page puts all of them anew."""
        since, now = self.since - OVERLAP, utc_now()
        cases = safeguarding_since(self.service.engine, self.viewer, since, self.shown)
        if not cases and not self.strip:
            return ""
        content = self.service.library.content
        rows = [shown_row(each, content, now, ()) for each in cases]
        template = self.service.pages.get_template("staff/_strip.html")
        said = f"New safeguarding case {rows[0].reference}. {rows[0].due}." if rows else ""
        told = {
            "html": template.render(rows=rows, is_more=len(rows) == MOST_ROWS) if rows else "",
            "ids": [each.id for each in rows],
            "say": said if len(rows) == 1 else f"{len(rows)} new safeguarding cases.",
        }
        return event("safeguarding", told)

    def _queue(self) -> str:
        engine, filters = self.service.engine, self.filters
        # A search lists what was said, not what is to be done.
        new = 0 if filters.text else count_since(engine, self.viewer, filters, self.since)
        counts = Queue(engine, self.viewer).counts()
        told = {
            "new": f"{new}{'+' if new >= MOST_NEW else ''} new" if new else "",
            "counts": {tab: count_words(count) for tab, count in counts.items()},
        }
        return event("queue", told)


async def get_events(request: Request) -> Response:
    """Answer with a stream of `safeguarding`, `queue` and, when the session has ended, `over`.

    Raises ProblemError with 422 unless `since` says when the page was made.
    """
    given = request.query_params
    watch = Watch(
        service=service_of(request),
        viewer=viewer_of(request),
        filters=view_from(given).filters,
        since=_since(given.get("since", "")),
        shown=frozenset(int(each) for each in given.get("shown", "").split(".") if _is_id(each)),
    )
    return stream_of(request, watch, f"staff-{current_staff(request).id}")


def stream_of(request: Request, watch: Looking, key: str) -> Response:
    """Answer with a stream of what a watch sees; streams of one key are few.

    Raises ProblemError with 429 when they are too many.
    """
    listeners = service_of(request).desk.listeners
    listeners.check(key)

    async def counted() -> AsyncIterator[str]:
        with listeners.listening(key):
            async for each in news(request, watch):
                yield each

    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(counted(), media_type=MEDIA_TYPE, headers=headers)


async def news(request: Request, watch: Looking, pace: Pace = STAFF_PACE) -> AsyncIterator[str]:
    """Give each event as it comes, until the stream is old or the session is over."""
    begun_at = spoken_at = time.monotonic()
    yield f"retry: {int(pace.retry_s * 1000)}\n\n"
    while time.monotonic() - begun_at < pace.most_s:
        if not await is_still_in(request, Permission.SEE_QUEUE):
            yield event("over", {})
            return
        for told in await asyncio.to_thread(watch.look):
            spoken_at = time.monotonic()
            yield told
        if time.monotonic() - spoken_at >= pace.heartbeat_s:
            spoken_at = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(pace.poll_s)


def _since(text: str) -> dt.datetime:
    """Read the time at which the page was made."""
    now = utc_now()
    try:
        since = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as exc:
        raise ProblemError(INVALID_FIELDS) from exc
    # No page lasts longer than its session.
    return min(max(since, now - ABSOLUTE), now)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
