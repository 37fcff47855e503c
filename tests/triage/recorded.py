"""Conversations as the running bot records them, for tests of cases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.case_tables import CASES
from bot.store.database import utc_now
from bot.store.journal import Journal, Sent
from bot.store.staff_tables import STAFF
from bot.triage import recording


def reading(route: str = "workstream", **more: Any) -> dict[str, Any]:
    """Give a reading as `bot.answers.said.reading_of` does."""
    return {
        "route": route,
        "workstreams": ["autism"] if route == "workstream" else [],
        "asks": ["objectives"] if route == "workstream" else [],
        "kind": None,
        "safety": "first" if route == "safeguarding" else "none",
        "confidence": 0.9,
        "is_door_known": True,
        "ask_back_below": 0.35,
        "runner_up": {"route": "strategy", "workstreams": [], "confidence": 0.05},
        "evidence": {"read_as": "some words"},
        **more,
    }


class Recorded:
    """Records messages and answers without an assistant."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.journal = Journal(engine, recording)
        self._count = 0

    def say(
        self,
        conversation: str,
        text: str,
        understood: dict[str, Any] | None = None,
        answer: str = "This is the answer.",
        channel: str = "web",
    ) -> list[Sent]:
        """Take one message in and answer it."""
        self._count += 1
        self.journal.open_conversation(conversation, channel)
        entry = self.journal.record(conversation, f"m{self._count}", text)
        given = {"route": "smalltalk", "safety": "none"}
        return self.journal.answer(conversation, entry, [(answer, given)], understood or reading())

    def case(self, conversation: str) -> Any:
        """Give the row of a conversation's case."""
        with self.engine.begin() as connection:
            return connection.execute(
                sa.select(CASES).where(CASES.c.conversation_id == conversation)
            ).one()


def rows(connection: Connection, table: sa.Table) -> int:
    """Count the rows of a table."""
    count: int = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return count


def add_staff(engine: Engine, email: str, role: str = "agent") -> int:
    """Make an account that nobody can log in to; give its id."""
    values = {"email": email, "name": email, "role": role, "made_at": utc_now()}
    with engine.begin() as connection:
        made = connection.execute(STAFF.insert().values(values))
        return int(made.inserted_primary_key[0])
