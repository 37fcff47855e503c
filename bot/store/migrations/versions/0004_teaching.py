"""Teaching: proposed examples, trained models and what is in service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_teaching"
down_revision = "0003_cases"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "proposed_examples",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("inbound_seq", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("proposed_by", sa.Integer, nullable=False),
        sa.Column("proposed_at", sa.DateTime, nullable=False),
        sa.Column("decided_by", sa.Integer),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("reason", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_proposed_examples"),
        _key("proposed_examples", "inbound_seq", "inbound.seq"),
        _key("proposed_examples", "proposed_by", "staff.id"),
        _key("proposed_examples", "decided_by", "staff.id"),
    )
    for column in ("inbound_seq", "state"):
        op.create_index(f"ix_proposed_examples_{column}", "proposed_examples", [column])
    op.create_table(
        "models",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("slot", sa.Integer),
        sa.Column("examples", sa.JSON, nullable=False),
        sa.Column("fingerprint", sa.String(16)),
        sa.Column("champion_fingerprint", sa.String(16)),
        sa.Column("figures", sa.JSON),
        sa.Column("champion_figures", sa.JSON),
        sa.Column("progress", sa.String(200), nullable=False),
        sa.Column("beat_at", sa.DateTime, nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("begun_by", sa.Integer),
        sa.Column("trained_at", sa.DateTime),
        sa.Column("promoted_at", sa.DateTime),
        sa.Column("promoted_by", sa.Integer),
        sa.Column("previous_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sa.UniqueConstraint("slot", name="uq_models_slot"),
        _key("models", "begun_by", "staff.id"),
        _key("models", "promoted_by", "staff.id"),
        _key("models", "previous_id", "models.id"),
    )
    op.create_index("ix_models_state", "models", ["state"])
    op.create_table(
        "model_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("model_id", sa.Integer),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("staff_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_model_changes"),
        _key("model_changes", "model_id", "models.id"),
        _key("model_changes", "staff_id", "staff.id"),
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def downgrade() -> None:
    """Undo."""
    for table in ("model_changes", "models", "proposed_examples"):
        op.drop_table(table)
