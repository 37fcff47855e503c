"""Failed logins: who has to wait before the next try, by account and by address."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.errors import LoginThrottled
from bot.store.audit import Audit
from bot.store.database import utc_now
from bot.store.staff_tables import LOGIN_ATTEMPTS

FORGOTTEN_AFTER = dt.timedelta(hours=24)
"""Failures are counted until there has been none for so long."""

_FIRST_WAIT_S, _LONGEST_WAIT_S = 5, 15 * 60
_FREE_FOR_ACCOUNT = 5
# An office of many people may come from one address.
_FREE_FOR_ADDRESS = 30


@dataclass(frozen=True)
class Try:
    """One try to log in that may go on; it counts as failed until it succeeded."""

    account: str | None
    address: str


class LoginAttempts:
    """Counts failures under keyed digests: what was typed is not kept."""

    def __init__(self, engine: Engine, audit: Audit, secret_key: str) -> None:
        self._engine = engine
        self._audit = audit
        self._key = hashlib.sha256(b"login" + secret_key.encode()).digest()

    def begin(self, email: str | None, address: str) -> Try:
        """Count a try before the password is looked at, so that many at once are counted too.

        Without an email the address alone is counted: who it is, single sign-on has yet to tell.
        Raises LoginThrottled while this account, or this address, has to wait.
        """
        account = None if email is None else self._digest("account", email)
        found = Try(account, self._digest("address", address))
        with self._engine.begin() as connection:
            _forget(connection)
            _count(connection, found.address, _FREE_FOR_ADDRESS)
            if found.account:
                _count(connection, found.account, _FREE_FOR_ACCOUNT)
        return found

    def fail(self, staff_id: int | None, reason: str) -> None:
        """Leave the failure in the audit trail: the account, None for an unknown one.

        It is the subject and not the actor, for who tried is what nobody knows.
        """
        subject = ("staff", "unknown" if staff_id is None else staff_id)
        with self._engine.begin() as connection:
            self._audit.record(connection, None, "staff.login_failed", subject, {"reason": reason})

    def succeed(self, done: Try) -> None:
        """Forget the account's failures, and that this try was counted for the address."""
        with self._engine.begin() as connection:
            mine = LOGIN_ATTEMPTS.c.digest == done.account
            connection.execute(LOGIN_ATTEMPTS.delete().where(mine))
            connection.execute(_of(done.address).values(failures=LOGIN_ATTEMPTS.c.failures - 1))

    def _digest(self, kind: str, value: str) -> str:
        whole = f"{kind}\0{value}".encode(errors="replace")
        return hmac.new(self._key, whole, hashlib.sha256).hexdigest()


def wait_s(failures: int, free: int) -> int:
    """Give how long to wait after so many failures: nothing at first, then twice as long each."""
    if failures < free:
        return 0
    return min(_LONGEST_WAIT_S, _FIRST_WAIT_S << min(failures - free, 20))


def _count(connection: Connection, digest: str, free: int) -> None:
    """Count one more failure. Raises LoginThrottled when it comes too soon."""
    now = utc_now()
    query = sa.select(LOGIN_ATTEMPTS).where(LOGIN_ATTEMPTS.c.digest == digest)
    # A write comes before the reading, so that tries at once are counted one after the other.
    connection.execute(_of(digest).values(last_at=LOGIN_ATTEMPTS.c.last_at))
    row = connection.execute(query).first()
    if row is not None and row.wait_until > now:
        raise LoginThrottled(math.ceil((row.wait_until - now).total_seconds()))
    failures = row.failures + 1 if row is not None else 1
    values = {
        "failures": failures,
        "last_at": now,
        "wait_until": now + dt.timedelta(seconds=wait_s(failures, free)),
    }
    if row is not None:
        connection.execute(_of(digest).values(values))
        return
    try:
        connection.execute(LOGIN_ATTEMPTS.insert().values(digest=digest, **values))
    except IntegrityError as exc:
        # Another try of the same moment was the first.
        raise LoginThrottled(1) from exc


def _forget(connection: Connection) -> None:
    old = LOGIN_ATTEMPTS.c.last_at < utc_now() - FORGOTTEN_AFTER
    connection.execute(LOGIN_ATTEMPTS.delete().where(old))


def _of(digest: str) -> Any:
    return LOGIN_ATTEMPTS.update().where(LOGIN_ATTEMPTS.c.digest == digest)
