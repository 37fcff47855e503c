"""Full text search: words go into the index of PostgreSQL at once.

By default they wait in a list that every search reads from end to end, until a vacuum takes them
over: a search for a word that nobody said then took a hundred times as long.
"""

from __future__ import annotations

from alembic import op

revision = "0005_words_at_once"
down_revision = "0004_teaching"

_INDEX = "ix_case_text_words"


def upgrade() -> None:
    """Apply."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {_INDEX} SET (fastupdate = off)")
        # Those that wait already would wait until the next vacuum.
        op.execute(f"SELECT gin_clean_pending_list('{_INDEX}')")


def downgrade() -> None:
    """Undo."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {_INDEX} RESET (fastupdate)")
