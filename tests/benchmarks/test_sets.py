"""Reading the public sets: their layout, and what is said where they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import understanding
from benchmarks.field.sets import Example, SetsMissing, find_sets, load_part


def test_a_folder_without_sets_is_refused_by_its_files(tmp_path: Path) -> None:
    with pytest.raises(SetsMissing, match=r"BANKING77/train_10/seq\.in"):
        find_sets(tmp_path, ["train_10"])


def test_the_root_of_the_collection_does_as_well(sets_folder: Path) -> None:
    assert find_sets(sets_folder.parent, ["train_5"]) == sets_folder
    assert find_sets(sets_folder, ["train_5"]) == sets_folder


def test_what_is_out_of_scope_comes_with_test_and_not_with_training(sets_folder: Path) -> None:
    test = load_part(sets_folder, "CLINC150", "test")
    assert test[-1] == Example("how tall is the moon", "")
    assert all(each.intent for each in load_part(sets_folder, "CLINC150", "train_5"))
    assert all(each.intent for each in load_part(sets_folder, "HWU64", "test"))


def test_without_path_it_says_so_and_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert understanding.main([]) == 2
    assert "no PATH given" in capsys.readouterr().err


def test_a_folder_that_lacks_files_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert understanding.main([str(tmp_path)]) == 2
    assert "in the layout of jianguoz/Few-Shot-Intent-Detection" in capsys.readouterr().err
