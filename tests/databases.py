"""Databases for tests: SQLite always, PostgreSQL where TEST_DATABASE_URL names one.

The fixtures are taken over by the `conftest.py` of the folders that want them.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url

from bot.store.database import migrate, open_database

POSTGRESQL = pytest.param(
    "postgresql",
    marks=pytest.mark.skipif(
        not os.environ.get("TEST_DATABASE_URL"), reason="TEST_DATABASE_URL is not set"
    ),
)
KINDS = ["sqlite", POSTGRESQL]


@contextmanager
def new_postgresql(template: str | None = None) -> Iterator[str]:
    """Give the address of a new database, empty or a copy of another one; drop it at the end.

    The role of TEST_DATABASE_URL must be allowed to make databases.
    """
    server = make_url(os.environ["TEST_DATABASE_URL"])
    name = f"test_{secrets.token_hex(8)}"
    engine = sa.create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        copied = f" TEMPLATE {make_url(template).database}" if template else ""
        connection.exec_driver_sql(f"CREATE DATABASE {name}{copied}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


def migrated(url: str) -> str:
    """Make all tables; give the address."""
    engine = open_database(url)
    migrate(engine)
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a database with all tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """Give the address of a PostgreSQL database with all tables, to be copied."""
    with new_postgresql() as url:
        yield migrated(url)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database with all tables and nothing in them."""
    if request.param == "sqlite":
        empty = request.getfixturevalue("empty_sqlite")
        yield f"sqlite:///{shutil.copy(empty, tmp_path / 'test.sqlite3')}"
        return
    with new_postgresql(request.getfixturevalue("postgresql_template")) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine of that database."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()
