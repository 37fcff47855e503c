"""Write what was sorted: the file's own columns and ours, as CSV for a spreadsheet or as JSON."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from bot.errors import BotError
from bot.triage.files.rows import Row
from bot.triage.sorting import SortedText

OUR_COLUMNS = (
    "route",
    "workstreams",
    "urgency",
    "urgency_rule",
    "confidence",
    "alternatives",
    "reply",
    "error",
)
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the letters of Windows."""

# A spreadsheet runs what begins so as a formula, white space before it or not; the fullwidth signs
# count as the plain ones in some of them.
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
_GUARDED = re.compile(r"^'+[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def guarded(cell: str) -> str:
    """Give a cell that no spreadsheet runs: an apostrophe stands before what looks like a formula.

    One that has such an apostrophe already gets another, so that `unguarded` gives back all.
    """
    return f"'{cell}" if _FORMULA.match(cell) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """Give back the cell that was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell


def columns_of(own: Sequence[str]) -> dict[str, str]:
    """Name our columns so that none hides one of the file's own: "route" or "route (bot)"."""
    taken = {name.casefold() for name in own}
    return {name: f"{name} (bot)" if name in taken else name for name in OUR_COLUMNS}


class TableWriter:
    """Writes CSV, a row at a time."""

    def __init__(self, stream: TextIO, own: Sequence[str]) -> None:
        """Write the head. `stream` is opened with newline=""."""
        self._own = list(own)
        self._writer = csv.writer(stream)
        stream.write(BYTE_ORDER_MARK)
        self._write([*self._own, *columns_of(own).values()])

    def write(self, row: Row, outcome: SortedText | BotError) -> None:
        """Write a row with what came of it."""
        ours = cells_of(outcome)
        self._write([row.cells.get(name, "") for name in self._own] + list(ours.values()))

    def _write(self, cells: Sequence[str]) -> None:
        self._writer.writerow([guarded(cell) for cell in cells])


class LineWriter:
    """Writes a line of JSON for each row: where it stood, its own cells, what came of it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, row: Row, outcome: SortedText | BotError) -> None:
        """Write a row with what came of it."""
        found: Mapping[str, Any] = (
            outcome.as_dict() if isinstance(outcome, SortedText) else {"error": str(outcome)}
        )
        line = {"line": row.line, "cells": dict(row.cells), **found}
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def cells_of(outcome: SortedText | BotError) -> dict[str, str]:
    """Give our cells of a row, by the names of our columns."""
    if not isinstance(outcome, SortedText):
        return {**dict.fromkeys(OUR_COLUMNS, ""), "error": str(outcome)}
    return {
        "route": outcome.route,
        "workstreams": ", ".join(outcome.workstreams),
        "urgency": outcome.urgency.level,
        "urgency_rule": outcome.urgency.rule or "",
        "confidence": f"{outcome.confidence:.2f}",
        "alternatives": "; ".join(map(_alternative, outcome.alternatives)),
        "reply": outcome.reply.text,
        "error": "",
    }


def _alternative(each: Mapping[str, Any]) -> str:
    names = ", ".join(each["workstreams"])
    return f"{each['route']}{f' ({names})' if names else ''} {each['confidence']:.2f}"
