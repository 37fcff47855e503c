"""The migrations make the tables that the code knows, on each kind of database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Engine

import bot.store
from bot.store.belongings import all_tables
from bot.store.case_tables import CASES
from bot.store.database import migrate
from bot.store.search import newest_with
from bot.store.tables import METADATA
from tests.databases import POSTGRESQL

# Full text search, which SQLAlchemy's tables do not know.
_SEARCH = ("case_text_words", "ix_case_text_words", "words")

_OF_BEFORE = (
    "INSERT INTO conversations VALUES (:name, :name, 'web', 'bot', '2026-11-01 10:00:00')",
    "INSERT INTO inbound (conversation_id, message_id, text, received_at)"
    " VALUES (:name, 'm1', 'about giraffes', '2026-11-02 10:00:00')",
    "INSERT INTO outbound (id, conversation_id, inbound_seq, text, answer, sent_at)"
    " SELECT :name, :name, seq, 'An answer.', :answer, '2026-11-02 10:00:01'"
    " FROM inbound WHERE conversation_id = :name",
)


def alembic_to(engine: Engine, move: Any, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.store.__path__[0]) / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        move(config, revision)


def test_the_tables_are_as_the_code_has_them(engine: Engine) -> None:
    all_tables()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        changes = compare_metadata(context, METADATA)
    assert [each for each in changes if not any(name in str(each) for name in _SEARCH)] == []


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)


def test_the_migrations_can_be_undone_and_done_again(engine: Engine) -> None:
    alembic_to(engine, command.downgrade, "base")
    left = set(sa.inspect(engine).get_table_names())
    assert {name for name in left if not name.startswith("case_text_")} <= {"alembic_version"}
    migrate(engine)


def test_conversations_of_before_become_closed_cases(engine: Engine) -> None:
    alembic_to(engine, command.downgrade, "0002_staff")
    with engine.begin() as connection:
        for name, route in (("web-a", "workstream"), ("web-b", "safeguarding")):
            values = {"name": name, "answer": json.dumps({"route": route})}
            for statement in _OF_BEFORE:
                connection.execute(sa.text(statement), values)
    migrate(engine)
    with engine.begin() as connection:
        cases = connection.execute(sa.select(CASES).order_by(CASES.c.conversation_id)).all()
        found = newest_with(connection, ["giraffe"], 10)
    assert [(each.status, each.is_safeguarding, each.rank) for each in cases] == [
        ("closed", False, 3),
        ("closed", True, 0),
    ]
    assert str(cases[0].last_message_at) == "2026-11-02 10:00:00"
    assert len(found) == 2


@pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)
def test_words_do_not_wait_to_be_found_in_the_index(engine: Engine) -> None:
    query = "SELECT reloptions FROM pg_class WHERE relname = 'ix_case_text_words'"
    with engine.connect() as connection:
        assert connection.exec_driver_sql(query).scalar_one() == ["fastupdate=off"]


@pytest.mark.parametrize("table", ["case_text", "cases", "readings"])
def test_a_table_that_the_code_forgot_would_be_found(engine: Engine, table: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN extra INTEGER")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert "extra" in str(compare_metadata(context, METADATA))
