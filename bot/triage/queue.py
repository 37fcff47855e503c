"""The queue of staff: pages of cases in order, counts of each tab, search."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from bot.store.case_tables import CASE_WORKSTREAMS, CASES
from bot.store.search import newest_with, words_of
from bot.store.tables import CONVERSATIONS
from bot.triage.cursor import Cursor
from bot.triage.filters import TABS, QueueFilter, Tab, Viewer
from bot.triage.queue_rows import QueueRow, rows_of

PAGE_LENGTH = 50
COUNT_LIMIT = 1000
"""Counts go so far: "1000" is to be read as "1000 or more". Beyond it nobody counts, and counting
on would make each page slower than the one of a smaller queue."""

SEARCH_DEPTH = 150
"""How many texts a search looks at, the newest that have the words: who gets that many narrows the
search, and one for a common word takes no longer than one for a rare word."""


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursor after which more follow; None where nothing does."""

    rows: tuple[QueueRow, ...]
    next: Cursor | None


class Queue:
    """Reads the queue as one viewer may see it."""

    def __init__(self, engine: Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def page(
        self, filters: QueueFilter, after: Cursor | None = None, limit: int = PAGE_LENGTH
    ) -> Page:
        """Give the page that follows a cursor, or the first one.

        Open cases come by safeguarding, urgency and due time; closed ones newest first; with a
        text, those in which it was said last come first.
        """
        conditions = [*conditions_of(filters, self._viewer)]
        with self._engine.begin() as connection:
            if filters.text is not None:
                return _found(connection, conditions, words_of(filters.text), after, limit)
            if filters.status == "open":
                return _in_turn(connection, conditions, after, limit)
            return _newest(connection, conditions, after, limit)

    def search(self, text: str, after: Cursor | None = None, limit: int = PAGE_LENGTH) -> Page:
        """Find cases, closed ones too, by what was said or noted in them, newest first."""
        return self.page(QueueFilter(status="any", text=text), after, limit)

    def following(self, filters: QueueFilter, case_id: int) -> int | None:
        """Give the case that comes after one in a list; None where none does.

        The one itself need not be in the list any more: who closes a case goes on from its place.
        """
        if filters.text is not None:
            ids = [row.id for row in self.page(filters, limit=SEARCH_DEPTH).rows]
            return dict(pairwise(ids)).get(case_id)
        columns = (CASES.c.rank, CASES.c.due_at, CASES.c.last_message_at)
        query = sa.select(*columns).where(CASES.c.id == case_id)
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        at = row.due_at if filters.status == "open" else row.last_message_at
        found = self.page(filters, Cursor(row.rank, at, case_id), limit=1).rows
        return found[0].id if found else None

    def quoted(self, reference: str) -> tuple[QueueRow, ...]:
        """Find the case of a reference as people quote it, closed or not: one row or none."""
        letters = reference.replace(" ", "").replace("-", "").upper()
        query = (
            sa.select(CASES.c.id)
            .join(CONVERSATIONS, CONVERSATIONS.c.id == CASES.c.conversation_id)
            .where(CONVERSATIONS.c.reference == letters)
            .where(*conditions_of(QueueFilter(status="any"), self._viewer))
        )
        with self._engine.begin() as connection:
            return rows_of(connection, list(connection.execute(query).scalars()))

    def counts(self) -> dict[Tab, int]:
        """Count the open cases of each tab, up to COUNT_LIMIT."""
        columns = []
        for tab in TABS:
            conditions = conditions_of(QueueFilter(tab=tab), self._viewer)
            one = sa.select(sa.literal_column("1")).select_from(CASES).where(*conditions)
            some = one.limit(COUNT_LIMIT).subquery()
            count = sa.select(sa.func.count()).select_from(some)
            columns.append(count.scalar_subquery().label(tab))
        with self._engine.begin() as connection:
            return dict(connection.execute(sa.select(*columns)).one()._mapping)  # noqa: SLF001


def conditions_of(filters: QueueFilter, viewer: Viewer) -> list[Any]:
    """Give the conditions on CASES of a filter, its text apart, for one viewer."""
    is_mine = CASES.c.assigned_to == viewer.staff_id
    flag = TABS[filters.tab]
    found: list[Any] = []
    if filters.status == "open":
        found.append(CASES.c.closed_at.is_(None))
    elif filters.status == "closed":
        found.append(CASES.c.closed_at.is_not(None))
    if flag:
        found.append(CASES.c[flag] == sa.true())
    if filters.tab == "mine":
        found.append(is_mine)
    if not viewer.sees_safeguarding:
        # Safeguarding cases alone have the rank 0, which stands in the index.
        found.append((CASES.c.rank > 0) | is_mine)
    return [*found, *_narrowed(filters)]


def _narrowed(filters: QueueFilter) -> list[Any]:
    found: list[Any] = []
    if filters.workstream:
        about = sa.select(CASE_WORKSTREAMS.c.case_id).where(
            CASE_WORKSTREAMS.c.workstream == filters.workstream,
            CASE_WORKSTREAMS.c.case_id == CASES.c.id,
        )
        found.append(about.exists())
    if filters.channel:
        on_channel = sa.select(CONVERSATIONS.c.id).where(
            CONVERSATIONS.c.id == CASES.c.conversation_id,
            CONVERSATIONS.c.channel == filters.channel,
        )
        found.append(on_channel.exists())
    if filters.since:
        found.append(CASES.c.opened_at >= dt.datetime.combine(filters.since, dt.time()))
    if filters.until:
        end = dt.datetime.combine(filters.until, dt.time()) + dt.timedelta(days=1)
        found.append(CASES.c.opened_at < end)
    if filters.confidence_below is not None:
        found.append(CASES.c.lowest_confidence < filters.confidence_below)
    return found


def _in_turn(
    connection: Connection, conditions: list[Any], after: Cursor | None, limit: int
) -> Page:
    if after:
        key = sa.tuple_(CASES.c.rank, CASES.c.due_at, CASES.c.id)
        conditions = [*conditions, key > sa.tuple_(after.rank, after.at, after.id)]
    order = (CASES.c.rank, CASES.c.due_at, CASES.c.id)
    found = _keys(connection, conditions, order, limit)
    return _page(connection, [Cursor(*key) for key in found], limit)


def _newest(
    connection: Connection, conditions: list[Any], after: Cursor | None, limit: int
) -> Page:
    if after:
        key = sa.tuple_(CASES.c.last_message_at, CASES.c.id)
        conditions = [*conditions, key < sa.tuple_(after.at, after.id)]
    order = (CASES.c.last_message_at.desc(), CASES.c.id.desc())
    found = _keys(connection, conditions, order, limit)
    return _page(connection, [Cursor(0, *key) for key in found], limit)


def _keys(
    connection: Connection, conditions: list[Any], order: tuple[Any, ...], limit: int
) -> list[Row]:
    columns = [getattr(each, "element", each) for each in order]
    query = sa.select(*columns).where(*conditions).order_by(*order).limit(limit + 1)
    found: list[Row] = connection.execute(query).all()
    return found


def _page(connection: Connection, found: list[Cursor], limit: int) -> Page:
    rows = rows_of(connection, [each.id for each in found[:limit]])
    return Page(rows, found[limit - 1] if len(found) > limit else None)


def _found(
    connection: Connection,
    conditions: list[Any],
    words: list[str],
    after: Cursor | None,
    limit: int,
) -> Page:
    """Give the cases in which words were said, each once, by the newest text that has them."""
    newest: dict[int, int] = {}
    for text_id, case_id in newest_with(connection, words, SEARCH_DEPTH):
        newest.setdefault(case_id, text_id)
    if after:
        newest = {case_id: text_id for case_id, text_id in newest.items() if text_id < after.id}
    visible = set()
    if newest:
        query = sa.select(CASES.c.id).where(CASES.c.id.in_(list(newest)), *conditions)
        visible = set(connection.execute(query).scalars())
    ids = [case_id for case_id in newest if case_id in visible]
    texts = {case_id: newest[case_id] for case_id in ids[:limit]}
    rows = rows_of(connection, ids[:limit], texts)
    last = Cursor(0, rows[-1].last_message_at, texts[rows[-1].id]) if len(ids) > limit else None
    return Page(rows, last)
