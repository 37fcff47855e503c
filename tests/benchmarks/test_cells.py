"""Cells: through Rasa's own training and parsing, kept, and not taken when stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.field.cells import STEPS, Bench, Cell, CellFailed
from benchmarks.field.pipelines import AS_SHIPPED, OURS, STOCK, config_of
from benchmarks.field.scores import figures_of


def test_the_stock_pipeline_is_read_from_the_installed_rasa() -> None:
    names = [part["name"] for part in config_of(STOCK)["pipeline"]]
    assert names[0] == "WhitespaceTokenizer"
    assert "DIETClassifier" in names
    assert names[-1] == "FallbackClassifier"


def test_other_training_data_has_another_folder(sets_folder: Path, tmp_path: Path) -> None:
    bench, cell = Bench(sets_folder, tmp_path), Cell("HWU64", "train_5", OURS)
    before = bench.folder_of(cell)
    with (sets_folder / "HWU64/train_5/seq.in").open("a") as texts:
        texts.write("one more\n")
    with (sets_folder / "HWU64/train_5/label").open("a") as labels:
        labels.write("card_arrival\n")
    assert bench.folder_of(cell) != before


@pytest.mark.slow
@pytest.mark.parametrize("pipeline", [OURS, AS_SHIPPED])
def test_a_pipeline_learns_and_its_results_are_kept(
    sets_folder: Path, tmp_path: Path, pipeline: str
) -> None:
    bench, cell = Bench(sets_folder, tmp_path / "kept"), Cell("CLINC150", "train_5", pipeline)
    told: list[str] = []
    first = bench.run(cell, told.append)
    assert len(told) == len(STEPS)
    again = bench.run(cell, told.append)
    assert len(told) == len(STEPS)
    assert again == first
    figures = figures_of(first, {step: bench.examples_of(cell, step) for step in STEPS})
    assert figures.accuracy == 1.0
    assert figures.out_of_scope is not None


@pytest.mark.slow
def test_a_step_that_fails_says_what_went_wrong(sets_folder: Path, tmp_path: Path) -> None:
    bench, cell = Bench(sets_folder, tmp_path / "kept"), Cell("CLINC150", "train_5", OURS)
    folder = bench.folder_of(cell)
    folder.mkdir(parents=True)
    (folder / "train.json").write_text("{}")  # says that it is trained, and no model is there
    with pytest.raises(CellFailed, match=r"model\.tar\.gz"):
        bench.run(cell, lambda _what: None)
