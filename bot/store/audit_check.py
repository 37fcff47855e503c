"""Verify the audit trail: say where its chain breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.audit import BEGINNING, RESEALED, Audit, AuditEntry, Head
from bot.store.staff_tables import AUDIT, STAFF

_ROWS_AT_ONCE = 1000

WHAT = {
    "changed": "entry {seq} was changed after it was written",
    "removed": "entries are missing before entry {seq}",
    "unlinked": "entry {seq} does not follow from the one before it",
    "cut": "the trail ends at entry {seq}, and its head counts more: entries were cut off",
    "grown": "entries after {seq}, the last that the head knows, were not added by this bot",
    "head_forged": "the head bears no valid seal: changed by hand, or SECRET_KEY is another one",
    "head_missing": "the head is missing",
    "resealed": "entry {seq} found no valid seal on the head: cut, changed, or a new SECRET_KEY",
    "emptied": "the trail is empty though there are staff accounts",
}
"""Each kind of break in words."""


@dataclass(frozen=True)
class Break:
    """One place where the trail is not as it was written."""

    kind: str
    seq: int

    @property
    def sentence(self) -> str:
        """Say it."""
        return WHAT[self.kind].format(seq=self.seq)


@dataclass(frozen=True)
class Verdict:
    """What was found: how many entries, the newest hash, and every break."""

    count: int
    hash: str
    breaks: tuple[Break, ...]


def verify(connection: Connection, audit: Audit) -> Verdict:
    """Walk the whole trail, in bounded memory.

    The newest hash, noted down elsewhere, shows later that the trail up to it is still the same.
    """
    walk = _Walk()
    breaks = list(walk.breaks(connection))
    head = audit.head(connection)
    breaks += _breaks_of_head(head, walk)
    if walk.count == 0 and connection.execute(sa.select(STAFF.c.id).limit(1)).first():
        breaks.append(Break("emptied", 0))
    return Verdict(walk.count, walk.last_hash, tuple(breaks))


class _Walk:
    def __init__(self) -> None:
        self.count = 0
        self.last_seq = 0
        self.last_hash = BEGINNING

    def breaks(self, connection: Connection) -> Iterator[Break]:
        query = sa.select(AUDIT).order_by(AUDIT.c.seq)
        rows = connection.execution_options(stream_results=True).execute(query)
        for row in rows.yield_per(_ROWS_AT_ONCE):
            yield from self._breaks_at(AuditEntry(**row._mapping))  # noqa: SLF001

    def _breaks_at(self, entry: AuditEntry) -> Iterator[Break]:
        if entry.seq != self.last_seq + 1:
            yield Break("removed", entry.seq)
        elif entry.previous != self.last_hash:
            yield Break("unlinked", entry.seq)
        if entry.own_hash() != entry.hash:
            yield Break("changed", entry.seq)
        if entry.action == RESEALED:
            yield Break("resealed", entry.seq)
        self.count += 1
        self.last_seq, self.last_hash = entry.seq, entry.hash


def _breaks_of_head(head: Head | None, walk: _Walk) -> Iterator[Break]:
    if head is None:
        if walk.count:
            yield Break("head_missing", walk.last_seq)
        return
    if not head.is_sealed and (head.count or walk.count):
        yield Break("head_forged", walk.last_seq)
    if head.count > walk.last_seq:
        yield Break("cut", walk.last_seq)
    elif head.count < walk.last_seq:
        yield Break("grown", head.count)
    elif head.hash != walk.last_hash:
        yield Break("head_forged", walk.last_seq)
