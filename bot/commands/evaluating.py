"""`bot evaluate`: how well the bot answers messages that it never saw."""

from __future__ import annotations

import argparse

from bot.commands.scratch import scratch_database
from bot.commands.terminal import Commands, add_command, add_json
from bot.training import model_for_current_inputs


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "evaluate", _evaluate, "measure the bot on the evaluation sets")
    command.add_argument(
        "--sealed", action="store_true", help="the sealed half: prints its totals and logs the look"
    )
    command.add_argument(
        "--calibrate",
        action="store_true",
        help="print the points of confidence that the development half suggests for config.yml",
    )
    add_json(command)


def _evaluate(args: argparse.Namespace) -> int:
    model = model_for_current_inputs()
    # Imported late: it brings Rasa.
    from bot.evaluation.command import calibrate, evaluate

    if args.calibrate:
        return calibrate(model)
    # A new database: an earlier evaluation's conversations must not be gone on with.
    with scratch_database():
        return evaluate(model, is_sealed=args.sealed, as_json=args.json)
