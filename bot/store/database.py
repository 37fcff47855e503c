"""Open the database: the only place that does, for our tables and for Rasa's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url

BUSY_TIMEOUT_MS = 5000
"""How long a write waits for another one before it fails, in milliseconds."""


def open_database(url: str) -> Engine:
    """Make an engine; for SQLite the folder, write-ahead logging and a busy timeout too."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(url, future=True, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, future=True)
    sa.event.listen(engine, "connect", tune_sqlite)
    return engine


def tune_sqlite(connection: Any, _record: object) -> None:
    """Set what a SQLite connection needs beside other ones: WAL, a busy timeout, true deletes."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def migrate(engine: Engine) -> None:
    """Bring our tables to the newest version; Rasa's are left alone."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def utc_now() -> dt.datetime:
    """Give the time in UTC without a zone, as the tables keep it."""
    return dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)
