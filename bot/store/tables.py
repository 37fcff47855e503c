"""The database tables that this project owns; Rasa's `events` table is Rasa's."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("reference", String(8), nullable=False, unique=True),
    Column("channel", String(32), nullable=False),
    Column("held_by", String(16), nullable=False, default="bot"),
    Column("started_at", DateTime, nullable=False),
)

# Written before the message is answered, so that a crash in between loses nothing.
INBOUND = Table(
    "inbound",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("received_at", DateTime, nullable=False),
    # Also set when a person holds the conversation and the bot leaves the message to them.
    Column("answered_at", DateTime),
    UniqueConstraint("conversation_id", "message_id"),
)

Index(
    "ix_inbound_unanswered",
    INBOUND.c.received_at,
    sqlite_where=INBOUND.c.answered_at.is_(None),
    postgresql_where=INBOUND.c.answered_at.is_(None),
)

OUTBOUND = Table(
    "outbound",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("inbound_seq", ForeignKey("inbound.seq"), index=True),
    Column("text", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("sent_at", DateTime, nullable=False),
    # Who wrote it: `bot`, or `person` and which one. No foreign key: SQLite can add none later.
    Column("sender", String(8), nullable=False, default="bot", server_default="bot"),
    Column("staff_id", Integer),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("outbound_id", ForeignKey("outbound.id"), primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", Text),
    Column("given_at", DateTime, nullable=False),
)

API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("scope", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("revoked_at", DateTime),
)
