"""What has come since a list was shown: for pages of staff that stay open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.case_tables import CASES, READINGS
from bot.triage.filters import QueueFilter, Viewer
from bot.triage.queue import conditions_of
from bot.triage.queue_rows import QueueRow, rows_of

MOST_NEW = 100
"""New cases are counted so far: "100" is to be read as "100 or more"."""

MOST_ROWS = 20
_MOST_READINGS = 500


def safeguarding_since(
    engine: Engine, viewer: Viewer, since: dt.datetime, but: Collection[int] = ()
) -> tuple[QueueRow, ...]:
    """List open cases in which harm was told after a time, the newest first, `but` some ids.

    By the message and not by the case: a child may be in danger in the fifth message of a
    conversation that was listed long ago.
    """
    is_harm = (READINGS.c.route == "safeguarding") | (READINGS.c.safety == "first")
    # By the time of the readings, of which few are new: a join would go through all of the tab.
    told = (
        sa.select(READINGS.c.case_id)
        .where(READINGS.c.made_at > since, is_harm)
        .order_by(READINGS.c.made_at.desc())
        .limit(_MOST_READINGS)
    )
    with engine.begin() as connection:
        left_out = set(but)
        newest = dict.fromkeys(connection.execute(told).scalars())
        ids = [case_id for case_id in newest if case_id not in left_out]
        if not ids:
            return ()
        conditions = conditions_of(QueueFilter(tab="safeguarding"), viewer)
        query = sa.select(CASES.c.id).where(CASES.c.id.in_(ids), *conditions)
        visible = set(connection.execute(query).scalars())
        return rows_of(connection, [each for each in ids if each in visible][:MOST_ROWS])


def count_since(engine: Engine, viewer: Viewer, filters: QueueFilter, since: dt.datetime) -> int:
    """Count the cases of a filter to which something came after a time, up to MOST_NEW.

    The text of a filter does not count: what is found says nothing of what is new.
    """
    conditions = [*conditions_of(filters, viewer), CASES.c.last_message_at > since]
    some = sa.select(sa.literal_column("1")).select_from(CASES).where(*conditions).limit(MOST_NEW)
    with engine.begin() as connection:
        query = sa.select(sa.func.count()).select_from(some.subquery())
        count: int = connection.execute(query).scalar_one()
    return count
