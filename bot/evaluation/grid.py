"""The grid of the training examples: how many there are of each route in each style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.settings import ROOT
from bot.yaml_text import parse_yaml

NLU_FOLDER = ROOT / "data" / "nlu"
STYLES = (
    "statement",
    "question",
    "grievance",
    "long",
    "terse",
    "typos",
    "young_person",
    "staff",
    "second_language",
    "voice",
    "several",
    "negation",
)
"""The styles that every route must have; data may hold more, such as `hostile`."""

_SEVERAL, _NONE = "several", "follow-up"


@dataclass(frozen=True)
class Block:
    """One block of examples: its route and labels, and how many messages it holds."""

    route: str
    workstreams: tuple[str, ...]
    subject: str | None
    style: str
    count: int


@dataclass(frozen=True)
class Grid:
    """Counts by row and style; a row is a route, or a route and a part of it."""

    counts: Counter[tuple[str, str]]
    rows: tuple[str, ...]
    styles: tuple[str, ...]

    def of_row(self, row: str) -> int:
        """Give the messages of a row."""
        return sum(self.counts[row, style] for style in self.styles)

    def of_style(self, style: str) -> int:
        """Give the messages of a style."""
        return sum(self.counts[row, style] for row in self.rows)

    def empty_cells(self) -> list[tuple[str, str]]:
        """List the row and style of each cell that holds nothing."""
        return [(r, s) for r in self.rows for s in self.styles if not self.counts[r, s]]


def load_blocks(folder: Path = NLU_FOLDER) -> list[Block]:
    """Read the labelled blocks of the training data.

    Raises EvaluationError for a block without style.
    """
    blocks = []
    for file in sorted(folder.glob("*.yml")):
        entries = parse_yaml(file.read_text(encoding="utf-8"))["nlu"]
        blocks += [_block(file, entry) for entry in entries if "intent" in entry]
    return blocks


def _block(file: Path, entry: dict[str, Any]) -> Block:
    labels = entry.get("metadata") or {}
    if "style" not in labels:
        raise EvaluationError(f"{file.name}: a block of {entry['intent']!r} names no style")
    return Block(
        route=entry["intent"],
        workstreams=tuple(labels.get("workstreams") or ()),
        subject=labels.get("subject"),
        style=labels["style"],
        count=sum(line.startswith("- ") for line in entry["examples"].splitlines()),
    )


def grid_by_route(blocks: Iterable[Block]) -> Grid:
    """Count by route alone."""
    return _grid(blocks, by_part=False, by_subject=False)


def grid_by_part(blocks: Iterable[Block], *, by_subject: bool = False) -> Grid:
    """Count by route, `workstream` by its id and, where asked for, `adjacent` by its subject."""
    return _grid(blocks, by_part=True, by_subject=by_subject)


def _grid(blocks: Iterable[Block], *, by_part: bool, by_subject: bool) -> Grid:
    counts: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        row = _row(block, by_subject=by_subject) if by_part else block.route
        counts[row, block.style] += block.count
    seen = {style for _, style in counts}
    return Grid(
        counts,
        rows=tuple(sorted({row for row, _ in counts})),
        styles=(*STYLES, *sorted(seen - set(STYLES))),
    )


def _row(block: Block, *, by_subject: bool) -> str:
    if block.route == "workstream":
        several = len(block.workstreams) > 1
        part = _SEVERAL if several else "".join(block.workstreams) or _NONE
        return f"workstream {part}"
    return f"adjacent {block.subject}" if by_subject and block.route == "adjacent" else block.route


def table_of(grid: Grid) -> str:
    """Lay the grid out in columns, with totals, and name the empty cells below it."""
    lines = [["", *grid.styles, "total"]]
    for row in grid.rows:
        cells = [str(grid.counts[row, style] or "·") for style in grid.styles]
        lines.append([row, *cells, str(grid.of_row(row))])
    totals = [grid.of_style(style) for style in grid.styles]
    lines.append(["total", *map(str, totals), str(sum(totals))])
    return "\n".join([*_aligned(lines), "", _empty(grid)])


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]


def _empty(grid: Grid) -> str:
    cells = grid.empty_cells()
    if not cells:
        return "No cell is empty."
    named = [f"{row}: {', '.join(s for r, s in cells if r == row)}" for row in grid.rows]
    wanted = [each for each in named if not each.endswith(": ")]
    return f"{len(cells)} cells are empty:\n" + "\n".join(f"  {each}" for each in wanted)
