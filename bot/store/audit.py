"""The audit trail: who did what to what, when; it can only grow, and a change of it is found.

An act and its entry are one transaction:

    with engine.begin() as connection:
        …the act…
        audit.record(connection, staff.id, "case.closed", ("case", case_id), {"reason": "answered"})

An entry holds ids and fixed words, never what anybody wrote. Each entry's hash covers the one
before it; the head row holds the count and the newest hash under a seal of the server's secret, so
that entries cut off at the end are missed too. `bot.store.audit_check` verifies it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Union

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import AuditRefused
from bot.store.database import utc_now
from bot.store.staff_tables import AUDIT, AUDIT_HEAD

Detail = Mapping[str, Union[str, int, bool, None]]
Subject = tuple[str, Union[str, int]]
_Told = tuple[Union[int, None], str, tuple[str, str], str]

BEGINNING = "0" * 64
"""What the first entry names as the hash before it."""

RESEALED = "audit.resealed"
"""The action of an entry that tells that the head before it bore no valid seal."""

_ACTION = re.compile(r"^[a-z_]+\.[a-z_]+$")
_WORD = re.compile(r"^[A-Za-z0-9_.:-]{1,64}$")
_FIELD = re.compile(r"^[a-z_]{1,32}$")


@dataclass(frozen=True)
class AuditEntry:
    """One entry of the trail; `detail` is JSON as it was hashed."""

    seq: int
    at: dt.datetime
    actor_id: int | None
    action: str
    subject_kind: str
    subject_id: str
    detail: str
    previous: str
    hash: str

    def own_hash(self) -> str:
        """Work out the hash from what the entry holds."""
        at = self.at.isoformat(timespec="microseconds")
        told = [self.seq, at, self.actor_id, self.action, self.subject_kind, self.subject_id]
        return hashlib.sha256(
            f"{self.previous}{_canonical([*told, self.detail])}".encode()
        ).hexdigest()


@dataclass(frozen=True)
class Head:
    """How many entries there are, and the newest one's hash."""

    count: int
    hash: str
    is_sealed: bool


class Audit:
    """Adds entries; the secret seals the head."""

    def __init__(self, secret_key: str) -> None:
        self._key = hashlib.sha256(b"audit" + secret_key.encode()).digest()

    def record(
        self,
        connection: Connection,
        actor: int | None,
        action: str,
        subject: Subject,
        detail: Detail | None = None,
    ) -> int:
        """Add an entry within the caller's transaction; give its number.

        `actor` is the id of the staff account, None for the system or somebody unknown.
        Raises AuditRefused where the action, subject or detail holds anything but ids and words.
        """
        kind, subject_id = subject[0], str(subject[1])
        detail = dict(detail or {})
        _refuse_text(action, kind, subject_id, detail)
        head = self._locked_head(connection)
        if not head.is_sealed:
            unsealed = ("audit", str(head.count))
            head = self._append(connection, head, (None, RESEALED, unsealed, "{}"))
        told = (actor, action, (kind, subject_id), _canonical(detail))
        return self._append(connection, head, told).count

    def head(self, connection: Connection) -> Head | None:
        """Give the head, None when there is none."""
        row = connection.execute(sa.select(AUDIT_HEAD)).first()
        if row is None:
            return None
        return Head(
            row.count, row.hash, hmac.compare_digest(row.seal, self._seal(row.count, row.hash))
        )

    def _locked_head(self, connection: Connection) -> Head:
        """Give the head; until the transaction ends no other can add an entry."""
        # A write comes before the reading: on either database it waits for other writers, and
        # what is read after it is the newest.
        touched = connection.execute(AUDIT_HEAD.update().values(id=AUDIT_HEAD.c.id))
        head = self.head(connection)
        if touched.rowcount and head is not None:
            return head
        newest = connection.execute(
            sa.select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)
        ).first()
        count, last = (newest.seq, newest.hash) if newest else (0, BEGINNING)
        values = {"id": 1, "count": count, "hash": last, "seal": ""}
        connection.execute(AUDIT_HEAD.insert().values(values))
        # An empty trail without a head is a new one; entries without a head have lost it.
        return Head(count, last, is_sealed=newest is None)

    def _append(self, connection: Connection, head: Head, told: _Told) -> Head:
        actor, action, (kind, subject_id), detail = told
        bare = AuditEntry(
            seq=head.count + 1,
            at=utc_now(),
            actor_id=actor,
            action=action,
            subject_kind=kind,
            subject_id=subject_id,
            detail=detail,
            previous=head.hash,
            hash="",
        )
        new = Head(bare.seq, bare.own_hash(), is_sealed=True)
        connection.execute(AUDIT.insert().values(asdict(replace(bare, hash=new.hash))))
        seal = self._seal(new.count, new.hash)
        connection.execute(AUDIT_HEAD.update().values(count=new.count, hash=new.hash, seal=seal))
        return new

    def _seal(self, count: int, last: str) -> str:
        return hmac.new(self._key, f"{count}:{last}".encode(), hashlib.sha256).hexdigest()


def entries(connection: Connection, before: int | None = None, most: int = 50) -> list[AuditEntry]:
    """List the newest entries first, those before a number."""
    query = sa.select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(most)
    if before is not None:
        query = query.where(AUDIT.c.seq < before)
    return [AuditEntry(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _refuse_text(action: str, kind: str, subject_id: str, detail: Detail) -> None:
    if not _ACTION.match(action):
        raise AuditRefused("action")
    if not _FIELD.match(kind) or not _WORD.match(subject_id):
        raise AuditRefused("subject")
    for name, value in detail.items():
        is_word = isinstance(value, str) and _WORD.match(value)
        if not _FIELD.match(name) or not (value is None or isinstance(value, int) or is_word):
            raise AuditRefused(f"detail {name}")
