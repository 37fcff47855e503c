"""What of the queue is shown, and to whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.store.case_tables import TAB_FLAGS

Tab = Literal["safeguarding", "person", "unanswered", "unsure", "thumbs_down", "mine", "all"]
Status = Literal["open", "closed", "any"]

TABS: dict[Tab, str | None] = {
    **dict(
        zip(
            ("safeguarding", "person", "unanswered", "unsure", "thumbs_down"),
            TAB_FLAGS,
            strict=True,
        )
    ),
    "mine": None,
    "all": None,
}
"""The tabs in their order, each with the flag of the case that it shows."""


@dataclass(frozen=True)
class Viewer:
    """Who looks: safeguarding cases show to those who may see them, and to whom they were given."""

    staff_id: int
    sees_safeguarding: bool


@dataclass(frozen=True)
class QueueFilter:
    """What is shown; the default is every case that is not closed.

    `status`: `open` is whatever is not closed, in the order of the queue; the others come newest
    first. `since` and `until` are days of the first message, both included. `confidence_below`:
    the lowest confidence of the case. `text`: words, all of which one message, answer or note has.
    """

    tab: Tab = "all"
    status: Status = "open"
    workstream: str | None = None
    channel: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    confidence_below: float | None = None
    text: str | None = None
