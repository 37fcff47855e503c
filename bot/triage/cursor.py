"""A place in the queue, as text that stands in an address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.errors import BadCursor

_MOST_RANK = 2**15
_MOST_ID = 2**31


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: what follows it is the next page, whatever came in between.

    `rank` counts in the order of the queue alone. `id` is that of the case, and in a search that
    of the text that was found.
    """

    rank: int
    at: dt.datetime
    id: int

    def as_text(self) -> str:
        """Give it as text, such as `2_20261124T093000.000000_17`."""
        return f"{self.rank}_{self.at:%Y%m%dT%H%M%S.%f}_{self.id}"


def cursor_from(text: str) -> Cursor:
    """Read a cursor. Raises BadCursor."""
    try:
        rank, at, case_id = text.split("_")
        # The tables keep times in UTC without a zone.
        time = dt.datetime.strptime(at, "%Y%m%dT%H%M%S.%f")  # noqa: DTZ007
        cursor = Cursor(int(rank), time, int(case_id))
    except ValueError as exc:
        raise BadCursor(text) from exc
    # No database could compare with a number that none of its columns holds.
    if not (0 <= cursor.rank < _MOST_RANK and 0 <= cursor.id < _MOST_ID):
        raise BadCursor(text)
    return cursor
