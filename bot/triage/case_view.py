"""One case as staff see it: the whole conversation, why each message was taken so, and notes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from bot.errors import UnknownCase
from bot.store.case_tables import CASE_VIEWS, CASES, CONTACT_DETAILS, NOTES, READINGS
from bot.store.cases import insert_if_new
from bot.store.database import utc_now
from bot.store.staff_tables import STAFF
from bot.store.tables import FEEDBACK, INBOUND, OUTBOUND
from bot.triage.filters import Viewer
from bot.triage.queue_rows import QueueRow, rows_of

LOOKING_FOR = dt.timedelta(minutes=2)
"""How long after it was shown somebody counts as looking at a case; its page tells anew."""


@dataclass(frozen=True)
class Understood:
    """What was understood of a message, and what it rests on."""

    route: str
    workstreams: tuple[str, ...]
    asks: tuple[str, ...]
    safety: str
    confidence: float
    runner_up: dict[str, Any] | None
    reasons: tuple[str, ...]
    evidence: dict[str, Any] | None


@dataclass(frozen=True)
class Line:
    """One message of the conversation, whoever wrote it: `parent`, `bot` or `person`.

    `seq` is that of the inbound message. `answer` is as in the message API.
    """

    id: str
    sender: str
    at: dt.datetime
    text: str
    seq: int | None = None
    understood: Understood | None = None
    answer: dict[str, Any] | None = None
    staff_name: str | None = None
    verdict: str | None = None
    verdict_reason: str | None = None


@dataclass(frozen=True)
class Note:
    """What one of the staff wrote for the others."""

    text: str
    staff_name: str
    written_at: dt.datetime


@dataclass(frozen=True)
class Looking:
    """Somebody else who has the case open."""

    staff_id: int
    name: str
    seen_at: dt.datetime


@dataclass(frozen=True)
class Case:
    """A case, whole."""

    row: QueueRow
    conversation_id: str
    is_held_by_law: bool
    first_reply_at: dt.datetime | None
    closed_at: dt.datetime | None
    close_reason: str | None
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    has_contact_details: bool


def read_case(engine: Engine, case_id: int, viewer: Viewer) -> Case:
    """Read a case. Raises UnknownCase, also where the viewer may not see it."""
    with engine.begin() as connection:
        return _case(connection, case_id, viewer)


def look_at(engine: Engine, case_id: int, staff_id: int) -> list[Looking]:
    """Note that somebody looks at a case; list who else does, newest first."""
    now = utc_now()
    with engine.begin() as connection:
        row = {"case_id": case_id, "staff_id": staff_id, "seen_at": now}
        if not insert_if_new(connection, CASE_VIEWS, row):
            mine = (CASE_VIEWS.c.case_id == case_id) & (CASE_VIEWS.c.staff_id == staff_id)
            connection.execute(CASE_VIEWS.update().where(mine).values(seen_at=now))
        return _others_looking(connection, case_id, staff_id)


def who_else_looks(engine: Engine, case_id: int, staff_id: int) -> list[Looking]:
    """List who else looks at a case, newest first, without noting anything."""
    with engine.begin() as connection:
        return _others_looking(connection, case_id, staff_id)


def version_of(engine: Engine, case_id: int) -> int:
    """Give a case's version, which whatever happens to it changes. Raises UnknownCase."""
    with engine.begin() as connection:
        query = sa.select(CASES.c.version).where(CASES.c.id == case_id)
        version = connection.execute(query).scalar()
    if version is None:
        raise UnknownCase(case_id)
    return int(version)


def _others_looking(connection: Connection, case_id: int, staff_id: int) -> list[Looking]:
    query = (
        sa.select(STAFF.c.id, STAFF.c.name, CASE_VIEWS.c.seen_at)
        .join(STAFF, STAFF.c.id == CASE_VIEWS.c.staff_id)
        .where(
            CASE_VIEWS.c.case_id == case_id,
            CASE_VIEWS.c.staff_id != staff_id,
            CASE_VIEWS.c.seen_at > utc_now() - LOOKING_FOR,
        )
        .order_by(CASE_VIEWS.c.seen_at.desc())
    )
    return [Looking(*row) for row in connection.execute(query)]


def _case(connection: Connection, case_id: int, viewer: Viewer) -> Case:
    row = connection.execute(sa.select(CASES).where(CASES.c.id == case_id)).first()
    if row is None:
        raise UnknownCase(case_id)
    may_see = viewer.sees_safeguarding or row.assigned_to == viewer.staff_id
    if row.is_safeguarding and not may_see:
        raise UnknownCase(case_id)
    (shown,) = rows_of(connection, [case_id])
    contact = sa.select(CONTACT_DETAILS.c.conversation_id).where(
        CONTACT_DETAILS.c.conversation_id == row.conversation_id
    )
    return Case(
        row=shown,
        conversation_id=row.conversation_id,
        is_held_by_law=row.is_held_by_law,
        first_reply_at=row.first_reply_at,
        closed_at=row.closed_at,
        close_reason=row.close_reason,
        lines=_lines(connection, row.conversation_id),
        notes=_notes(connection, case_id),
        has_contact_details=connection.execute(contact).first() is not None,
    )


def _lines(connection: Connection, conversation_id: str) -> tuple[Line, ...]:
    """Give the conversation in the order of time; an answer follows its message."""
    came = (
        sa.select(INBOUND, READINGS)
        .outerjoin(READINGS, READINGS.c.inbound_seq == INBOUND.c.seq)
        .where(INBOUND.c.conversation_id == conversation_id)
    )
    went = (
        sa.select(OUTBOUND, FEEDBACK.c.verdict, FEEDBACK.c.reason, STAFF.c.name)
        .outerjoin(FEEDBACK, FEEDBACK.c.outbound_id == OUTBOUND.c.id)
        .outerjoin(STAFF, STAFF.c.id == OUTBOUND.c.staff_id)
        .where(OUTBOUND.c.conversation_id == conversation_id)
    )
    lines = [((row.received_at, 0, row.seq), _came(row)) for row in connection.execute(came)]
    lines += [((row.sent_at, 1, row.seq), _went(row)) for row in connection.execute(went)]
    return tuple(line for _, line in sorted(lines, key=lambda each: each[0]))


def _came(row: Row) -> Line:
    understood = None
    if row.route is not None:
        understood = Understood(
            route=row.route,
            workstreams=tuple(row.workstreams),
            asks=tuple(row.asks),
            safety=row.safety,
            confidence=row.confidence,
            runner_up=row.runner_up,
            reasons=tuple(row.reasons),
            evidence=row.evidence,
        )
    return Line(row.message_id, "parent", row.received_at, row.text, row.seq, understood)


def _went(row: Row) -> Line:
    return Line(
        row.id,
        row.sender,
        row.sent_at,
        row.text,
        answer=json.loads(row.answer),
        staff_name=row.name,
        verdict=row.verdict,
        verdict_reason=row.reason,
    )


def _notes(connection: Connection, case_id: int) -> tuple[Note, ...]:
    query = (
        sa.select(NOTES.c.text, STAFF.c.name, NOTES.c.written_at)
        .join(STAFF, STAFF.c.id == NOTES.c.staff_id)
        .where(NOTES.c.case_id == case_id)
        .order_by(NOTES.c.id)
    )
    return tuple(Note(*row) for row in connection.execute(query))
