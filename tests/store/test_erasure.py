"""Erasing a conversation: out of every table, and out of the files of the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.errors import UnknownReference
from bot.store.belongings import all_tables, tables_of_a_conversation
from bot.store.erasure import erase
from bot.store.search import newest_with
from tests.store.kept import WORDS, fill, make_events_table, sizes

OTHER = tuple(f"{word}ish" for word in ("platypus", "tapir", "lemur", "ibex", "gecko", "heron"))
NOT_OF_A_CONVERSATION = {
    "api_keys",
    "staff",
    "staff_sessions",
    "login_attempts",
    # Ids and fixed words alone, never what anybody wrote.
    "audit",
    "audit_head",
    "models",
    "model_changes",
}


@pytest.fixture(autouse=True)
def _events(engine: Engine) -> None:
    make_events_table(engine)


def test_every_table_belongs_to_conversations_or_is_known_not_to() -> None:
    """A new table either leads to `conversations`, and is erased with it, or is named here."""
    covered = {table.name for table in tables_of_a_conversation()}
    assert {table.name for table in all_tables()} - covered == NOT_OF_A_CONVERSATION


def test_the_example_fills_every_table(engine: Engine) -> None:
    """Or the tests below would prove nothing of a table that is added later."""
    fill(engine, "web-a")
    assert all(sizes(engine, tables_of_a_conversation()).values())


def test_erasing_empties_every_table_of_it_and_leaves_the_others(engine: Engine) -> None:
    fill(engine, "web-a")
    alone = sizes(engine, tables_of_a_conversation())
    reference = fill(engine, "web-b", OTHER)
    erase(engine, reference)
    assert sizes(engine, tables_of_a_conversation()) == alone


def test_erasing_tells_what_went(engine: Engine) -> None:
    reference = fill(engine, "web-a")
    whole = sizes(engine, tables_of_a_conversation())
    assert erase(engine, reference.lower()) == whole


def test_what_was_erased_is_found_no_more_and_the_rest_is(engine: Engine) -> None:
    fill(engine, "web-b", OTHER)
    erase(engine, fill(engine, "web-a"))
    with engine.begin() as connection:
        assert [newest_with(connection, [word], 9) for word in WORDS] == [[]] * len(WORDS)
        assert len(newest_with(connection, [OTHER[0]], 9)) == 1


def test_an_unknown_reference_erases_nothing(engine: Engine) -> None:
    fill(engine, "web-a")
    before = sizes(engine, tables_of_a_conversation())
    with pytest.raises(UnknownReference):
        erase(engine, "ZZZZZZZZ")
    assert sizes(engine, tables_of_a_conversation()) == before


@pytest.mark.slow
def test_no_file_of_the_database_holds_a_word_that_was_erased(
    engine: Engine, tmp_path: Path
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the files of PostgreSQL are its server's")
    for number in range(30):
        fill(engine, f"web-{number}", OTHER)
    reference = fill(engine, "web-a")
    for number in range(30, 40):
        fill(engine, f"web-{number}", OTHER)
    assert words_in_files(tmp_path)
    erase(engine, reference)
    assert words_in_files(tmp_path) == set()


def words_in_files(folder: Path) -> set[str]:
    """Find which words, or the stems under which search has them, stand in any file."""
    everything = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    # The index keeps a word without what it shares with the one before it.
    return {word for word in WORDS if re.search(word[2:8].encode(), everything, re.IGNORECASE)}
