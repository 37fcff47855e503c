"""Measure what masking takes out and what it leaves, beside Presidio's pattern recognisers.

    .venv/bin/python benchmarks/masking.py [--presidio PYTHON] [--misses] [--write]

PYTHON is the interpreter of an environment that has presidio-analyzer. `--misses` prints those of
the development half. `--write` writes docs/results/masking.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.masking import mask
from bot.settings import ROOT

HALVES = ("development", "sealed")
KINDS = ("phone", "email", "postcode", "nhs", "ni", "date", "name")
_NOTE = re.compile(r"\[(?:[a-zA-Z ]+) removed\]")

Span = tuple[int, int]
Finder = Callable[[list[str]], list[list[Span]]]


@dataclass
class Counts:
    """What was found of each kind, and how much was taken out without need."""

    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    there: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    taken: int = 0
    taken_rightly: int = 0


def our_spans(texts: list[str]) -> list[list[Span]]:
    """Give the spans that `bot.masking` replaces."""
    return [_replaced(text, mask(text)) for text in texts]


def _replaced(text: str, masked: str) -> list[Span]:
    """Find what was replaced: all between the pieces that stayed."""
    pieces = _NOTE.split(masked)
    spans, position = [], 0
    for index, piece in enumerate(pieces):
        is_last = index == len(pieces) - 1
        start = len(text) - len(piece) if is_last else text.index(piece, position)
        if index:
            spans.append((position, start))
        position = start + len(piece)
    return spans


def presidio(python: Path) -> Finder:
    """Give a finder that runs Presidio in its own environment."""

    def find(texts: list[str]) -> list[list[Span]]:
        program = Path(__file__).with_name("presidio_spans.py")
        lines = "\n".join(json.dumps(text) for text in texts)
        done = subprocess.run(  # noqa: S603  the interpreter that the caller names
            [str(python), str(program)], input=lines, capture_output=True, text=True, check=True
        )
        return [[(a, b) for a, b in json.loads(line)] for line in done.stdout.splitlines()]

    return find


def rows_of(half: str) -> list[dict[str, object]]:
    """Read the labelled sentences of a half."""
    file = ROOT / "evaluation" / "masking" / f"{half}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def count(rows: list[dict[str, object]], found: list[list[Span]], *, tell: bool = False) -> Counts:
    """Count: a detail is found when no letter or digit of it stays."""
    counts = Counts()
    for row, spans in zip(rows, found, strict=True):
        text, gold = str(row["text"]), row["spans"]
        gone = {i for a, b in spans for i in range(a, b)}
        for start, end, kind in gold:  # type: ignore[attr-defined]
            is_gone = all(i in gone for i in range(start, end) if text[i].isalnum())
            counts.there[kind] += 1
            counts.found[kind] += is_gone
            if tell and not is_gone:
                print(f"left  {kind:8} {text[start:end]!r} in {text!r}")
        for a, b in _merged(spans):
            is_right = any(a < end and start < b for start, end, _ in gold)  # type: ignore[attr-defined]
            counts.taken += 1
            counts.taken_rightly += is_right
            if tell and not is_right:
                print(f"taken without need {text[a:b]!r} in {text!r}")
    return counts


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def table(name: str, counts: Counts) -> str:
    """Give one line of the table."""
    shares = [f"{counts.found[k]}/{counts.there[k]}" for k in KINDS]
    right = f"{counts.taken_rightly}/{counts.taken}"
    return f"| {name} | {' | '.join(shares)} | {right} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presidio", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    finders: dict[str, Finder] = {"ours": our_spans}
    if args.presidio:
        finders["Presidio's patterns"] = presidio(args.presidio)
        finders["both together"] = lambda texts: [
            a + b
            for a, b in zip(our_spans(texts), finders["Presidio's patterns"](texts), strict=True)
        ]
    lines = [f"| half, by | {' | '.join(KINDS)} | taken out rightly |", "|---|" + "---|" * 8]
    for half in HALVES:
        rows = rows_of(half)
        for name, find in finders.items():
            tell = args.misses and half == "development" and name == "ours"
            counts = count(rows, find([str(row["text"]) for row in rows]), tell=tell)
            lines.append(table(f"{half}, {name}", counts))
    print("\n".join(lines))
    if args.write:
        report(lines)


def report(lines: list[str]) -> None:
    """Write docs/results/masking.md."""
    text = "\n".join(
        [
            "# Masking, measured",
            "",
            "What `bot/masking.py` takes out of the labelled sentences of `evaluation/masking/`,",
            "made up for this (`development` was looked at to mend misses, `sealed` was not),",
            "beside the pattern recognisers of Presidio for the United Kingdom. A detail counts",
            "as found when no letter or digit of it stays. Repeat: `.venv/bin/python",
            "benchmarks/masking.py --presidio PYTHON --write`.",
            "",
            *lines,
            "",
            "The telephone numbers are those kept free for drama, since no real ones may stand",
            "here. Presidio asks a list of the numbers given out, and refuses most of them: its",
            "column for telephones says less than the others. Of its matches all count that score",
            "0.05 and more.",
            "",
            "The last column: how many of the spans taken out touch a personal detail. Presidio's",
            "patterns know no names; its models for names are downloads that this project does",
            "without. Why it is not used: `docs/decisions/0009-our-own-masking.md`.",
            "",
        ]
    )
    (ROOT / "docs" / "results" / "masking.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
