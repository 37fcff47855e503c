"""Rows of the queue in words, for its page and for what is told while that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.content.store import Content
from bot.triage.filters import Tab
from bot.triage.queue import COUNT_LIMIT
from bot.triage.queue_rows import QueueRow
from bot.web.staff.words import (
    REASONS,
    channel_name,
    clock,
    due_words,
    excerpt,
    excerpt_around,
    urgency_words,
)

TAB_NAMES: dict[Tab, str] = {
    "safeguarding": "Safeguarding",
    "person": "Asked for a person",
    "unanswered": "Not answered",
    "unsure": "Unsure",
    "thumbs_down": "Thumbs-down",
    "mine": "Mine",
    "all": "All",
}

_NO_WORDS = "(no words)"


@dataclass(frozen=True)
class ShownRow:
    """A case as the page shows it; every time is in words and by the office's clock.

    `found` is where the searched words stand; None where the question itself has them.
    """

    id: int
    reference: str
    level: str
    question: Markup | str
    found: Markup | None
    due: str
    due_clock: str
    reasons: tuple[str, ...]
    urgency: str
    workstreams: tuple[str, ...]
    channel: str
    holder: str
    is_taken: bool
    last: str


def shown_row(row: QueueRow, content: Content, now: dt.datetime, words: Sequence[str]) -> ShownRow:
    """Put a row into words; `words` are those searched for."""
    text = row.newest_text or _NO_WORDS
    # That it is a safeguarding case is among the reasons, and says how urgent it is.
    is_harm = "is_safeguarding" in row.reasons
    is_due = row.status in {"new", "open"}
    is_elsewhere = row.found_text is not None and row.found_text != row.newest_text
    return ShownRow(
        id=row.id,
        reference=row.reference,
        level="safeguarding" if is_harm else row.urgency,
        question=excerpt_around(text, words) if words else excerpt(text),
        found=excerpt_around(row.found_text or "", words) if is_elsewhere else None,
        due=due_words(row.due_at, now).capitalize() if is_due else _STATUS[row.status],
        due_clock=clock(row.due_at, now) if is_due else "",
        reasons=tuple(REASONS[each] for each in row.reasons),
        urgency="" if is_harm else urgency_words(row.urgency, row.urgency_rule),
        workstreams=tuple(content.workstream(each).title for each in row.workstreams),
        channel=channel_name(row.channel),
        holder=_holder(row),
        is_taken=row.assigned_to is not None,
        last=clock(row.last_message_at, now),
    )


def count_words(count: int) -> str:
    """Write the count of a tab, which goes up to a limit."""
    return f"{count}+" if count >= COUNT_LIMIT else str(count)


_STATUS = {"waiting": "Waiting for the parent", "closed": "Closed"}


def _holder(row: QueueRow) -> str:
    name = row.assigned_name or "Nobody yet"
    return f"{name}, in the chat now" if row.held_by == "person" else name
