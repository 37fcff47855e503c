"""The tables of triage: cases, what was understood, notes, and words to search.

Whatever is kept of a conversation leads to `conversations` by foreign keys, and erasure follows
them: a table without such a key would be forgotten.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    event,
    true,
)
from sqlalchemy.schema import DDL

from bot.store import staff_tables  # noqa: F401  cases name staff
from bot.store.tables import METADATA

FLAGS = (
    "is_safeguarding",
    "has_safety_line",
    "asked_person",
    "not_answered",
    "is_unsure",
    "thumbs_down",
)
"""Why a case is queued, as columns; any of them queues it."""

TAB_FLAGS = ("is_safeguarding", "asked_person", "not_answered", "is_unsure", "thumbs_down")
"""The flags that have a tab of their own in the queue."""

CASES = Table(
    "cases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, unique=True),
    Column("status", String(8), nullable=False),
    Column("close_reason", String(24)),
    Column("assigned_to", ForeignKey("staff.id")),
    *(Column(flag, Boolean, nullable=False, default=False) for flag in FLAGS),
    Column("urgency", String(8), nullable=False),
    Column("urgency_rule", String(32)),
    # 0 safeguarding, 1 now, 2 urgent, 3 normal: the order of the queue, in one indexed number.
    Column("rank", SmallInteger, nullable=False),
    Column("lowest_confidence", Float),
    Column("opened_at", DateTime, nullable=False),
    Column("last_message_at", DateTime, nullable=False),
    Column("due_at", DateTime, nullable=False),
    Column("first_reply_at", DateTime),
    # Set while and only while the status is `closed`; the queue's indexes leave such cases out.
    Column("closed_at", DateTime),
    # Kept whatever its age, until somebody takes this back.
    Column("is_held_by_law", Boolean, nullable=False, default=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="ck_cases_closed"),
    CheckConstraint("(rank = 0) = is_safeguarding", name="ck_cases_rank"),
)


def _queue_index(name: str, condition: object, *first: Column) -> Index:
    # With whose case it is, the index alone tells what a viewer may see.
    last = () if first else (CASES.c.assigned_to,)
    columns = (*first, CASES.c.rank, CASES.c.due_at, CASES.c.id, *last)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


_IS_OPEN = CASES.c.closed_at.is_(None)
_queue_index("ix_cases_open", _IS_OPEN)
for _flag in TAB_FLAGS:
    _queue_index(f"ix_cases_{_flag}", _IS_OPEN & (CASES.c[_flag] == true()))
_queue_index("ix_cases_mine", _IS_OPEN, CASES.c.assigned_to)
Index("ix_cases_newest", CASES.c.last_message_at, CASES.c.id)
Index("ix_cases_opened_at", CASES.c.opened_at)

CASE_WORKSTREAMS = Table(
    "case_workstreams",
    METADATA,
    Column("workstream", String(24), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True, index=True),
)

# What was understood of each message that was answered, or why it was not.
READINGS = Table(
    "readings",
    METADATA,
    Column("inbound_seq", ForeignKey("inbound.seq"), primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("route", String(16)),
    Column("workstreams", JSON, nullable=False),
    Column("asks", JSON, nullable=False),
    Column("safety", String(8), nullable=False),
    Column("confidence", Float),
    # {route, workstreams, confidence}, or null where nothing else was likely.
    Column("runner_up", JSON(none_as_null=True)),
    # The flags of the case that this message set.
    Column("reasons", JSON, nullable=False),
    # What the decision rests on, for "why this?"; it quotes the masked message.
    Column("evidence", JSON(none_as_null=True)),
    Column("made_at", DateTime, nullable=False),
    Index("ix_readings_made_at", "made_at"),
)

NOTES = Table(
    "notes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", DateTime, nullable=False),
)

CASE_VIEWS = Table(
    "case_views",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("seen_at", DateTime, nullable=False),
)

CONTACT_DETAILS = Table(
    "contact_details",
    METADATA,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("ciphertext", Text, nullable=False),
    Column("consented_at", DateTime, nullable=False),
)

# A copy of each text, so that one index finds messages, answers and notes alike.
CASE_TEXT = Table(
    "case_text",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("body", Text, nullable=False),
)

_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE case_text_words USING fts5("
    "body, content='case_text', content_rowid='id',"
    " tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER case_text_added AFTER INSERT ON case_text BEGIN"
    " INSERT INTO case_text_words(rowid, body) VALUES (new.id, new.body); END",
    "CREATE TRIGGER case_text_removed AFTER DELETE ON case_text BEGIN"
    " INSERT INTO case_text_words(case_text_words, rowid, body)"
    " VALUES ('delete', old.id, old.body); END",
    "CREATE TRIGGER case_text_changed AFTER UPDATE ON case_text BEGIN"
    " INSERT INTO case_text_words(case_text_words, rowid, body)"
    " VALUES ('delete', old.id, old.body);"
    " INSERT INTO case_text_words(rowid, body) VALUES (new.id, new.body); END",
)
_POSTGRESQL_SEARCH = (
    "ALTER TABLE case_text ADD COLUMN words tsvector"
    " GENERATED ALWAYS AS (to_tsvector('english', body)) STORED",
    # Else words wait in a list that every search reads from end to end.
    "CREATE INDEX ix_case_text_words ON case_text USING gin (words) WITH (fastupdate = off)",
)
SEARCH = {"sqlite": _SQLITE_SEARCH, "postgresql": _POSTGRESQL_SEARCH}
"""By dialect, what full text search needs beside the table itself."""

for _dialect, _statements in SEARCH.items():
    for _statement in _statements:
        event.listen(CASE_TEXT, "after_create", DDL(_statement).execute_if(dialect=_dialect))
