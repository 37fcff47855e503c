"""What the database holds of people: of all conversations in figures, of one in full."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.errors import ContactUnreadable
from bot.store.belongings import EVENTS, has_events, rows_of, tables_of_a_conversation
from bot.store.case_tables import CASES, CONTACT_DETAILS
from bot.store.contact import count_unreadable, decrypt_contact
from bot.store.erasure import conversation_id_of
from bot.store.retention import CLASS, LAST_AT, Retention, expired
from bot.store.tables import CONVERSATIONS, OUTBOUND


@dataclass(frozen=True)
class Held:
    """How much of one class is held; `kept_days` None is without end, times are in UTC."""

    name: str
    kept_days: int | None
    conversations: int
    oldest_at: dt.datetime | None
    newest_at: dt.datetime | None


@dataclass(frozen=True)
class Holdings:
    """All that is held: by class, and rows by table; `expired` waits for the next purge.

    `unreadable_contacts` counts the contact details that the present SECRET_KEY does not open.
    """

    classes: tuple[Held, ...]
    rows: dict[str, int]
    expired: int
    unreadable_contacts: int


def holdings(engine: Engine, secret_key: str, retention: Retention, now: dt.datetime) -> Holdings:
    """Count what is held."""
    with engine.begin() as connection:
        return Holdings(
            classes=tuple(_classes(connection, retention)),
            rows=_counts(connection),
            expired=_count(connection, expired(retention, now).subquery()),
            unreadable_contacts=count_unreadable(connection, secret_key),
        )


def export(engine: Engine, secret_key: str, reference: str) -> dict[str, Any]:
    """Give all that is held of one conversation, table by table, as JSON takes it.

    Contact details that the present SECRET_KEY does not open are null, with the reason beside it.
    Raises UnknownReference.
    """
    with engine.begin() as connection:
        conversation_id = conversation_id_of(connection, reference)
        found: dict[str, Any] = {"reference": reference.upper()}
        for table in tables_of_a_conversation():
            query = sa.select(table).where(rows_of(table, [conversation_id]))
            order = list(table.primary_key.columns)
            rows = connection.execute(query.order_by(*order)).all()
            found[table.name] = [
                {name: _plain(value) for name, value in row._mapping.items()}  # noqa: SLF001
                for row in rows
            ]
        found[EVENTS.name] = _events(connection, conversation_id)
    for row in found[OUTBOUND.name]:
        row["answer"] = json.loads(row["answer"])
    for row in found[CONTACT_DETAILS.name]:
        row.update(_opened(secret_key, row["conversation_id"], row.pop("ciphertext")))
    return found


def _opened(secret_key: str, conversation_id: str, ciphertext: str) -> dict[str, Any]:
    try:
        return {"details": asdict(decrypt_contact(secret_key, conversation_id, ciphertext))}
    except ContactUnreadable as exc:
        return {"details": None, "why": str(exc)}


def _classes(connection: Connection, retention: Retention) -> list[Held]:
    name = sa.func.coalesce(CLASS, "ordinary").label("name")
    joined = CONVERSATIONS.outerjoin(CASES, CASES.c.conversation_id == CONVERSATIONS.c.id)
    inner = sa.select(name, LAST_AT.label("last_at")).select_from(joined).subquery()
    query = sa.select(
        inner.c.name,
        sa.func.count().label("conversations"),
        sa.func.min(inner.c.last_at).label("oldest_at"),
        sa.func.max(inner.c.last_at).label("newest_at"),
    ).group_by(inner.c.name)
    found = {row.name: row for row in connection.execute(query)}
    return [
        Held(
            name,
            days,
            found[name].conversations if name in found else 0,
            found[name].oldest_at if name in found else None,
            found[name].newest_at if name in found else None,
        )
        for name, days in retention.by_class().items()
    ]


def _counts(connection: Connection) -> dict[str, int]:
    counts = {table.name: _count(connection, table) for table in tables_of_a_conversation()}
    if has_events(connection):
        counts[EVENTS.name] = _count(connection, EVENTS)
    return counts


def _count(connection: Connection, table: Any) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    return int(connection.execute(query).scalar_one())


def _events(connection: Connection, conversation_id: str) -> list[Any]:
    if not has_events(connection):
        return []
    query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == conversation_id)
    return [json.loads(data) for data in connection.execute(query.order_by(EVENTS.c.id)).scalars()]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
