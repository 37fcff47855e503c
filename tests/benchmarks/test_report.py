"""The report of the benchmark."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.field.cells import Cell
from benchmarks.field.pipelines import OURS, STOCK
from benchmarks.field.report import report
from benchmarks.field.scores import Figures, OutOfScope

FIGURES = Figures(0.8, 0.7, 60, 50, 20, 40, 10, 12, 350, 1.0, OutOfScope(0.96, 0.5, 0.75, 0.9))
OURS_CELL, STOCK_CELL = Cell("CLINC150", "train_10", OURS), Cell("CLINC150", "train_10", STOCK)


def test_what_is_gained_over_the_stock_pipeline_is_told_in_points() -> None:
    stock = replace(FIGURES, accuracy=0.65, accuracy_with_typos=0.6)
    text = report({OURS_CELL: FIGURES, STOCK_CELL: stock}, [], "made today")
    assert "| CLINC150 | 10 | ours | +15.0 | +10.0 |" in text
    assert "| CLINC150 | 10 | stock | .650 | .600 | .050 | 50 (60) | 10.0 / 12.0" in text
    assert "| 10 | ours | .960 | 0.5 | .750 | .900 |" in text


def test_cells_that_are_missing_are_named() -> None:
    text = report({OURS_CELL: FIGURES}, [STOCK_CELL], "made today")
    assert text.endswith("Not run to the end yet: CLINC150 10 stock.\n")
    assert "Points above" not in text
