"""`bot train --candidate`, `bot promote` and `bot rollback`: what staff taught, into service."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot import training
from bot.commands.database import opened
from bot.commands.scratch import scratch_database
from bot.commands.terminal import Commands, Progress, add_command, add_json, print_json
from bot.errors import BotError
from bot.settings import read_settings
from bot.store.audit import Audit
from bot.store.taught import Taught, nlu_text, write_taught
from bot.triage.promotion import Candidates, Change
from bot.triage.verdict import changed_sides

_BEAT_EVERY_S = 10.0
_KINDLY = 10
"""How far the console's training steps back behind what answers people (`nice`)."""


def add_to(commands: Commands) -> None:
    """Add the commands."""
    promote = add_command(
        commands, "promote", _promote, "put a candidate into service, unless it is worse"
    )
    promote.add_argument("id", type=int, help="the number that 'bot train --candidate' printed")
    rollback = add_command(
        commands, "rollback", _rollback, "go back to the model that was in service before"
    )
    for command in (promote, rollback):
        add_json(command)


def taught_in_order() -> set[str]:
    """Bring the file of taught examples in line with the database, where there is one.

    Gives the fingerprints of the models that must be kept.
    """
    settings = read_settings()
    file = settings.database_file
    if file is not None and not file.is_file():
        return set()
    with opened(settings) as engine:
        write_taught(engine)
        return Candidates(engine, Audit(settings.secret_key)).kept_fingerprints()


def train_candidate(args: argparse.Namespace) -> int:
    """Train a candidate and compare it with the model in service."""
    progress = Progress()
    with _candidates() as candidates:
        if args.number is None:
            number = candidates.begin(None)
        else:
            number = args.number
            os.nice(_KINDLY)
        with _kept_alive(candidates, number):
            _train(candidates, number, progress)
        row = candidates.get(number)
        faults = candidates.faults(row)
    if args.json:
        print_json({**_as_dict(row), "faults": faults})
    else:
        _print_tables(row)
        _print_verdict(number, faults)
    return 0


def _train(candidates: Candidates, number: int, progress: Progress) -> None:
    def tell(what: str) -> None:
        progress(what)
        with contextlib.suppress(SQLAlchemyError):
            candidates.beat(number, what)

    try:
        examples = candidates.examples_of(number)
        if not training.is_trained():
            tell("training the model in service, which is not there")
            training.train(tell, candidates.kept_fingerprints())
        before = training.model_for_current_inputs()
        tell(f"training a candidate with {len(examples)} taught examples")
        name = training.train_candidate(nlu_text(examples), tell)
        figures = _measure((before, training.candidate_of(name)), examples, tell)
        names = (before.name.removesuffix(".tar.gz"), name)
        candidates.finish(number, names, figures)
    except BotError as exc:
        candidates.fail(number, str(exc))
        raise
    except BaseException:
        candidates.fail(number)
        raise


def _measure(
    models: tuple[Any, Any], examples: list[Taught], tell: Callable[[str], None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    # Imported late: it brings Rasa.
    from bot.evaluation.compare import measure

    labelled = [(each.id, each.text, each.labels) for each in examples]
    figures = []
    for what, model in zip(("the model in service", "the candidate"), models, strict=True):
        tell(f"measuring {what}")
        # A new database for each: conversations of the one must not be gone on with by the other.
        with scratch_database():
            figures.append(measure(model, labelled, tell))
    return figures[0], figures[1]


def _promote(args: argparse.Namespace) -> int:
    with _candidates() as candidates:
        row = candidates.get(args.id)
        if row.figures and not args.json:
            _print_tables(row)
        change = candidates.promote(args.id, None)
    said = f"Model {args.id} is in service; running servers take it within seconds."
    return _tell_change(args, change, said)


def _rollback(args: argparse.Namespace) -> int:
    with _candidates() as candidates:
        change = candidates.rollback(None, may_train=True)
        if not training.is_trained():
            progress = Progress()
            progress("training the model before, which is not there any more")
            training.train(progress, candidates.kept_fingerprints())
    back_to = f"model {change.model_id}" if change.model_id else "the model without taught examples"
    said = f"Back to {back_to}; running servers take it within seconds."
    return _tell_change(args, change, said)


def _tell_change(args: argparse.Namespace, change: Change, said: str) -> int:
    if args.json:
        print_json({"change": change.id, "model": change.model_id, "file": change.fingerprint})
    else:
        print(said)
    return 0


def _as_dict(row: Any) -> dict[str, Any]:
    named = ("id", "state", "fingerprint", "champion_fingerprint", "examples")
    return {
        **{name: getattr(row, name) for name in named},
        "champion": row.champion_figures,
        "candidate": row.figures,
    }


def _print_tables(row: Any) -> None:
    print(_side_by_side(row.champion_figures, row.figures))


def _side_by_side(champion: Mapping[str, Any], challenger: Mapping[str, Any]) -> str:
    """Lay the tables of two models out in columns."""
    theirs = dict(champion["table"])
    lines = [("", "in service", "candidate")]
    lines += [(name, theirs.get(name, "–"), value) for name, value in challenger["table"]]
    lost, gained = changed_sides(champion, challenger)
    lines.append(("messages that changed sides", "", f"{gained} now right, {lost} now wrong"))
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _print_verdict(number: int, faults: list[str]) -> None:
    if faults:
        print(f"\nCandidate {number} may not go into service.")
        print("\n".join(f"- {fault}" for fault in faults))
    else:
        print(f"\nCandidate {number} may go into service: bot promote {number}")


@contextmanager
def _kept_alive(candidates: Candidates, number: int) -> Iterator[None]:
    """Give signs of life while a step takes long."""
    is_done = threading.Event()

    def beat() -> None:
        while not is_done.wait(_BEAT_EVERY_S):
            # A database that is busy now is not the next time.
            with contextlib.suppress(SQLAlchemyError):
                candidates.beat(number)

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()


@contextmanager
def _candidates() -> Iterator[Candidates]:
    settings = read_settings()
    with opened(settings) as engine:
        if write_taught(engine):
            print("the file of taught examples was brought in line", file=sys.stderr)
        yield Candidates(engine, Audit(settings.secret_key))
