"""Which safeguarding cases a list has shown to whom: each is told to the audit trail once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from threading import Lock

from sqlalchemy.engine import Engine

from bot.store.audit import Audit
from bot.store.database import utc_now

LISTED = "case.listed"


class Listed:
    """Remembers for a day, in this process alone, what was told.

    A list shows the newest words of its cases and is loaded many times a day; an entry for each
    time would bury the rest of the trail.
    """

    def __init__(self) -> None:
        self._day: dt.date | None = None
        self._told: set[tuple[int, int]] = set()
        self._lock = Lock()

    def tell(self, engine: Engine, audit: Audit, staff_id: int, case_ids: Iterable[int]) -> None:
        """Add an entry for each case that was not told today."""
        new = self._new(staff_id, case_ids)
        if not new:
            return
        with engine.begin() as connection:
            for case_id in new:
                audit.record(connection, staff_id, LISTED, ("case", case_id))
        # Only now: what could not be written down is told the next time.
        with self._lock:
            self._told.update((staff_id, case_id) for case_id in new)

    def _new(self, staff_id: int, case_ids: Iterable[int]) -> list[int]:
        today = utc_now().date()
        with self._lock:
            if self._day != today:
                self._day, self._told = today, set()
            return [each for each in case_ids if (staff_id, each) not in self._told]
