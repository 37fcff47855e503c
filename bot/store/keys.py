"""API keys: made, listed, revoked and checked; only a digest of a key is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.errors import KeyNameTaken, UnknownKey
from bot.store.database import utc_now
from bot.store.tables import API_KEYS

SCOPES = ("messages", "triage", "metrics")


@dataclass(frozen=True)
class ApiKey:
    """What is known of a key; the key itself was shown once and is not kept."""

    id: str
    name: str
    scope: str
    made_at: dt.datetime
    revoked_at: dt.datetime | None


def add_key(engine: Engine, name: str, scope: str) -> str:
    """Make a key and give it: the one time that it can be read.

    Raises KeyNameTaken when a key of that name exists.
    """
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    values = {
        "id": key_id,
        "name": name,
        "scope": scope,
        # A random key of 256 bits cannot be guessed from a fast digest; a slow one would cost
        # every request.
        "digest": hashlib.sha256(secret.encode()).hexdigest(),
        "made_at": utc_now(),
    }
    try:
        with engine.begin() as connection:
            connection.execute(API_KEYS.insert().values(values))
    except IntegrityError as exc:
        raise KeyNameTaken(name) from exc
    return f"{key_id}.{secret}"


def list_keys(engine: Engine) -> list[ApiKey]:
    """List all keys, revoked ones too, by name."""
    columns = [API_KEYS.c[name] for name in ("id", "name", "scope", "made_at", "revoked_at")]
    with engine.begin() as connection:
        rows = connection.execute(sa.select(*columns).order_by(API_KEYS.c.name))
        return [ApiKey(*row) for row in rows]


def revoke_key(engine: Engine, name: str) -> None:
    """Make a key useless from now on. Raises UnknownKey when there is none of that name."""
    with engine.begin() as connection:
        changed = connection.execute(
            API_KEYS.update()
            .where(API_KEYS.c.name == name, API_KEYS.c.revoked_at.is_(None))
            .values(revoked_at=utc_now())
        )
    if changed.rowcount == 0:
        raise UnknownKey(name)


def find_key(engine: Engine, key: str) -> ApiKey | None:
    """Give the key's record when it is valid and not revoked, else None."""
    key_id, _, secret = key.partition(".")
    with engine.begin() as connection:
        row = connection.execute(sa.select(API_KEYS).where(API_KEYS.c.id == key_id)).first()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    if row is None or row.revoked_at is not None or not hmac.compare_digest(row.digest, digest):
        return None
    return ApiKey(row.id, row.name, row.scope, row.made_at, row.revoked_at)
