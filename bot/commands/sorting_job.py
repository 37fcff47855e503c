"""The process that sorts a file which staff sent: `python -m bot.commands.sorting_job FOLDER`.

The console starts it (`bot.web.staff.batch_job`) and hands it the lock of the job's folder. It
gives way to the server's own work, and one such process sorts at a time: a model takes much memory.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bot.answers.parts import Library
from bot.answers.wording import load_wording
from bot.commands.scratch import scratch_database
from bot.content.store import load_content
from bot.errors import BotError
from bot.logs import configure_logs
from bot.settings import CONTENT_FOLDER
from bot.training import model_for_current_inputs
from bot.triage.batch import Tally, sort_rows
from bot.triage.files.results import TableWriter
from bot.triage.files.rows import Row
from bot.triage.jobs import MOST_FAULTS, Job, Progress, read_job, tell_progress
from bot.triage.uploads import rows_in

NICENESS = 15
"""How far it gives way, of 19."""

_TURN = "turn"


def run(folder: Path) -> int:
    """Sort the job of a folder; give the exit status: 1 when it failed, 0 also when deleted."""
    try:
        # Kept open until the end: closing it lets the next one begin.
        with (folder.parent / _TURN).open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            job = read_job(folder)
            if job is None:
                return 0
            tell_progress(folder, Progress("running"))
            return _sort(job)
    except FileNotFoundError:
        if folder.exists():
            raise
        return 0


def _sort(job: Job) -> int:
    faults: list[tuple[int, str]] = []

    def note(row: Row, error: BotError) -> None:
        if len(faults) < MOST_FAULTS:
            faults.append((row.line, str(error)))

    def tell(tally: Tally) -> None:
        tell_progress(job.folder, Progress("running", tally, tuple(faults)))

    try:
        tally = asyncio.run(_sorted(job, note, tell))
    except BotError as exc:
        tell_progress(job.folder, Progress("failed", faults=((0, str(exc)),)))
        return 1
    job.upload.unlink(missing_ok=True)
    tell_progress(job.folder, Progress("done", tally, tuple(faults)))
    return 0


async def _sorted(
    job: Job, note: Callable[[Row, BotError], None], tell: Callable[[Tally], None]
) -> Tally:
    # Before the scratch database: what staff taught stands beside the real one.
    model = model_for_current_inputs()
    content = load_content(CONTENT_FOLDER)
    library = Library(content, load_wording(CONTENT_FOLDER / "wording.yml"))
    whole = job.result.with_suffix(".part")
    with scratch_database():
        # Imported late: they bring Rasa.
        from bot.assistant import Assistant
        from bot.triage.sorting import Sorter

        assistant = Assistant(model)
        try:
            with (
                job.upload.open("rb") as stream,
                whole.open("w", encoding="utf-8", newline="") as out,
            ):
                rows = rows_in(stream, job.kind, job.column)
                writer = TableWriter(out, job.columns)
                tally = await sort_rows(rows, Sorter(assistant, library).sort, writer, note, tell)
        finally:
            assistant.close()
    whole.replace(job.result)
    return tally


def main() -> int:
    """Run with the folder that the command line names."""
    os.nice(NICENESS)
    configure_logs()
    return run(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
