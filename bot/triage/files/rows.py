"""What is read from a file to be sorted, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One text of a file: where it stands, what else stands beside it, or why it is broken.

    `line` is the line in the file where it begins, for letters their number; from 1. `cells` hold
    the file's own columns.
    """

    line: int
    text: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
