"""Conversations, the journal of messages, feedback and API keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("held_by", sa.String(16), nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("reference", name="uq_conversations_reference"),
    )
    op.create_table(
        "inbound",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("answered_at", sa.DateTime),
        sa.PrimaryKeyConstraint("seq", name="pk_inbound"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_inbound_conversation_id"
        ),
        sa.UniqueConstraint(
            "conversation_id", "message_id", name="uq_inbound_conversation_id_message_id"
        ),
    )
    op.create_table(
        "outbound",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("inbound_seq", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbound"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_outbound_conversation_id"
        ),
        sa.ForeignKeyConstraint(["inbound_seq"], ["inbound.seq"], name="fk_outbound_inbound_seq"),
        sa.UniqueConstraint("id", name="uq_outbound_id"),
    )
    op.create_index("ix_outbound_conversation_id", "outbound", ["conversation_id"])
    op.create_index("ix_outbound_inbound_seq", "outbound", ["inbound_seq"])
    op.create_table(
        "feedback",
        sa.Column("outbound_id", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("outbound_id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name="fk_feedback_outbound_id"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("name", name="uq_api_keys_name"),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("api_keys", "feedback", "outbound", "inbound", "conversations"):
        op.drop_table(table)
