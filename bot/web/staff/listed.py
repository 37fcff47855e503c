"""Which safeguarding cases were shown to whom, so that the audit trail is told of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from threading import Lock

from sqlalchemy.engine import Engine

from bot.store.audit import Audit
from bot.store.database import utc_now

LISTED = "case.listed"
VIEWED = "case.viewed"


class Listed:
    """Remembers for a day, in this process alone, what was told.

    A list shows the newest words of its cases and is loaded many times a day; an entry for each
    time would bury the rest of the trail.
    """

    def __init__(self, action: str = LISTED) -> None:
        self._action = action
        self._day: dt.date | None = None
        self._told: set[tuple[int, int]] = set()
        self._lock = Lock()

    def tell(self, engine: Engine, audit: Audit, staff_id: int, case_ids: Iterable[int]) -> None:
        """Add an entry for each case that was not told today."""
        self.tell_again(engine, audit, staff_id, self._new(staff_id, case_ids))

    def tell_again(
        self, engine: Engine, audit: Audit, staff_id: int, case_ids: Iterable[int]
    ) -> None:
        """Add an entry for each case, told today or not."""
        new = list(case_ids)
        if not new:
            return
        with engine.begin() as connection:
            for case_id in new:
                audit.record(connection, staff_id, self._action, ("case", case_id))
        # Only now: what could not be written down is told the next time.
        with self._lock:
            self._told.update((staff_id, case_id) for case_id in new)

    def _new(self, staff_id: int, case_ids: Iterable[int]) -> list[int]:
        today = utc_now().date()
        with self._lock:
            if self._day != today:
                self._day, self._told = today, set()
            return [each for each in case_ids if (staff_id, each) not in self._told]
