"""Read tables of texts (CSV and its like) a row at a time: encoding, delimiter and column found.

The file is never held whole: what is not known of it is found out from its beginning.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from bot.errors import ColumnUnknown, FileUnreadable
from bot.triage.files.rows import Row

_SNIFFED_BYTES = 256 * 1024
_DELIMITERS = ",;\t|"
_TEXT_COLUMNS = (
    "text",
    "message",
    "query",
    "question",
    "enquiry",
    "inquiry",
    "body",
    "content",
    "comment",
    "comments",
    "details",
    "description",
    "feedback",
)
_LONGEST_CELL = 1_000_000
_MOST_COLUMNS = 1000
_MOST_LINES = 200


class Table:
    """A table that is read once, from its first row to its last."""

    def __init__(self, stream: BinaryIO, column: str | None = None) -> None:
        """Read the head. `column` names the column with the texts; else it is guessed.

        Raises FileUnreadable when there is no head, ColumnUnknown when the column is not there or
        cannot be guessed.
        """
        start = _beginning(stream)
        encoding = _encoding_of(start)
        sample = start.decode(encoding, "replace")
        chained = io.BufferedReader(_Chained(start, stream))
        # What is no text in the encoding becomes a mark that the row is refused for.
        text = io.TextIOWrapper(chained, encoding, errors="replace", newline="")
        csv.field_size_limit(_LONGEST_CELL)
        self.delimiter = _delimiter_of(sample)
        self._lines = _Lines(text)
        self._reader = csv.reader(self._lines, delimiter=self.delimiter)
        self.columns = self._head()
        self.column = _chosen(self.columns, column, sample, self.delimiter)

    def _head(self) -> list[str]:
        try:
            head = next((row for row in self._reader if any(map(str.strip, row))), None)
        except csv.Error as exc:
            raise FileUnreadable(str(exc)) from exc
        if not head:
            raise FileUnreadable("it is empty; expected a line with the names of the columns")
        if len(head) > _MOST_COLUMNS:
            raise FileUnreadable(f"it has {len(head)} columns; at most {_MOST_COLUMNS} are read")
        return _told_apart(head)

    def rows(self) -> Iterator[Row]:
        """Give the rows; one that is broken says so, the rest are read. Empty lines are none."""
        index = self.columns.index(self.column)
        while True:
            line = self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as exc:
                self._lines.give_back()
                yield Row(line, fault=f"cannot be read: {exc}")
                continue
            if self._lines.is_run_on(is_odd=len(cells) != len(self.columns)):
                self._lines.give_back()
                yield Row(line, fault="has a quotation mark that is not closed")
            elif any(cell.strip() for cell in cells):
                yield self._row(line, cells, index)

    def _row(self, line: int, cells: Sequence[str], index: int) -> Row:
        named = dict(zip(self.columns, cells, strict=False))
        if len(cells) != len(self.columns):
            fault = f"has {len(cells)} cells; the table has {len(self.columns)} columns"
            return Row(line, cells=named, fault=fault)
        if "\ufffd" in cells[index]:
            return Row(line, cells=named, fault="holds bytes that are no text in its encoding")
        return Row(line, cells[index], named)


class _Lines:
    """The lines of a table, of which those of a broken row can be given back and read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._number = 0
        self._is_at_end = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            self._is_at_end = True
            line = next(self._lines)
            self._is_at_end = False
        self._taken.append(line)
        self._number += 1
        # NUL ends a row for the reader; nobody writes it.
        return line.replace("\0", "")

    def begin(self) -> int:
        """Begin a row; give the number of its first line, from 1."""
        self._taken.clear()
        return self._number + 1

    def is_run_on(self, *, is_odd: bool) -> bool:
        """Tell whether the row ran on over what must be other rows.

        Quotes were open at the end of the file, or the row is odd and longer than any letter.
        """
        is_to_the_end = self._is_at_end and len(self._taken) > 1
        return is_to_the_end or (is_odd and len(self._taken) > _MOST_LINES)

    def give_back(self) -> None:
        """Give back the lines of the row but the first."""
        self._again.extendleft(reversed(self._taken[1:]))
        self._number -= len(self._taken[1:])
        self._is_at_end = False


class _Chained(io.RawIOBase):
    """Gives what was read ahead, then the rest of the stream."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = io.BytesIO(start)
        self._rest = rest

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is something."""
        data = self._start.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _beginning(stream: BinaryIO) -> bytes:
    """Read the beginning; a pipe gives it in pieces."""
    parts, size = [], 0
    while size < _SNIFFED_BYTES and (part := stream.read(_SNIFFED_BYTES - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _encoding_of(start: bytes) -> str:
    """Tell the encoding: by its mark, else UTF-8 where it fits, else what Windows writes here."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start, final=False)
    except UnicodeDecodeError:
        # One bad byte in much good UTF-8 is a broken row, and not another encoding.
        good = start.decode("utf-8", "replace")
        is_mostly_good = good.count("\ufffd") * 20 < sum(ch > "\x7f" for ch in good)
        return "utf-8" if is_mostly_good else "cp1252"
    return "utf-8"


def _delimiter_of(sample: str) -> str:
    """Take the delimiter that stands most in the first line outside quotes; a comma where none."""
    head = next((line for line in sample.splitlines() if line.strip()), "")
    outside = "".join(head.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _told_apart(head: Sequence[str]) -> list[str]:
    """Name each column, no two alike, so that none is lost."""
    names: list[str] = []
    for number, cell in enumerate(head, start=1):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _chosen(columns: Sequence[str], wanted: str | None, sample: str, delimiter: str) -> str:
    if wanted is not None:
        return _named(columns, wanted)
    if len(columns) == 1:
        return columns[0]
    plain = [name.casefold().strip() for name in columns]
    for name in _TEXT_COLUMNS:
        if name in plain:
            return columns[plain.index(name)]
    for name in _TEXT_COLUMNS:
        holding = [column for column in columns if name in column.casefold()]
        if len(holding) == 1:
            return holding[0]
    return _longest(columns, sample, delimiter)


def _named(columns: Sequence[str], wanted: str) -> str:
    """Find a column by its name, whatever its case, or by its number from 1."""
    plain = {name.casefold(): name for name in reversed(columns)}
    if wanted in columns:
        return wanted
    if wanted.casefold() in plain:
        return plain[wanted.casefold()]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(columns):
        return columns[int(wanted) - 1]
    raise ColumnUnknown(wanted, columns)


def _longest(columns: Sequence[str], sample: str, delimiter: str) -> str:
    """Take the column whose cells hold most words, if it holds far more than any other."""
    lines = sample.splitlines(keepends=True)[:50]
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))[1:]
    except csv.Error:
        rows = []
    words = [0] * len(columns)
    for row in rows:
        for index, cell in enumerate(row[: len(columns)]):
            words[index] += len(cell.split())
    ranked = sorted(range(len(columns)), key=lambda index: -words[index])
    if words[ranked[0]] >= 2 * max(1, words[ranked[1]]):
        return columns[ranked[0]]
    raise ColumnUnknown(None, columns)
