"""Rasa's tracker store on our database, reading a bounded number of events of a conversation."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore

from bot.settings import read_settings
from bot.store.database import tune_sqlite

EVENTS_READ = 40
"""How many events are read back: three turns. The memory is written whole in each turn."""


class BoundedTrackerStore(SQLTrackerStore):
    """Keeps all events and reads the newest ones, so that no turn costs more than another.

    Rasa's own store reads everything since the session began, on each message.
    """

    def __init__(
        self, domain: Any = None, host: str | None = None, event_broker: Any = None, **kwargs: Any
    ) -> None:
        """Open the database of the settings; `host` is what Rasa passes of `endpoints.yml`."""
        # Rasa takes a whole address in the place of the host's name.
        url = read_settings().database_url
        super().__init__(domain=domain, host=url, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", tune_sqlite)

    def _event_query(
        self, session: Any, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> Any:
        """Query the newest events, oldest of them first; all where a whole history is wanted."""
        events = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id)
        if fetch_events_from_all_sessions:
            return events.order_by(self.SQLEvent.id)
        newest = events.order_by(self.SQLEvent.id.desc()).limit(EVENTS_READ).subquery()
        alias = sa.orm.aliased(self.SQLEvent, newest)
        return session.query(alias).order_by(alias.id)
