"""Sort a whole file: read rows, sort them some dozens at a time, write each with what came of it.

Behind `bot triage` and the upload page. Memory holds one batch, however long the file is.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.errors import BotError, RowBroken
from bot.triage.files.rows import Row
from bot.triage.sorting import Outcome, SortedText

ROWS_AT_ONCE = 64


class Format(enum.Enum):
    """What kind of file is read."""

    TABLE = "csv"
    LETTER = "eml"
    MAILBOX = "mbox"


class Writer(Protocol):
    """Takes rows with what came of them."""

    def write(self, row: Row, outcome: SortedText | BotError) -> None:
        """Take one."""
        ...


@dataclass
class Tally:
    """How far it is: rows sorted, rows that could not be, rows by urgency."""

    sorted: int = 0
    broken: int = 0
    now: int = 0
    urgent: int = 0
    unsure: int = 0

    @property
    def rows(self) -> int:
        """Give how many rows are done."""
        return self.sorted + self.broken

    def add(self, outcome: SortedText | BotError) -> None:
        """Count one."""
        if not isinstance(outcome, SortedText):
            self.broken += 1
            return
        self.sorted += 1
        self.now += outcome.urgency.level == "now"
        self.urgent += outcome.urgency.level == "urgent"
        self.unsure += outcome.route == "clarify"


Sort = Callable[[list[str]], Awaitable[list[Outcome]]]
Tell = Callable[[Row, BotError], None]


async def sort_rows(
    rows: Iterable[Row],
    sort: Sort,
    writer: Writer,
    tell: Tell,
    done: Callable[[Tally], None] = lambda _tally: None,
) -> Tally:
    """Sort rows in their order; `tell` gets those that are broken, `done` the tally as it grows."""
    tally = Tally()
    for batch in _batches(rows):
        outcomes = iter(await sort([row.text for row in batch if row.fault is None]))
        for row in batch:
            outcome = next(outcomes) if row.fault is None else RowBroken(row.fault)
            tally.add(outcome)
            if isinstance(outcome, BotError):
                tell(row, outcome)
            writer.write(row, outcome)
        done(tally)
    return tally


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, ROWS_AT_ONCE)):
        yield batch


def format_of(name: str, start: bytes) -> Format:
    """Tell the kind of a file by its name, else by how it begins."""
    ending = name.casefold().rpartition(".")[2]
    by_name = {"csv": Format.TABLE, "tsv": Format.TABLE, "txt": None, "eml": Format.LETTER}
    found = by_name.get(ending) or (Format.MAILBOX if ending in ("mbox", "mbx") else None)
    if found:
        return found
    if start.startswith(b"From "):
        return Format.MAILBOX
    heads = (b"received:", b"return-path:", b"from:", b"date:", b"mime-version:", b"message-id:")
    first = start.split(b"\n", maxsplit=1)[0].strip().lower()
    return Format.LETTER if first.startswith(heads) else Format.TABLE
