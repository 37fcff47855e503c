"""Train a candidate from the console: in a process of its own, which outlives a closed page."""

from __future__ import annotations

import asyncio
import sys

from bot.settings import ROOT, environment_for
from bot.triage.promotion import Candidates
from bot.web.service import Service

_COMMAND = (sys.executable, "-m", "bot.cli", "train", "--candidate", "--json", "--number")

_waiting: set[asyncio.Task[None]] = set()


async def start_training(service: Service, staff_id: int) -> int:
    """Begin a training; give the candidate's number. Raises TrainingUnderWay and NothingToTeach."""
    candidates = Candidates(service.engine, service.desk.audit)
    number = await asyncio.to_thread(candidates.begin, staff_id)
    try:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            str(number),
            cwd=ROOT,
            env=environment_for(service.settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            # Ctrl-C that stops the server lets the training finish.
            start_new_session=True,
        )
    except OSError:
        await asyncio.to_thread(candidates.fail, number, "It could not be started.")
        raise
    task = asyncio.create_task(_waited_for(process, candidates, number))
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)
    return number


async def _waited_for(
    process: asyncio.subprocess.Process, candidates: Candidates, number: int
) -> None:
    # Whatever it came to, it is not under way any more.
    await process.wait()
    await asyncio.to_thread(candidates.fail, number)
