"""A case in words, for its page and for what is told while that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.store import Content
from bot.triage.case_view import Case, Line
from bot.web.staff.case_words import CLOSE_REASONS, PROPOSALS, STATUSES, VERDICTS
from bot.web.staff.queue_show import ShownRow, shown_row
from bot.web.staff.why import Told, why
from bot.web.staff.words import clock


@dataclass(frozen=True)
class ShownLine:
    """A message as the page shows it.

    `why` is empty where nothing was understood of it; `seq` is None where it cannot be corrected.
    """

    key: str
    number: int
    sender: str
    who: str
    at: str
    text: str
    why: Told
    seq: int | None
    proposal: str
    verdict: str
    verdict_reason: str
    is_new: bool


@dataclass(frozen=True)
class ShownCase:
    """A case as the page shows it; `mode` is what may be done with the conversation just now."""

    row: ShownRow
    version: int
    mode: str
    status: str
    opened: str
    closed: str
    first_reply: str
    is_held_by_law: bool
    lines: tuple[ShownLine, ...]
    notes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Sight:
    """Who looks at a case, and when.

    `proposals` are the states of corrections, by message. Of what comes after the first
    `seen_lines` messages it is said that it is new.
    """

    staff_id: int
    now: dt.datetime
    proposals: Mapping[int, str]
    seen_lines: int | None = None


def shown_case(case: Case, content: Content, sight: Sight) -> ShownCase:
    """Put a case into words."""
    now = sight.now
    closed = ""
    if case.closed_at is not None:
        reason = CLOSE_REASONS.get(case.close_reason or "", "")
        closed = f"{clock(case.closed_at, now)}: {reason}" if reason else clock(case.closed_at, now)
    return ShownCase(
        row=shown_row(case.row, content, now, ()),
        version=case.row.version,
        mode=mode_of(case, sight.staff_id),
        status=STATUSES[case.row.status],
        opened=clock(case.row.opened_at, now),
        closed=closed,
        first_reply=clock(case.first_reply_at, now) if case.first_reply_at else "",
        is_held_by_law=case.is_held_by_law,
        lines=tuple(_line(line, place, content, sight) for place, line in enumerate(case.lines)),
        notes=tuple(
            (each.staff_name, clock(each.written_at, now), each.text) for each in case.notes
        ),
    )


def mode_of(case: Case, staff_id: int) -> str:
    """Tell who answers: `mine`, `other` (somebody else of the staff), `bot`, or `closed`."""
    if case.row.status == "closed":
        return "closed"
    if case.row.held_by != "person":
        return "bot"
    return "mine" if case.row.assigned_to == staff_id else "other"


def _line(line: Line, place: int, content: Content, sight: Sight) -> ShownLine:
    names = {"parent": "Parent", "bot": "Bot"}
    understood = line.understood
    return ShownLine(
        key=f"in-{line.seq}" if line.seq is not None else f"out-{line.id}",
        number=place + 1,
        sender=line.sender,
        who=names.get(line.sender) or f"{line.staff_name or 'Somebody'}, for the council",
        at=clock(line.at, sight.now),
        text=line.text,
        why=why(content, line.text, understood) if understood else [],
        seq=line.seq if understood else None,
        proposal=PROPOSALS.get(sight.proposals.get(line.seq or 0, ""), ""),
        verdict=VERDICTS.get(line.verdict or "", ""),
        verdict_reason=line.verdict_reason or "",
        is_new=sight.seen_lines is not None and place >= sight.seen_lines,
    )
