"""A database with all tables and nothing in them, of each kind that is there."""

from __future__ import annotations

from tests.databases import database_url, empty_sqlite, engine, postgresql_template

__all__ = ["database_url", "empty_sqlite", "engine", "postgresql_template"]
