"""A database that is thrown away, for commands that talk with the bot and leave no trace."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def scratch_database() -> Iterator[None]:
    """Let everything inside, Rasa's tracker store too, use a new database in a temporary folder."""
    before = os.environ.get("DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="bot-") as folder:
        # Rasa makes its own store, which reads the settings; so the setting itself is changed.
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bot.sqlite3"
        try:
            yield
        finally:
            if before is None:
                del os.environ["DATABASE_URL"]
            else:
                os.environ["DATABASE_URL"] = before
