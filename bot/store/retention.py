"""How long conversations are kept, and the purge of those that are past their time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.case_tables import CASES
from bot.store.erasure import erase_conversations, leave_no_trace
from bot.store.tables import CONVERSATIONS
from bot.store.taught import keep_approved

SAFEGUARDING_DAYS = 365
"""At the least a year: who looks into what a child told must find it. The council's own schedule
decides in the end; a case under a legal hold is kept until the hold is taken back."""

_BATCH = 200


@dataclass(frozen=True)
class Retention:
    """Days without a message after which a conversation goes, by class."""

    ordinary_days: int

    @property
    def safeguarding_days(self) -> int:
        """Give the days for a conversation in which harm to a child was told."""
        return max(self.ordinary_days, SAFEGUARDING_DAYS)

    def by_class(self) -> dict[str, int | None]:
        """Give the days of each class; None is without end."""
        return {
            "ordinary": self.ordinary_days,
            "safeguarding": self.safeguarding_days,
            "held_by_law": None,
        }


CLASS = sa.case(
    (CASES.c.is_held_by_law == sa.true(), "held_by_law"),
    (CASES.c.is_safeguarding == sa.true(), "safeguarding"),
    else_="ordinary",
)
"""The class of a case, as SQL; a conversation without a case is ordinary."""

LAST_AT = sa.func.coalesce(CASES.c.last_message_at, CONVERSATIONS.c.started_at)
"""When a conversation was last written in, as SQL."""


def purge(engine: Engine, retention: Retention, now: dt.datetime) -> int:
    """Erase every conversation that is past its time; give how many. Short transactions."""
    count = 0
    while True:
        with engine.begin() as connection:
            ids = _expired(connection, retention, now)
        if not ids:
            break
        with engine.begin() as connection:
            keep_approved(connection, ids)
            erase_conversations(connection, ids)
        count += len(ids)
    if count:
        leave_no_trace(engine)
    return count


def expired(retention: Retention, now: dt.datetime) -> sa.sql.Select:
    """Select the ids of the conversations that are past their time."""
    limits = [
        sa.and_(sa.func.coalesce(CLASS, "ordinary") == name, now - dt.timedelta(days) > LAST_AT)
        for name, days in retention.by_class().items()
        if days is not None
    ]
    joined = CONVERSATIONS.outerjoin(CASES, CASES.c.conversation_id == CONVERSATIONS.c.id)
    return sa.select(CONVERSATIONS.c.id).select_from(joined).where(sa.or_(*limits))


def _expired(connection: Connection, retention: Retention, now: dt.datetime) -> list[str]:
    query = expired(retention, now).order_by(CONVERSATIONS.c.started_at).limit(_BATCH)
    return list(connection.execute(query).scalars())
