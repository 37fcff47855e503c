"""Sort a file from the console: in a process of its own, so that answers to parents stay quick."""

from __future__ import annotations

import asyncio
import sys

import structlog

from bot.settings import ROOT, Settings, environment_for
from bot.store.database import utc_now
from bot.triage.jobs import Job, Jobs, Progress, tell_progress
from bot.web.service import Service

log = structlog.get_logger(__name__)

_COMMAND = (sys.executable, "-m", "bot.commands.sorting_job")
_SWEEP_EVERY_S = 60.0
_waiting: set[asyncio.Task[None]] = set()


def jobs_of(settings: Settings) -> Jobs:
    """Give the jobs, kept beside a database that is a file, else under `var/`."""
    file = settings.database_file
    return Jobs((file.parent if file else ROOT / "var") / "batch")


async def start_sorting(service: Service, job: Job, column: str | None) -> None:
    """Begin to sort. Raises JobBegun, and ColumnUnknown when the table has no such column."""
    with jobs_of(service.settings).beginning(job, column) as lock:
        try:
            process = await asyncio.create_subprocess_exec(
                *_COMMAND,
                str(job.folder.resolve()),
                cwd=ROOT,
                env=environment_for(service.settings),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                pass_fds=(lock,),
                # Ctrl-C that stops the server lets it finish.
                start_new_session=True,
            )
        except OSError:
            tell_progress(job.folder, Progress("failed"))
            raise
    task = asyncio.create_task(_waited_for(process, job.id))
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)


async def sweep_batches(service: Service) -> None:
    """Remove what is past its time, every minute, until cancelled."""
    jobs = jobs_of(service.settings)
    while True:
        try:
            await asyncio.to_thread(jobs.sweep, utc_now())
        except OSError:
            log.exception("batch.sweep_failed")
        await asyncio.sleep(_SWEEP_EVERY_S)


async def _waited_for(process: asyncio.subprocess.Process, job_id: str) -> None:
    status = await process.wait()
    if status:
        log.error("batch.failed", job=job_id, status=status)
