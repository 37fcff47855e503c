"""Sessions of staff: begun at login, found by the cookie's random id, ended in several ways."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.audit import Audit
from bot.store.database import utc_now
from bot.store.staff_tables import STAFF, STAFF_SESSIONS

IDLE = dt.timedelta(minutes=30)
"""How long a session lasts without a request."""

ABSOLUTE = dt.timedelta(hours=12)
"""How long a session lasts however much it is used."""

_KEPT = dt.timedelta(days=7)
_SEEN_EVERY = dt.timedelta(seconds=30)


@dataclass(frozen=True)
class Session:
    """One session with what its owner is now; the random id itself is not kept."""

    digest: str
    staff_id: int
    csrf: str
    made_at: dt.datetime
    seen_at: dt.datetime
    expires_at: dt.datetime


class StaffSessions:
    """Reads and writes sessions; every call is one short transaction."""

    def __init__(self, engine: Engine, audit: Audit) -> None:
        self._engine = engine
        self._audit = audit

    def begin(self, staff_id: int, way: str) -> str:
        """Begin a session after a login by that way (a fixed word); give the cookie's value."""
        secret, now = secrets.token_urlsafe(32), utc_now()
        values = {
            "digest": _digest(secret),
            "staff_id": staff_id,
            "csrf": secrets.token_urlsafe(32),
            "made_at": now,
            "seen_at": now,
            "expires_at": now + ABSOLUTE,
        }
        with self._engine.begin() as connection:
            connection.execute(STAFF_SESSIONS.insert().values(values))
            old = STAFF_SESSIONS.c.expires_at < now - _KEPT
            connection.execute(STAFF_SESSIONS.delete().where(old))
            self._audit.record(
                connection, staff_id, "staff.logged_in", ("staff", staff_id), {"way": way}
            )
        return secret

    def find(self, secret: str, *, is_use: bool = True) -> Session | None:
        """Give the session of a cookie while it lasts, and note that it was used if it was."""
        now = utc_now()
        query = _lasting(now).where(STAFF_SESSIONS.c.digest == _digest(secret))
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            # Not at each request, so that reading pages does not write to the database all day.
            if is_use and now - row.seen_at > _SEEN_EVERY:
                connection.execute(_one(row.digest).values(seen_at=now))
        return Session(**row._mapping)  # noqa: SLF001

    def of(self, staff_id: int) -> list[Session]:
        """List somebody's lasting sessions, the newest first."""
        query = _lasting(utc_now()).where(STAFF_SESSIONS.c.staff_id == staff_id)
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(STAFF_SESSIONS.c.made_at.desc()))
            return [Session(**row._mapping) for row in rows]  # noqa: SLF001

    def log_out(self, session: Session) -> None:
        """End one's own session."""
        with self._engine.begin() as connection:
            connection.execute(_one(session.digest).values(revoked_at=utc_now()))
            self._record(connection, session.staff_id, "staff.logged_out", session.staff_id)

    def revoke(self, staff_id: int, digest: str, actor: int) -> None:
        """End one session of somebody; one of somebody else is left alone."""
        ended = _one(digest).where(STAFF_SESSIONS.c.staff_id == staff_id)
        with self._engine.begin() as connection:
            if connection.execute(ended.values(revoked_at=utc_now())).rowcount:
                self._record(connection, actor, "staff.session_revoked", staff_id)

    def revoke_all(self, staff_id: int, actor: int | None, *, but: str = "") -> None:
        """End all sessions of somebody, but the one with that digest."""
        with self._engine.begin() as connection:
            end_sessions_of(connection, staff_id, but=but)
            self._record(connection, actor, "staff.sessions_revoked", staff_id)

    def _record(
        self, connection: Connection, actor: int | None, action: str, staff_id: int
    ) -> None:
        self._audit.record(connection, actor, action, ("staff", staff_id))


def end_sessions_of(connection: Connection, staff_id: int, *, but: str = "") -> None:
    """End all sessions of somebody, within the caller's transaction."""
    connection.execute(
        STAFF_SESSIONS.update()
        .where(
            STAFF_SESSIONS.c.staff_id == staff_id,
            STAFF_SESSIONS.c.digest != but,
            STAFF_SESSIONS.c.revoked_at.is_(None),
        )
        .values(revoked_at=utc_now())
    )


def _lasting(now: dt.datetime) -> Any:
    """Query sessions that are in use, of accounts that are."""
    columns = [STAFF_SESSIONS.c[name] for name in Session.__dataclass_fields__]
    return (
        sa.select(*columns)
        .join(STAFF, STAFF.c.id == STAFF_SESSIONS.c.staff_id)
        .where(
            STAFF_SESSIONS.c.revoked_at.is_(None),
            STAFF_SESSIONS.c.expires_at > now,
            STAFF_SESSIONS.c.seen_at > now - IDLE,
            STAFF.c.disabled_at.is_(None),
        )
    )


def _one(digest: str) -> Any:
    return STAFF_SESSIONS.update().where(STAFF_SESSIONS.c.digest == digest)


def _digest(secret: str) -> str:
    # The id is random and has 256 bits: a fast digest cannot be guessed back.
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
