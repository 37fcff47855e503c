"""The grid of the training examples, on the data that the model is trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import EvaluationError
from bot.evaluation.grid import STYLES, Block, grid_by_part, grid_by_route, load_blocks, table_of

# What must be asked back on is a word or two, which leaves no room for a style.
ROUTES = (
    "adjacent",
    "human",
    "out_of_scope",
    "safeguarding",
    "smalltalk",
    "strategy",
    "workstream",
)


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    return load_blocks()


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_occurs_with_every_route(blocks: list[Block], route: str, style: str) -> None:
    assert grid_by_route(blocks).counts[route, style] > 0


def test_totals_of_rows_and_of_styles_agree(blocks: list[Block]) -> None:
    grid = grid_by_part(blocks, by_subject=True)
    whole = sum(block.count for block in blocks)
    assert sum(map(grid.of_row, grid.rows)) == whole
    assert sum(map(grid.of_style, grid.styles)) == whole


def test_a_message_on_two_workstreams_counts_once_as_several() -> None:
    block = Block("workstream", ("autism", "slcn"), None, "long", 3)
    grid = grid_by_part([block])
    assert grid.rows == ("workstream several",)
    assert grid.of_row("workstream several") == 3


def test_adjacent_is_split_by_subject_when_asked_for() -> None:
    block = Block("adjacent", (), "transport", "terse", 2)
    assert grid_by_part([block]).rows == ("adjacent",)
    assert grid_by_part([block], by_subject=True).rows == ("adjacent transport",)


def test_the_table_names_the_empty_cells() -> None:
    blocks = [Block("human", (), None, style, 1) for style in STYLES if style != "voice"]
    assert table_of(grid_by_route(blocks)).endswith("1 cells are empty:\n  human: voice")


def test_a_block_without_style_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("nlu:\n- intent: human\n  examples: |\n    - hello\n")
    with pytest.raises(EvaluationError, match="names no style"):
        load_blocks(tmp_path)


def test_the_command_prints_the_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nlu-data", "--grid", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["rows"]["human"]["statement"] > 0
