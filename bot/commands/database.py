"""Open the database for a command, with our tables in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseUnusable
from bot.settings import Settings
from bot.store.database import migrate, open_database


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """Open it and bring it up to date. Raises DatabaseUnusable."""
    engine = None
    try:
        engine = open_database(settings.database_url)
        migrate(engine)
        yield engine
    except SQLAlchemyError as exc:
        raise DatabaseUnusable(type(exc).__name__) from exc
    finally:
        if engine is not None:
            engine.dispose()
