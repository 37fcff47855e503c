"""Write what the benchmark found as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.field.cells import Cell
from benchmarks.field.pipelines import STOCK, WHAT
from benchmarks.field.scores import Figures

Found = Mapping[Cell, Figures]

_HEAD = (
    "set",
    "examples an intent",
    "pipeline",
    "accuracy",
    "with typos",
    "drop",
    "training CPU s (wall)",
    "one message CPU ms p50 / p95 (wall)",
    "memory MiB",
    "model MiB",
)
_SCOPE_HEAD = (
    "examples an intent",
    "pipeline",
    "AUROC",
    "threshold",
    "in scope: kept and right",
    "out of scope: refused",
)
_HOW = """\
Each pipeline trains and parses through Rasa 3.6.21's own functions, each step in a process of its
own that is held to one core, message by message. Out of scope: a threshold chosen on the valid
part, figures of the test part. Typos: one or two edits of a letter in one word of three of the test
part, the same for all. Memory is the peak of the process that parses. Wall times, in
brackets, depend on what else the machine does; CPU times much less, and on an idle machine both are
alike. The sets are those of the collection jianguoz/Few-Shot-Intent-Detection, in full, with its
own few-shot training parts."""


def report(found: Found, missing: Sequence[Cell], made_by: str) -> str:
    """Give the whole report; `missing` lists the cells that were not run to the end."""
    parts = ["# Against the field", f"{made_by}.", _HOW, "## Pipelines"]
    names = [name for name in WHAT if any(cell.pipeline == name for cell in found)]
    parts.append("\n".join(f"- **{name}**: {WHAT[name]}." for name in names))
    parts += ["## Accuracy, time and memory", _table(_HEAD, _rows(found))]
    scope = list(_scope_rows(found))
    if scope:
        parts += ["## CLINC150: what belongs to no intent", _table(_SCOPE_HEAD, scope)]
    gains = list(_gain_rows(found))
    if gains:
        head = ("set", "examples an intent", "pipeline", "accuracy", "with typos")
        parts += ["## Points above the stock pipeline", _table(head, gains)]
    if missing:
        named = ", ".join(f"{c.set_name} {_shots(c)} {c.pipeline}" for c in missing)
        parts.append(f"Not run to the end yet: {named}.")
    return "\n\n".join(parts) + "\n"


def _rows(found: Found) -> Iterable[Sequence[str]]:
    for cell, each in found.items():
        yield (
            cell.set_name,
            _shots(cell),
            cell.pipeline,
            _share(each.accuracy),
            _share(each.accuracy_with_typos),
            _share(each.drop),
            f"{each.train_cpu_seconds:.0f} ({each.train_seconds:.0f})",
            f"{each.p50_cpu_ms:.1f} / {each.p95_cpu_ms:.1f} "
            f"({each.p50_ms:.1f} / {each.p95_ms:.1f})",
            f"{each.peak_mib:.0f}",
            f"{each.model_mib:.1f}",
        )


def _scope_rows(found: Found) -> Iterable[Sequence[str]]:
    for cell, each in found.items():
        if scope := each.out_of_scope:
            yield (
                _shots(cell),
                cell.pipeline,
                _share(scope.auroc),
                f"{scope.threshold:.3g}",
                _share(scope.kept_and_right),
                _share(scope.refused),
            )


def _gain_rows(found: Found) -> Iterable[Sequence[str]]:
    for cell, each in found.items():
        stock = found.get(Cell(cell.set_name, cell.shots, STOCK))
        if stock and cell.pipeline != STOCK:
            yield (
                cell.set_name,
                _shots(cell),
                cell.pipeline,
                f"{100 * (each.accuracy - stock.accuracy):+.1f}",
                f"{100 * (each.accuracy_with_typos - stock.accuracy_with_typos):+.1f}",
            )


def _shots(cell: Cell) -> str:
    number = cell.shots.removeprefix("train").removeprefix("_")
    return number or "all"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
