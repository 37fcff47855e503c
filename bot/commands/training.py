"""`bot train` and `bot nlu-data`: the model and what is made from the content for it."""

from __future__ import annotations

import argparse
import sys

from bot import training
from bot.answers.wording import load_wording
from bot.commands.teaching import taught_in_order, train_candidate
from bot.commands.terminal import Commands, Progress, add_command, add_json, print_json
from bot.content.export_nlu import nlu_data
from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER, ROOT

_NLU_FILE = ROOT / "data" / "nlu" / "generated.yml"
_NLU_NAME = _NLU_FILE.relative_to(ROOT)


def add_to(commands: Commands) -> None:
    """Add the commands."""
    train = add_command(
        commands, "train", _train, "train the model when what it depends on changed"
    )
    how = train.add_mutually_exclusive_group()
    how.add_argument("--force", action="store_true", help="train even when nothing changed")
    how.add_argument(
        "--candidate",
        action="store_true",
        help="train one with the approved examples, beside the model in service; compare the two",
    )
    # What the console began, and this process goes on with.
    train.add_argument("--number", type=int, help=argparse.SUPPRESS)
    add_json(train)
    data = add_command(
        commands, "nlu-data", _nlu_data, f"write {_NLU_NAME} anew from the content files"
    )
    data.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when the file is stale"
    )
    data.add_argument(
        "--grid",
        action="store_true",
        help="write nothing; show how many examples there are of each route in each style",
    )
    data.add_argument(
        "--subjects", action="store_true", help="with --grid: a row for each adjacent subject"
    )
    add_json(data)


def _train(args: argparse.Namespace) -> int:
    # Content that cannot be answered from stops here, before a minute of training.
    load_wording(CONTENT_FOLDER / "wording.yml")
    if _refresh_nlu_file():
        print(f"{_NLU_NAME} was stale and is written anew", file=sys.stderr)
    if args.candidate:
        return train_candidate(args)
    kept = taught_in_order()
    is_needed = args.force or not training.is_trained()
    if is_needed:
        progress = Progress()
        progress("training the model, which takes a minute or two")
        training.train(progress, kept)
        progress("the model is trained")
    model = training.model_for_current_inputs()
    if args.json:
        print_json({"model": str(model), "trained_now": is_needed})
    elif not is_needed:
        print("The model is up to date.", file=sys.stderr)
    return 0


def _nlu_data(args: argparse.Namespace) -> int:
    if args.grid:
        return _show_grid(by_subject=args.subjects, as_json=args.json)
    is_stale = _is_stale(_wanted_nlu_data()) if args.check else _refresh_nlu_file()
    if args.json:
        print_json({"file": str(_NLU_NAME), "was_stale": is_stale})
    elif is_stale:
        print(f"{_NLU_NAME} is stale; run 'make nlu-data'" if args.check else f"wrote {_NLU_NAME}")
    else:
        print(f"{_NLU_NAME} is up to date")
    return 1 if args.check and is_stale else 0


def _show_grid(*, by_subject: bool, as_json: bool) -> int:
    from bot.evaluation.grid import grid_by_part, load_blocks, table_of

    grid = grid_by_part(load_blocks(), by_subject=by_subject)
    if as_json:
        rows = {row: {s: grid.counts[row, s] for s in grid.styles} for row in grid.rows}
        print_json({"rows": rows, "empty": grid.empty_cells()})
    else:
        print(table_of(grid))
    return 0


def _refresh_nlu_file() -> bool:
    """Write the file when the content changed; tell whether it did."""
    wanted = _wanted_nlu_data()
    is_stale = _is_stale(wanted)
    if is_stale:
        _NLU_FILE.write_text(wanted, encoding="utf-8")
    return is_stale


def _wanted_nlu_data() -> str:
    return nlu_data(load_content(CONTENT_FOLDER))


def _is_stale(wanted: str) -> bool:
    return not _NLU_FILE.is_file() or _NLU_FILE.read_text(encoding="utf-8") != wanted
