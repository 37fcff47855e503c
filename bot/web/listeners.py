"""Count those who listen to event streams, so that they stay few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.web.problems import TOO_MANY_LISTENERS, ProblemError


class Listeners:
    """At most so many streams of one conversation, and of all together."""

    def __init__(self, most: int = 200, most_each: int = 3) -> None:
        self._most = most
        self._most_each = most_each
        self._open: Counter[str] = Counter()

    def check(self, conversation_id: str) -> None:
        """Raise ProblemError with 429 when no further stream may be opened."""
        is_full = self._open.total() >= self._most
        if is_full or self._open[conversation_id] >= self._most_each:
            raise ProblemError(TOO_MANY_LISTENERS)

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[None]:
        """Count one stream for as long as it is open."""
        self._open[conversation_id] += 1
        try:
            yield
        finally:
            self._open[conversation_id] -= 1
            if not self._open[conversation_id]:
                del self._open[conversation_id]
