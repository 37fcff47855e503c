"""The address of the queue page: what it shows, so that an address is a view to be kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.content.ids import WORKSTREAM_IDS
from bot.errors import BadCursor
from bot.triage.cursor import Cursor, cursor_from
from bot.triage.filters import TABS, QueueFilter, Status

QUEUE = "/staff/queue"
STATUSES: dict[Status, str] = {"open": "Open", "closed": "Closed", "any": "Open and closed"}
NAMES = ("tab", "q", "status", "workstream", "channel", "from", "to", "below", "after")
"""What an address may hold, in its order."""

_LONGEST_TEXT = 200
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_CHANNEL = re.compile(r"^[a-z0-9_]{1,32}$")


@dataclass(frozen=True)
class View:
    """What an address asks for; `faults` are sentences about what in it made no sense."""

    filters: QueueFilter = field(default_factory=QueueFilter)
    after: Cursor | None = None
    faults: tuple[str, ...] = ()

    def query(self, **changed: str | None) -> dict[str, str]:
        """Give the parameters that lead here, those that differ from what goes without saying.

        `changed` sets some of NAMES anew; None and "" leave one out. Another view begins at its
        first page.
        """
        filters = self.filters
        below = filters.confidence_below
        found = {
            "tab": "" if filters.tab == "all" else filters.tab,
            "q": filters.text or "",
            "status": "" if filters.status == usual_status(filters.text) else filters.status,
            "workstream": filters.workstream or "",
            "channel": filters.channel or "",
            "from": filters.since.isoformat() if filters.since else "",
            "to": filters.until.isoformat() if filters.until else "",
            "below": "" if below is None else str(round(below * 100)),
            "after": self.after.as_text() if self.after and not changed else "",
        }
        wanted = {**found, **{name: value or "" for name, value in changed.items()}}
        return {name: wanted[name] for name in NAMES if wanted[name]}

    def address(self, path: str = QUEUE, /, **changed: str | None) -> str:
        """Give the address of this view, or of one that differs in some parameters."""
        query = urlencode(self.query(**changed))
        return f"{path}?{query}" if query else path


def usual_status(text: str | None) -> Status:
    """Give what is shown unless told otherwise: who searches, searches closed cases too."""
    return "any" if text else "open"


def view_from(given: Mapping[str, str]) -> View:
    """Read the parameters of an address; what makes no sense is left out, with a fault."""
    faults: list[str] = []
    text = " ".join(given.get("q", "").split())[:_LONGEST_TEXT] or None
    filters = QueueFilter(
        tab=next((each for each in TABS if each == given.get("tab")), "all"),
        status=next((each for each in STATUSES if each == given.get("status")), usual_status(text)),
        workstream=_workstream(given.get("workstream", ""), faults),
        channel=_channel(given.get("channel", ""), faults),
        since=_day(given.get("from", ""), faults),
        until=_day(given.get("to", ""), faults),
        confidence_below=_share(given.get("below", ""), faults),
        text=text,
    )
    if filters.since and filters.until and filters.since > filters.until:
        faults.append("The first day is after the last one, so that no case is shown.")
    return View(filters, _cursor(given.get("after", ""), faults), tuple(faults))


def _workstream(text: str, faults: list[str]) -> str | None:
    if text and text not in WORKSTREAM_IDS:
        faults.append("There is no such workstream; cases of all workstreams are shown.")
    return text if text in WORKSTREAM_IDS else None


def _channel(text: str, faults: list[str]) -> str | None:
    if text and not _CHANNEL.match(text):
        faults.append("There is no such channel; cases of all channels are shown.")
        return None
    return text or None


def _day(text: str, faults: list[str]) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    if text and (day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR):
        faults.append("A date was not understood and is left out. Write it like 2026-11-24.")
        return None
    return day


def _share(text: str, faults: list[str]) -> float | None:
    is_percent = text.isascii() and text.isdecimal() and 0 < int(text[:4]) <= 100
    if text and not is_percent:
        faults.append("The confidence was not understood and is left out. Write 1 to 100.")
    return int(text) / 100 if is_percent else None


def _cursor(text: str, faults: list[str]) -> Cursor | None:
    try:
        return cursor_from(text) if text else None
    except BadCursor:
        faults.append("That page of the list cannot be found; this is the first one.")
        return None
