"""Compare the project's way of understanding with Rasa's stock pipeline on public sets.

Usage: .venv/bin/python benchmarks/understanding.py PATH

PATH holds BANKING77, CLINC150 and HWU64 in the layout of jianguoz/Few-Shot-Intent-Detection. Every
cell that is done is kept under var/field/, so a run that was stopped goes on where it was. Prints
the tables and writes them to docs/results/field.md. Exits 2 where PATH is missing or lacks a file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.field.cells import STEPS, Bench, Cell, CellFailed  # noqa: E402  after the path
from benchmarks.field.pipelines import AS_SHIPPED, OURS, STOCK, WITH_ENCODER  # noqa: E402
from benchmarks.field.report import report  # noqa: E402
from benchmarks.field.scores import Figures, figures_of  # noqa: E402
from benchmarks.field.sets import SETS, SetsMissing, find_sets  # noqa: E402
from bot.evaluation.made_by import made_by  # noqa: E402

WRONG_USE = 2
RESULTS_FILE = ROOT / "docs" / "results" / "field.md"
_KEPT = ROOT / "var" / "field"
_NO_PATH = (
    "no PATH given: give the folder that holds BANKING77, CLINC150 and HWU64 in the layout of "
    "jianguoz/Few-Shot-Intent-Detection, for example benchmarks/understanding.py ~/datasets"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not kept yet, print and write the report; give the exit status."""
    args = _parser().parse_args(arguments)
    if args.path is None:
        print(_NO_PATH, file=sys.stderr)
        return WRONG_USE
    shots = ["train" if each == "full" else f"train_{each}" for each in args.shots.split(",")]
    try:
        folder = find_sets(args.path, shots)
    except SetsMissing as exc:
        print(exc, file=sys.stderr)
        return WRONG_USE
    bench = Bench(folder, _KEPT, args.encoder.resolve() if args.encoder else None)
    pipelines = [OURS, AS_SHIPPED, *([WITH_ENCODER] if args.encoder else []), STOCK]
    cells = [Cell(name, part, each) for part in shots for each in pipelines for name in SETS]
    found, failed = _run(bench, cells, is_kept_only=args.kept)
    text = report(
        _in_order(found),
        [c for c in cells if c not in found],
        made_by("benchmarks/understanding.py"),
    )
    RESULTS_FILE.parent.mkdir(parents=True, exist_ok=True)
    RESULTS_FILE.write_text(text, encoding="utf-8")
    print(text)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder of the sets")
    parser.add_argument("--shots", default="10,5", help="examples an intent, or 'full' (10,5)")
    parser.add_argument("--encoder", type=Path, help="folder of another encoder, as one more")
    parser.add_argument("--kept", action="store_true", help="run nothing; report what is kept")
    return parser


def _run(
    bench: Bench, cells: Sequence[Cell], *, is_kept_only: bool
) -> tuple[dict[Cell, Figures], list[CellFailed]]:
    found: dict[Cell, Figures] = {}
    failed = []
    for cell in cells:
        if is_kept_only and not bench.is_done(cell):
            continue
        try:
            results = bench.run(cell, lambda what: print(what, file=sys.stderr, flush=True))
        except CellFailed as exc:
            # The other cells are worth having all the same.
            print(exc, file=sys.stderr)
            failed.append(exc)
            continue
        found[cell] = figures_of(results, {s: bench.examples_of(cell, s) for s in STEPS})
    return found, failed


def _in_order(found: dict[Cell, Figures]) -> dict[Cell, Figures]:
    """Bring what is compared together: by training part and set."""
    names = list(dict.fromkeys((cell.shots, cell.set_name) for cell in found))
    names.sort(
        key=lambda each: (list(dict.fromkeys(c.shots for c in found)).index(each[0]), each[1])
    )
    return {c: f for part in names for c, f in found.items() if (c.shots, c.set_name) == part}


if __name__ == "__main__":
    sys.exit(main())
