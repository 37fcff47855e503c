"""The tables of teaching: examples that staff propose, and the models trained with them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String, Table, Text

from bot.store import case_tables  # noqa: F401  examples come out of cases
from bot.store.tables import METADATA

# Erased with the conversation that it came out of. What was approved outlives a conversation that
# is only past its time: it is cut loose then (`bot.store.taught.keep_approved`).
PROPOSED_EXAMPLES = Table(
    "proposed_examples",
    METADATA,
    Column("id", Integer, primary_key=True),
    # None for one that somebody made up, and for one that was cut loose.
    Column("inbound_seq", ForeignKey("inbound.seq"), index=True),
    Column("text", Text, nullable=False),
    # As `bot.triage.labels.Labels.as_dict` gives them.
    Column("labels", JSON, nullable=False),
    # proposed, approved, rejected, in_service, or leaving: in service until the next model
    Column("state", String(12), nullable=False, index=True),
    Column("proposed_by", ForeignKey("staff.id"), nullable=False),
    Column("proposed_at", DateTime, nullable=False),
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", DateTime),
    # Why it was rejected: one of `bot.triage.corrections.REJECT_REASONS`.
    Column("reason", String(16)),
)

# Figures and ids, no text.
MODELS = Table(
    "models",
    METADATA,
    Column("id", Integer, primary_key=True),
    # training, failed, candidate, in_service or retired
    Column("state", String(12), nullable=False, index=True),
    # 1 while it is being trained, else null: by its uniqueness one trains at a time.
    Column("slot", Integer, unique=True),
    # The ids of all taught examples that it learned.
    Column("examples", JSON, nullable=False),
    # The name of its file, and that of the model which it was compared with.
    Column("fingerprint", String(16)),
    Column("champion_fingerprint", String(16)),
    # As `bot.evaluation.compare.figures_of` gives them.
    Column("figures", JSON(none_as_null=True)),
    Column("champion_figures", JSON(none_as_null=True)),
    Column("progress", String(200), nullable=False),
    # When its training last gave a sign of life.
    Column("beat_at", DateTime, nullable=False),
    Column("begun_at", DateTime, nullable=False),
    Column("begun_by", ForeignKey("staff.id")),
    Column("trained_at", DateTime),
    Column("promoted_at", DateTime),
    Column("promoted_by", ForeignKey("staff.id")),
    # The model that it took over from; none for the one without taught examples.
    Column("previous_id", ForeignKey("models.id")),
)

# What went into service when, by which running servers notice it; the newest row is in force.
MODEL_CHANGES = Table(
    "model_changes",
    METADATA,
    Column("id", Integer, primary_key=True),
    # promoted or rolled_back
    Column("act", String(12), nullable=False),
    # None: back to the model without taught examples.
    Column("model_id", ForeignKey("models.id")),
    Column("fingerprint", String(16), nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
)
