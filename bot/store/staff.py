"""Staff accounts: added, changed and found; each change leaves its entry in the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from bot.errors import LastAdmin, StaffEmailTaken, UnknownStaff
from bot.store.audit import Audit, Detail
from bot.store.database import utc_now
from bot.store.staff_sessions import end_sessions_of
from bot.store.staff_tables import STAFF

ADMIN = "admin"
LONGEST_EMAIL = 254
LONGEST_NAME = 100


@dataclass(frozen=True)
class Staff:
    """One member of staff."""

    id: int
    email: str
    name: str
    role: str
    password_hash: str | None
    oidc_subject: str | None
    made_at: dt.datetime
    disabled_at: dt.datetime | None


@dataclass(frozen=True)
class NewStaff:
    """An account to be made; without a hash it comes in by single sign-on alone."""

    email: str
    name: str
    role: str
    password_hash: str | None = None


class StaffAccounts:
    """Reads and writes accounts; every call is one short transaction.

    `actor` is the id of who does it, None for the command line.
    """

    def __init__(self, engine: Engine, audit: Audit) -> None:
        self._engine = engine
        self._audit = audit

    def add(self, new: NewStaff, actor: int | None) -> Staff:
        """Make an account. Raises StaffEmailTaken."""
        values = {**new.__dict__, "email": normal_email(new.email), "made_at": utc_now()}
        try:
            with self._engine.begin() as connection:
                result = connection.execute(STAFF.insert().values(values))
                staff_id = int(result.inserted_primary_key[0])
                self._record(connection, actor, "staff.added", staff_id, {"role": new.role})
        except IntegrityError as exc:
            raise StaffEmailTaken(normal_email(new.email)) from exc
        return self.get(staff_id)

    def get(self, staff_id: int) -> Staff:
        """Give an account. Raises UnknownStaff."""
        found = self._first(STAFF.c.id == staff_id)
        if found is None:
            raise UnknownStaff(staff_id)
        return found

    def by_email(self, email: str) -> Staff | None:
        """Find an account by its address, however it is spelled."""
        return self._first(STAFF.c.email == normal_email(email))

    def by_subject(self, subject: str) -> Staff | None:
        """Find an account by the single sign-on's own name for it."""
        return self._first(STAFF.c.oidc_subject == subject)

    def all(self) -> list[Staff]:
        """List all accounts by name, disabled ones too."""
        with self._engine.begin() as connection:
            rows = connection.execute(sa.select(STAFF).order_by(STAFF.c.name, STAFF.c.id))
            return [_staff(row) for row in rows]

    def change_role(self, staff_id: int, role: str, actor: int | None) -> None:
        """Give another role and end all sessions. Raises UnknownStaff and LastAdmin."""
        self._change(staff_id, {"role": role}, ("staff.role_changed", {"role": role}), actor)

    def disable(self, staff_id: int, actor: int | None) -> None:
        """Let somebody in no more and end all sessions. Raises UnknownStaff and LastAdmin."""
        self._change(staff_id, {"disabled_at": utc_now()}, ("staff.disabled", {}), actor)

    def enable(self, staff_id: int, actor: int | None) -> None:
        """Let somebody in again. Raises UnknownStaff."""
        self._change(staff_id, {"disabled_at": None}, ("staff.enabled", {}), actor)

    def set_password(self, staff_id: int, password_hash: str, actor: int | None) -> None:
        """Set the password and end all sessions. Raises UnknownStaff."""
        values = {"password_hash": password_hash}
        self._change(staff_id, values, ("staff.password_changed", {}), actor)

    def renew_hash(self, staff_id: int, password_hash: str) -> None:
        """Keep the same password by today's settings."""
        with self._engine.begin() as connection:
            connection.execute(_update(staff_id, {"password_hash": password_hash}))

    def link_subject(self, staff_id: int, subject: str) -> None:
        """Remember the single sign-on's own name for an account that it named by email."""
        with self._engine.begin() as connection:
            connection.execute(_update(staff_id, {"oidc_subject": subject}))
            self._record(connection, staff_id, "staff.sign_on_linked", staff_id)

    def _change(
        self, staff_id: int, values: dict[str, Any], told: tuple[str, Detail], actor: int | None
    ) -> None:
        with self._engine.begin() as connection:
            # Locked, so that two admins cannot take each other's role at the same time.
            admins = connection.execute(_active_admins().with_for_update()).scalars().all()
            if connection.execute(_update(staff_id, values)).rowcount == 0:
                raise UnknownStaff(staff_id)
            if staff_id in admins and not connection.execute(_active_admins()).first():
                raise LastAdmin
            end_sessions_of(connection, staff_id)
            self._record(connection, actor, told[0], staff_id, told[1])

    def _record(
        self,
        connection: Connection,
        actor: int | None,
        action: str,
        staff_id: int,
        detail: Detail | None = None,
    ) -> None:
        self._audit.record(connection, actor, action, ("staff", staff_id), detail)

    def _first(self, condition: Any) -> Staff | None:
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(STAFF).where(condition)).first()
        return _staff(row) if row else None


def normal_email(email: str) -> str:
    """Give the one spelling of an address that is kept."""
    return email.strip().casefold()


def _active_admins() -> Any:
    query = sa.select(STAFF.c.id).where(STAFF.c.role == ADMIN, STAFF.c.disabled_at.is_(None))
    return query.order_by(STAFF.c.id)


def _update(staff_id: int, values: dict[str, Any]) -> Any:
    return STAFF.update().where(STAFF.c.id == staff_id).values(values)


def _staff(row: Row) -> Staff:
    return Staff(**row._mapping)  # noqa: SLF001
