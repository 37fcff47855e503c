"""Look into a file before it is sorted: its kind, columns, first rows, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from bot.errors import ColumnUnknown, FileUnreadable, TooManyRows
from bot.triage.batch import Format, format_of
from bot.triage.files import letters
from bot.triage.files.rows import Row
from bot.triage.files.tables import Table

MOST_ROWS = 20_000
"""How many rows one file may have: they take some minutes."""

PREVIEWED = 5
_START = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Sheet:
    """What a file holds; `column` is where the texts seem to be, None when nobody can tell."""

    kind: Format
    columns: tuple[str, ...]
    column: str | None
    rows: int


def look_into(file: Path, name: str) -> Sheet:
    """Read a file through once; `name` is what it was called.

    Raises FileUnreadable and TooManyRows.
    """
    with file.open("rb") as stream:
        start = stream.read(_START)
        _refuse_what_is_no_text(start)
        kind = format_of(name, start)
        stream.seek(0)
        if kind is Format.TABLE:
            sheet = _table(stream)
        else:
            count = 1 if kind is Format.LETTER else _letters_in(stream)
            sheet = Sheet(kind, letters.COLUMNS, None, count)
    if not sheet.rows:
        raise FileUnreadable("it has no rows")
    if sheet.rows > MOST_ROWS:
        raise TooManyRows(sheet.rows, MOST_ROWS)
    return sheet


def rows_in(stream: BinaryIO, kind: Format, column: str | None) -> Iterator[Row]:
    """Give the rows. Raises FileUnreadable, and ColumnUnknown when the column is not there."""
    if kind is Format.TABLE:
        return Table(stream, column).rows()
    if kind is Format.MAILBOX:
        return letters.read_mailbox(stream)
    return iter([letters.read_letter(stream.read())])


def first_rows(file: Path, kind: Format, column: str | None) -> list[Row]:
    """Give the first few rows."""
    with file.open("rb") as stream:
        return list(islice(rows_in(stream, kind, column), PREVIEWED))


def _table(stream: BinaryIO) -> Sheet:
    try:
        table = Table(stream)
        columns, column = table.columns, table.column
    except ColumnUnknown as exc:
        columns, column = exc.columns, None
        stream.seek(0)
        table = Table(stream, columns[0])
    count = sum(1 for _ in islice(table.rows(), MOST_ROWS + 1))
    return Sheet(Format.TABLE, tuple(columns), column, count)


def _letters_in(stream: BinaryIO) -> int:
    """Count the letters of an mbox by their first lines alone: reading them takes long."""
    next(letters.read_mailbox(stream), None)
    stream.seek(0)
    count, is_after_gap = 0, True
    for line in stream:
        count += is_after_gap and line.startswith(b"From ")
        is_after_gap = not line.strip()
    return count


def _refuse_what_is_no_text(start: bytes) -> None:
    if b"\0" in start and not start.startswith(_UTF16_MARKS):
        raise FileUnreadable("it is no text; save a spreadsheet as CSV, emails as .eml or mbox")
