"""Erase conversations from every table, Rasa's too, and from the files of the database."""

from __future__ import annotations

import time
from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine

from bot.errors import UnknownReference
from bot.store.belongings import EVENTS, has_events, rows_of, tables_of_a_conversation
from bot.store.contact import forget_contact
from bot.store.tables import CONVERSATIONS
from bot.store.taught import write_taught

log = structlog.get_logger(__name__)

_MERGE_PAGES = 500
_MOST_TRIES = 50
_TRY_AGAIN_S = 0.1
_MOST_MERGES = 10_000


def conversation_id_of(connection: Connection, reference: str) -> str:
    """Give the id of the conversation with a reference. Raises UnknownReference."""
    query = sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.reference == reference.upper())
    found: str | None = connection.execute(query).scalar()
    if found is None:
        raise UnknownReference(reference)
    return found


def erase(engine: Engine, reference: str) -> dict[str, int]:
    """Erase one conversation for good; give how many rows went, by table.

    Raises UnknownReference when there is none.
    """
    with engine.begin() as connection:
        conversation_id = conversation_id_of(connection, reference)
    with engine.begin() as connection:
        counts = erase_conversations(connection, [conversation_id])
    leave_no_trace(engine)
    return counts


def erase_contact(engine: Engine, reference: str) -> bool:
    """Erase the contact details of one conversation and keep the rest; tell if there were any.

    Raises UnknownReference when there is no such conversation.
    """
    with engine.begin() as connection:
        conversation_id = conversation_id_of(connection, reference)
    with engine.begin() as connection:
        were_there = forget_contact(connection, conversation_id)
    leave_no_trace(engine)
    return were_there


def erase_conversations(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Delete whatever belongs to conversations; give how many rows went, by table."""
    counts = {}
    for table in reversed(tables_of_a_conversation()):
        counts[table.name] = connection.execute(
            sa.delete(table).where(rows_of(table, list(ids)))
        ).rowcount
    if has_events(connection):
        gone = connection.execute(sa.delete(EVENTS).where(EVENTS.c.sender_id.in_(list(ids))))
        counts[EVENTS.name] = gone.rowcount
    return counts


def leave_no_trace(engine: Engine) -> None:
    """Bring it about that what was deleted can be read in no file of the database either.

    SQLite overwrites what is deleted (`secure_delete`), but its search index keeps deleted words
    until its parts are merged, and its log keeps pages as they were until it is cut off.
    PostgreSQL has VACUUM for it; old pages of its log go as the log goes on.
    The file of taught examples goes by the table.
    """
    write_taught(engine)
    if engine.dialect.name == "sqlite":
        _merge_search_index(engine)
        _cut_off_log(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables_of_a_conversation():
            connection.exec_driver_sql(f'VACUUM "{table.name}"')
        if has_events(connection):
            connection.exec_driver_sql(f'VACUUM "{EVENTS.name}"')


def _cut_off_log(engine: Engine) -> None:
    """Move SQLite's log into the database and cut it off; a reader in between holds that up."""
    with engine.connect() as connection:
        for _ in range(_MOST_TRIES):
            (is_busy, *_pages) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            if not is_busy:
                return
            time.sleep(_TRY_AGAIN_S)
    # Deleted all the same; the words go from the log when the server next checkpoints.
    log.warning("erasure.log_not_cut_off")


def _merge_search_index(engine: Engine) -> None:
    """Merge all parts of the search index into one, in steps, so that writers get between."""
    with engine.begin() as connection:
        # Begins to merge everything, whatever the usual thresholds.
        _merge(connection, -_MERGE_PAGES)
    for _ in range(_MOST_MERGES):
        with engine.begin() as connection:
            if _merge(connection, _MERGE_PAGES) < 2:
                return


def _merge(connection: Connection, pages: int) -> int:
    """Merge some pages; the count of changes is below 2 when there was nothing to merge."""
    total = "SELECT total_changes()"
    before = connection.exec_driver_sql(total).scalar_one()
    merging = sa.text("INSERT INTO case_text_words(case_text_words, rank) VALUES ('merge', :n)")
    connection.execute(merging, {"n": pages})
    return int(connection.exec_driver_sql(total).scalar_one()) - int(before)
