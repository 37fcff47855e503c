"""Make a case of every conversation, within the transactions that write its messages down.

So a case holds a message if and only if the journal does, once, whatever crashes in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection, Row

from bot.store import cases
from bot.store.case_tables import FLAGS
from bot.store.journal import Entry
from bot.triage.due import due_at
from bot.triage.reasons import reasons_for
from bot.triage.urgency import Urgency, urgency_of

ANSWERED = "answered"
"""Why the bot itself closes a case: it answered, and nothing calls for a person."""

FAILED = ("not_answered",)
LASTING = ("is_safeguarding", "has_safety_line")
_LEVELS = ("now", "urgent", "normal")


def record_inbound(
    connection: Connection, conversation_id: str, text: str, now: dt.datetime
) -> None:
    """Add a message that came in; until it is answered its case is new."""
    case = cases.open_case(connection, conversation_id, now, due_at(now, "normal"))
    cases.add_text(connection, case.id, "inbound", text)
    changes: dict[str, Any] = {"last_message_at": now}
    if case.status == "waiting":
        # What staff waited for is here.
        changes["status"] = "open"
    cases.change_case(connection, case.id, changes)


def record_answer(  # noqa: PLR0913, PLR0917  all of it belongs to one message
    connection: Connection,
    conversation_id: str,
    entry: Entry,
    answers: Sequence[str],
    reading: Mapping[str, Any] | None,
    now: dt.datetime,
) -> None:
    """Add what was answered to a message, as plain text, and what was understood of it."""
    case = cases.open_case(connection, conversation_id, now, due_at(now, "normal"))
    for answer in answers:
        cases.add_text(connection, case.id, "outbound", answer)
    if reading is None:
        _queue(connection, case, (), Urgency("normal"), now)
        return
    reasons = reasons_for(reading)
    cases.add_reading(connection, _row(case.id, entry.seq, reading, reasons, now))
    cases.add_workstreams(connection, case.id, reading["workstreams"])
    urgency = urgency_of(entry.text, reading["safety"], reading["route"])
    _queue(connection, case, reasons, urgency, now, reading["confidence"])


def record_failure(connection: Connection, conversation_id: str, now: dt.datetime) -> None:
    """Queue a case whose message got no answer; no reading, for it is to be answered yet."""
    case = cases.open_case(connection, conversation_id, now, due_at(now, "normal"))
    _queue(connection, case, FAILED, Urgency("normal"), now)


def record_verdict(
    connection: Connection, conversation_id: str, verdict: str, now: dt.datetime
) -> None:
    """Queue a case one of whose answers did not help."""
    if verdict == "down":
        case = cases.open_case(connection, conversation_id, now, due_at(now, "normal"))
        _queue(connection, case, ("thumbs_down",), Urgency("normal"), now, is_message=False)


def record_contact(connection: Connection, conversation_id: str, now: dt.datetime) -> None:
    """Queue a case whose parent left contact details: who leaves them wants a person."""
    case = cases.open_case(connection, conversation_id, now, due_at(now, "normal"))
    # No message came in, so the time for which the conversation is kept does not begin anew.
    _queue(connection, case, ("asked_person",), Urgency("normal"), now, is_message=False)


def _row(
    case_id: int,
    inbound_seq: int,
    reading: Mapping[str, Any],
    reasons: Iterable[str],
    now: dt.datetime,
) -> dict[str, Any]:
    same = ("route", "workstreams", "asks", "safety", "confidence", "runner_up", "evidence")
    return {
        "inbound_seq": inbound_seq,
        "case_id": case_id,
        "reasons": list(reasons),
        "made_at": now,
        **{name: reading[name] for name in same},
    }


def _queue(  # noqa: PLR0913, PLR0917
    connection: Connection,
    case: Row,
    reasons: Iterable[str],
    urgency: Urgency,
    now: dt.datetime,
    confidence: float | None = None,
    *,
    is_message: bool = True,
) -> None:
    """Bring a case's flags, urgency, due time and status up to date with one more message."""
    is_closed = case.status == "closed"
    is_wanted = bool(set(reasons)) or urgency.level != "normal"
    # What had queued a case that was closed is done with; that a child was in danger is not.
    kept = [flag for flag in FLAGS if getattr(case, flag) and (not is_closed or flag in LASTING)]
    flags = {*kept, *reasons}
    before = Urgency("normal") if is_closed else Urgency(case.urgency, case.urgency_rule)
    is_more_urgent = _LEVELS.index(urgency.level) < _LEVELS.index(before.level)
    urgency = urgency if is_more_urgent else before
    was_queued = not is_closed and (bool(kept) or before.level != "normal")
    changes: dict[str, Any] = {"last_message_at": now} if is_message else {}
    if confidence is not None:
        known = case.lowest_confidence
        changes["lowest_confidence"] = confidence if known is None else min(known, confidence)
    if is_wanted:
        # A case waits from the first message that wants a person, not from the first "hello".
        due = due_at(now, urgency.level)
        changes |= {
            **{flag: flag in flags for flag in FLAGS},
            "urgency": urgency.level,
            "urgency_rule": urgency.rule,
            "rank": 0 if "is_safeguarding" in flags else 1 + _LEVELS.index(urgency.level),
            "due_at": min(case.due_at, due) if was_queued else due,
        }
        if is_closed:
            status = "open" if case.assigned_to else "new"
            changes |= {"status": status, "closed_at": None, "close_reason": None}
    elif case.status == "new" and not was_queued and not case.assigned_to:
        changes |= {"status": "closed", "closed_at": now, "close_reason": ANSWERED}
    cases.change_case(connection, case.id, changes)
