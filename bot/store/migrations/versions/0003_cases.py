"""Cases: triage over conversations, with readings, notes, contact details and search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_cases"
down_revision = "0002_staff"

_FLAGS = (
    "is_safeguarding",
    "has_safety_line",
    "asked_person",
    "not_answered",
    "is_unsure",
    "thumbs_down",
)
_TABS = tuple(flag for flag in _FLAGS if flag != "has_safety_line")
_TABLES = (
    "case_text",
    "contact_details",
    "case_views",
    "notes",
    "readings",
    "case_workstreams",
    "cases",
)

_SEARCH = {
    "sqlite": (
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
    ),
    "postgresql": (
        "ALTER TABLE case_text ADD COLUMN words tsvector"
        " GENERATED ALWAYS AS (to_tsvector('english', body)) STORED",
        "CREATE INDEX ix_case_text_words ON case_text USING gin (words)",
    ),
}

# Conversations of before become closed cases, found by search like any other.
_BACKFILL = (
    "INSERT INTO cases (conversation_id, status, close_reason, is_safeguarding, has_safety_line,"
    " asked_person, not_answered, is_unsure, thumbs_down, urgency, rank, opened_at,"
    " last_message_at, due_at, closed_at, is_held_by_law, version)"
    " SELECT c.id, 'closed', 'answered',"
    " EXISTS (SELECT 1 FROM outbound o WHERE o.conversation_id = c.id"
    """ AND o.answer LIKE '%"route": "safeguarding"%'),"""
    " false, false, false, false, false, 'normal',"
    " CASE WHEN EXISTS (SELECT 1 FROM outbound o WHERE o.conversation_id = c.id"
    """ AND o.answer LIKE '%"route": "safeguarding"%') THEN 0 ELSE 3 END, c.started_at,"""
    " COALESCE((SELECT MAX(received_at) FROM inbound i WHERE i.conversation_id = c.id),"
    " c.started_at), c.started_at, c.started_at, false, 1 FROM conversations c",
    "UPDATE cases SET urgency = 'now', urgency_rule = 'safeguarding'"
    " WHERE is_safeguarding",
    "INSERT INTO case_text (case_id, kind, body) SELECT cases.id, 'inbound', inbound.text"
    " FROM inbound JOIN cases ON cases.conversation_id = inbound.conversation_id"
    " ORDER BY inbound.seq",
    "INSERT INTO case_text (case_id, kind, body) SELECT cases.id, 'outbound', outbound.text"
    " FROM outbound JOIN cases ON cases.conversation_id = outbound.conversation_id"
    " ORDER BY outbound.seq",
)


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "outbound", sa.Column("sender", sa.String(8), nullable=False, server_default="bot")
    )
    op.add_column("outbound", sa.Column("staff_id", sa.Integer))
    unanswered = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_inbound_unanswered",
        "inbound",
        ["received_at"],
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )
    _create_cases()
    _create_what_belongs_to_them()
    # Told that there are no parameters, SQLAlchemy and the drivers leave colons and percent signs.
    connection = op.get_bind().execution_options(no_parameters=True)
    for statement in (*_SEARCH[connection.dialect.name], *_BACKFILL):
        connection.exec_driver_sql(statement)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("close_reason", sa.String(24)),
        sa.Column("assigned_to", sa.Integer),
        *(sa.Column(flag, sa.Boolean, nullable=False) for flag in _FLAGS),
        sa.Column("urgency", sa.String(8), nullable=False),
        sa.Column("urgency_rule", sa.String(32)),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("lowest_confidence", sa.Float),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("last_message_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("first_reply_at", sa.DateTime),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("is_held_by_law", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="ck_cases_closed"),
        sa.CheckConstraint("(rank = 0) = is_safeguarding", name="ck_cases_rank"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("conversation_id", name="uq_cases_conversation_id"),
        _key("cases", "conversation_id", "conversations.id"),
        _key("cases", "assigned_to", "staff.id"),
    )
    _queue_index("ix_cases_open", "closed_at IS NULL")
    is_set = "= true" if op.get_bind().dialect.name == "postgresql" else "= 1"
    for flag in _TABS:
        _queue_index(f"ix_cases_{flag}", f"closed_at IS NULL AND {flag} {is_set}")
    _queue_index("ix_cases_mine", "closed_at IS NULL", "assigned_to")
    op.create_index("ix_cases_newest", "cases", ["last_message_at", "id"])
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"])


def _queue_index(name: str, condition: str, *first: str) -> None:
    where = sa.text(condition)
    op.create_index(
        name,
        "cases",
        [*first, "rank", "due_at", "id", *(() if first else ("assigned_to",))],
        sqlite_where=where,
        postgresql_where=where,
    )


def _create_what_belongs_to_them() -> None:
    op.create_table(
        "case_workstreams",
        sa.Column("workstream", sa.String(24), nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workstream", "case_id", name="pk_case_workstreams"),
        _key("case_workstreams", "case_id", "cases.id"),
    )
    op.create_table(
        "readings",
        sa.Column("inbound_seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("route", sa.String(16)),
        sa.Column("workstreams", sa.JSON, nullable=False),
        sa.Column("asks", sa.JSON, nullable=False),
        sa.Column("safety", sa.String(8), nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("runner_up", sa.JSON),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("inbound_seq", name="pk_readings"),
        _key("readings", "inbound_seq", "inbound.seq"),
        _key("readings", "case_id", "cases.id"),
    )
    op.create_index("ix_readings_made_at", "readings", ["made_at"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        _key("notes", "case_id", "cases.id"),
        _key("notes", "staff_id", "staff.id"),
    )
    op.create_table(
        "case_views",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name="pk_case_views"),
        _key("case_views", "case_id", "cases.id"),
        _key("case_views", "staff_id", "staff.id"),
    )
    op.create_table(
        "contact_details",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("ciphertext", sa.Text, nullable=False),
        sa.Column("consented_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_contact_details"),
        _key("contact_details", "conversation_id", "conversations.id"),
    )
    op.create_table(
        "case_text",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_text"),
        _key("case_text", "case_id", "cases.id"),
    )
    for table in ("case_workstreams", "readings", "notes", "case_text"):
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_text_words")
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index("ix_inbound_unanswered", "inbound")
    op.drop_column("outbound", "staff_id")
    op.drop_column("outbound", "sender")
