"""Rows of the queue: what is shown of each case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.store.case_tables import CASE_TEXT, CASE_WORKSTREAMS, CASES, FLAGS
from bot.store.staff_tables import STAFF
from bot.store.tables import CONVERSATIONS, INBOUND


@dataclass(frozen=True)
class QueueRow:
    """One case as the queue shows it; times in UTC.

    `newest_text` is the newest message of the parent, `found_text` what a search found.
    """

    id: int
    reference: str
    channel: str
    status: str
    reasons: tuple[str, ...]
    urgency: str
    urgency_rule: str | None
    workstreams: tuple[str, ...]
    lowest_confidence: float | None
    assigned_to: int | None
    assigned_name: str | None
    held_by: str
    opened_at: dt.datetime
    last_message_at: dt.datetime
    due_at: dt.datetime
    newest_text: str | None
    found_text: str | None
    version: int


def rows_of(
    connection: Connection, ids: list[int], texts: dict[int, int] | None = None
) -> tuple[QueueRow, ...]:
    """Give some cases as the queue shows them, in the order of the ids; `texts` were found."""
    if not ids:
        return ()
    newest = (
        sa.select(INBOUND.c.text)
        .where(INBOUND.c.conversation_id == CASES.c.conversation_id)
        .order_by(INBOUND.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            CASES,
            CONVERSATIONS.c.reference,
            CONVERSATIONS.c.channel,
            CONVERSATIONS.c.held_by,
            STAFF.c.name.label("assigned_name"),
            newest.label("newest_text"),
        )
        .join(CONVERSATIONS, CONVERSATIONS.c.id == CASES.c.conversation_id)
        .outerjoin(STAFF, STAFF.c.id == CASES.c.assigned_to)
        .where(CASES.c.id.in_(ids))
    )
    by_id = {row.id: row for row in connection.execute(query)}
    about: dict[int, list[str]] = {}
    workstreams = sa.select(CASE_WORKSTREAMS).where(CASE_WORKSTREAMS.c.case_id.in_(ids))
    for workstream, case_id in connection.execute(workstreams):
        about.setdefault(case_id, []).append(workstream)
    bodies = _bodies(connection, list((texts or {}).values()))
    return tuple(
        _shown(by_id[each], sorted(about.get(each, ())), bodies.get((texts or {}).get(each)))
        for each in ids
        if each in by_id
    )


def _bodies(connection: Connection, text_ids: list[int]) -> dict[int | None, str]:
    query = sa.select(CASE_TEXT.c.id, CASE_TEXT.c.body).where(CASE_TEXT.c.id.in_(text_ids))
    return {row.id: row.body for row in connection.execute(query)} if text_ids else {}


def _shown(row: Row, workstreams: list[str], found_text: str | None) -> QueueRow:
    same = (
        "id reference channel status urgency urgency_rule lowest_confidence assigned_to"
        " assigned_name held_by opened_at last_message_at due_at newest_text version"
    )
    return QueueRow(
        **{name: getattr(row, name) for name in same.split()},
        reasons=tuple(flag for flag in FLAGS if getattr(row, flag)),
        workstreams=tuple(workstreams),
        found_text=found_text,
    )
