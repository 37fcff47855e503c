"""Rows of cases, written within the transaction of whoever records what happened.

What the rows mean is decided in `bot.triage`; here they are kept. SQLite lets no transaction that
has read go on to write beside another writer, so each function here writes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from bot.store.case_tables import CASE_TEXT, CASE_WORKSTREAMS, CASES, READINGS

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

UNRANKED = 3
"""The rank of a case that nothing makes urgent."""


def insert_if_new(connection: Connection, table: sa.Table, values: Any) -> bool:
    """Insert a row, or rows; tell whether there was room. A row of the same key stays as it is."""
    insert = _INSERTS[connection.dialect.name]
    result = connection.execute(insert(table).values(values).on_conflict_do_nothing())
    return bool(result.rowcount > 0)


def open_case(
    connection: Connection, conversation_id: str, now: dt.datetime, due_at: dt.datetime
) -> Row:
    """Give the case of a conversation, made when there is none, locked to this transaction."""
    insert_if_new(
        connection,
        CASES,
        {
            "conversation_id": conversation_id,
            "status": "new",
            "urgency": "normal",
            "rank": UNRANKED,
            "opened_at": now,
            "last_message_at": now,
            "due_at": due_at,
            "version": 1,
        },
    )
    return case_of(connection, conversation_id)


def case_of(connection: Connection, conversation_id: str) -> Row:
    """Give the case of a conversation; PostgreSQL locks the row, SQLite its whole file anyway."""
    query = sa.select(CASES).where(CASES.c.conversation_id == conversation_id).with_for_update()
    return connection.execute(query).one()


def change_case(connection: Connection, case_id: int, values: dict[str, Any]) -> None:
    """Change a case; its version goes up by one."""
    connection.execute(
        CASES.update().where(CASES.c.id == case_id).values(version=CASES.c.version + 1, **values)
    )


def add_reading(connection: Connection, values: dict[str, Any]) -> None:
    """Keep what was understood of a message; the first reading of a message stays."""
    insert_if_new(connection, READINGS, values)


def add_workstreams(connection: Connection, case_id: int, workstreams: Iterable[str]) -> None:
    """Note that a case is about these workstreams."""
    rows = [{"workstream": each, "case_id": case_id} for each in dict.fromkeys(workstreams)]
    if rows:
        insert_if_new(connection, CASE_WORKSTREAMS, rows)


def add_text(connection: Connection, case_id: int, kind: str, body: str) -> None:
    """Let search find a text: `inbound`, `outbound` or `note`."""
    connection.execute(CASE_TEXT.insert().values(case_id=case_id, kind=kind, body=body))
