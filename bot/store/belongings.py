"""Whatever the database holds of one conversation, found by the foreign keys of the tables.

So a table that is added later is exported and erased with the rest, as long as its rows lead to
`conversations`. Rasa's `events` are found by the conversation's id.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import deque
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import bot.store
from bot.store.tables import CONVERSATIONS, METADATA

EVENTS = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("data"))
"""Rasa's table, of which these columns are used here."""


def all_tables() -> list[sa.Table]:
    """List every table of ours, those that others lead to first."""
    for module in pkgutil.iter_modules(bot.store.__path__):
        if module.name.endswith("tables"):
            importlib.import_module(f"bot.store.{module.name}")
    tables: list[sa.Table] = METADATA.sorted_tables
    return tables


def tables_of_a_conversation() -> list[sa.Table]:
    """List the tables whose rows belong to a conversation, those that others lead to first."""
    return [table for table in all_tables() if _way_from(table) is not None]


def rows_of(table: sa.Table, conversation_ids: Any) -> Any:
    """Give the condition for a table's rows that belong to conversations.

    `conversation_ids` is what SQL's IN takes: a list, or a select of one column.
    """
    way = _way_from(table)
    if way is None:
        raise KeyError(table.name)
    return _condition(table, way, conversation_ids)


def has_events(connection: Connection) -> bool:
    """Tell whether Rasa has made its table yet."""
    return bool(sa.inspect(connection).has_table(EVENTS.name))


def _way_from(table: sa.Table) -> list[sa.ForeignKey] | None:
    """Find the shortest way of foreign keys to `conversations`; None where there is none."""
    ways: deque[tuple[sa.Table, list[sa.ForeignKey]]] = deque([(table, [])])
    seen = {table}
    while ways:
        here, way = ways.popleft()
        if here is CONVERSATIONS:
            return way
        for key in sorted(here.foreign_keys, key=lambda key: str(key.parent.name)):
            if key.column.table not in seen:
                seen.add(key.column.table)
                ways.append((key.column.table, [*way, key]))
    return None


def _condition(table: sa.Table, way: list[sa.ForeignKey], ids: Any) -> Any:
    if not way:
        return table.c.id.in_(ids)
    key, *further = way
    if key.column.table is CONVERSATIONS:
        return key.parent.in_(ids)
    target = key.column.table
    return key.parent.in_(sa.select(key.column).where(_condition(target, further, ids)))
