"""`bot triage`: sort the messages of a table or a mailbox, with a reply suggested for each."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.answers.parts import Library
from bot.answers.wording import load_wording
from bot.commands.scratch import scratch_database
from bot.commands.terminal import Commands, Progress, add_command, add_json
from bot.content.store import load_content
from bot.errors import BotError, OutputIsInput
from bot.settings import CONTENT_FOLDER
from bot.training import model_for_current_inputs
from bot.triage.batch import Format, Tally, format_of, sort_rows
from bot.triage.files import letters
from bot.triage.files.results import LineWriter, TableWriter
from bot.triage.files.rows import Row
from bot.triage.files.tables import Table

_STANDARD = "-"
_SEEN_OF_START = 4096
_SECONDS_BETWEEN_LINES = 5.0

_EPILOG = """\
The result holds the columns of the input, then route, workstreams, urgency (now, urgent, normal),
urgency_rule, confidence, alternatives, reply and error. The route "clarify" means: unsure, read it.
A cell that a spreadsheet would run as a formula begins with an apostrophe in the result.
Nothing is kept; personal details are taken out before a text is read.
Exit status: 0 when every row was sorted, 1 when some were not (each is named on standard error and
in the column "error", the others are sorted), 2 for wrong use.
"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands, "triage", _triage, "sort messages: CSV, .eml or mbox in, CSV out"
    )
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = _EPILOG
    command.add_argument("input", help="the file, or - for standard input")
    command.add_argument(
        "-o", "--output", default=_STANDARD, help="the file to write, or - for standard output"
    )
    command.add_argument("--column", help="the column with the messages: its name or number")
    command.add_argument(
        "--format", choices=[each.value for each in Format], help="what the input is, if not plain"
    )
    add_json(command)


def _triage(args: argparse.Namespace) -> int:
    if args.output != _STANDARD and _is_same(args.input, args.output):
        raise OutputIsInput(args.output)
    with _input(args.input) as stream:
        kind = Format(args.format) if args.format else _kind(args.input, stream)
        # Read first: a wrong column is told before the model is loaded.
        columns, rows = _rows(kind, stream, args.column)
        model = model_for_current_inputs()
        with _output(args.output) as out:
            writer = LineWriter(out) if args.json else TableWriter(out, columns)
            tally = _sort(model, rows, writer)
    print(_summary(tally), file=sys.stderr)
    return 1 if tally.broken else 0


def _sort(model: Path, rows: Iterator[Row], writer: TableWriter | LineWriter) -> Tally:
    progress = Progress()
    progress("loading the model")
    with scratch_database():
        # Imported late: they bring Rasa.
        from bot.assistant import Assistant
        from bot.triage.sorting import Sorter

        assistant = Assistant(model)
        told_at = progress.seconds

        def tell_how_far(tally: Tally) -> None:
            nonlocal told_at
            if progress.seconds - told_at >= _SECONDS_BETWEEN_LINES:
                told_at = progress.seconds
                progress(f"{tally.rows} rows sorted")

        try:
            content = load_content(CONTENT_FOLDER)
            library = Library(content, load_wording(CONTENT_FOLDER / "wording.yml"))
            sorter = Sorter(assistant, library)
            return asyncio.run(sort_rows(rows, sorter.sort, writer, _tell, tell_how_far))
        finally:
            assistant.close()


def _tell(row: Row, error: BotError) -> None:
    print(f"bot: line {row.line}: {error}", file=sys.stderr)


def _summary(tally: Tally) -> str:
    return (
        f"{tally.sorted} sorted, of them {tally.now} to see now, {tally.urgent} urgent, "
        f"{tally.unsure} unsure; {tally.broken} broken"
    )


def _rows(kind: Format, stream: BinaryIO, column: str | None) -> tuple[list[str], Iterator[Row]]:
    """Give the columns of the input and its rows. Raises ColumnUnknown, FileUnreadable."""
    if kind is Format.TABLE:
        table = Table(stream, column)
        print(f"bot: the messages are in the column {table.column!r}", file=sys.stderr)
        return table.columns, table.rows()
    if kind is Format.MAILBOX:
        return list(letters.COLUMNS), letters.read_mailbox(stream)
    return list(letters.COLUMNS), iter([letters.read_letter(stream.read())])


def _kind(name: str, stream: io.BufferedReader) -> Format:
    return format_of(name, stream.peek(_SEEN_OF_START))


@contextlib.contextmanager
def _input(name: str) -> Iterator[io.BufferedReader]:
    if name == _STANDARD:
        yield sys.stdin.buffer  # type: ignore[misc]
        return
    with Path(name).open("rb") as stream:
        yield stream


@contextlib.contextmanager
def _output(name: str) -> Iterator[TextIO]:
    """Open what is written; a file appears whole, when all is done, or not at all."""
    if name == _STANDARD:
        out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=False)
        try:
            yield out
            out.flush()
        finally:
            out.detach()
        return
    path = Path(name).resolve()
    if path.exists() and not path.is_file():
        # A pipe or a device is written to, never replaced.
        with path.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Give the mask of new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _is_same(one: str, other: str) -> bool:
    return Path(other).exists() and one != _STANDARD and Path(one).samefile(other)
