"""Files that staff sent to be sorted: each a folder with the file, its progress and its result.

A process of its own sorts (`bot.commands.sorting_job`) and tells its progress in a file, so that
any worker of the server can show it. It holds the lock of its folder as long as it lives; a job
that was begun, is not done and whose lock is free has broken off. A job is gone an hour after its
last step: what people wrote stands in the files as it was sent.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal

from bot.errors import ColumnUnknown, JobBegun, TooManyJobs, UnknownJob
from bot.store.database import utc_now
from bot.triage.batch import Format, Tally
from bot.triage.uploads import look_into

State = Literal["uploaded", "waiting", "running", "done", "failed"]

KEPT = dt.timedelta(hours=1)
LONGEST_RUN = dt.timedelta(hours=6)
MOST_JOBS = 5
"""How many files of one person may be here at once."""

MOST_FAULTS = 100
"""How many broken rows are named; the column "error" of the result names them all."""

UPLOAD, RESULT, LOCK = "upload", "result.csv", "lock"
_JOB, _BEGUN, _PROGRESS = "job.json", "begun.json", "progress.json"
_ID = re.compile(r"^[0-9a-f]{16}$")


@dataclass(frozen=True)
class Progress:
    """What the sorting process tells; `faults` are the lines of broken rows and why."""

    state: Literal["running", "done", "failed"]
    tally: Tally = field(default_factory=Tally)
    faults: tuple[tuple[int, str], ...] = ()
    at: dt.datetime = field(default_factory=utc_now)


@dataclass(frozen=True)
class Job:
    """A file to be sorted; `column` is where its texts are, guessed until it is begun."""

    id: str
    folder: Path
    owner_id: int
    name: str
    kind: Format
    columns: tuple[str, ...]
    column: str | None
    rows: int
    state: State
    progress: Progress
    gone_at: dt.datetime

    @property
    def upload(self) -> Path:
        """Give the file as it was sent; it goes when it is sorted."""
        return self.folder / UPLOAD

    @property
    def result(self) -> Path:
        """Give the sorted file; it is there when the state is `done`."""
        return self.folder / RESULT


class Jobs:
    """The jobs of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, owner_id: int, name: str, source: BinaryIO) -> Job:
        """Keep a file and look into it.

        Raises FileUnreadable and TooManyRows, and TooManyJobs when this person has enough.
        """
        if len(self.of(owner_id)) >= MOST_JOBS:
            raise TooManyJobs(MOST_JOBS)
        job_id = secrets.token_hex(8)
        folder = self._folder / job_id
        folder.mkdir(mode=0o700, parents=True)
        try:
            with (folder / UPLOAD).open("wb") as kept:
                shutil.copyfileobj(source, kept)
            sheet = look_into(folder / UPLOAD, name)
            values = {**asdict(sheet), "kind": sheet.kind.value, "owner_id": owner_id, "name": name}
            _write(folder / _JOB, {**values, "made_at": utc_now().isoformat()})
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self.get(job_id, owner_id)

    def get(self, job_id: str, owner_id: int) -> Job:
        """Give a job of somebody. Raises UnknownJob, whether it is not there or not theirs."""
        job = read_job(self._folder / job_id) if _ID.match(job_id) else None
        if job is None or job.owner_id != owner_id:
            raise UnknownJob(job_id)
        return job

    def of(self, owner_id: int) -> list[Job]:
        """List the jobs of somebody, the newest first."""
        mine = [job for job in map(read_job, self._folders()) if job and job.owner_id == owner_id]
        return sorted(mine, key=lambda job: job.gone_at, reverse=True)

    @contextmanager
    def beginning(self, job: Job, column: str | None) -> Iterator[int]:
        """Mark a job as begun; give the lock's file descriptor, for the process that sorts it.

        Raises JobBegun, and ColumnUnknown when a table has no such column.
        """
        if job.kind is Format.TABLE and column not in job.columns:
            raise ColumnUnknown(column, job.columns)
        handle = os.open(job.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            begun = {"column": column, "at": utc_now().isoformat()}
            _write(job.folder / _BEGUN, begun, is_new=True)
            yield handle
        except (BlockingIOError, FileExistsError) as exc:
            raise JobBegun(job.id) from exc
        finally:
            os.close(handle)

    def delete(self, job: Job) -> None:
        """Remove a job; one that is being sorted stops when it next tells its progress."""
        shutil.rmtree(job.folder, ignore_errors=True)

    def sweep(self, now: dt.datetime) -> int:
        """Remove what is past its time; give how many."""
        count = 0
        for folder in self._folders():
            job = read_job(folder)
            if now >= (job.gone_at if job else _touched_at(folder) + KEPT):
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
        return count

    def _folders(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [each for each in self._folder.iterdir() if _ID.match(each.name)]


def read_job(folder: Path) -> Job | None:
    """Give the job of a folder; None when it is gone or not whole."""
    values = _read(folder / _JOB)
    if values is None:
        return None
    begun = _read(folder / _BEGUN)
    state, progress = _state(folder, is_begun=begun is not None)
    is_at_work = state in ("waiting", "running")
    since = begun["at"] if begun else values["made_at"]
    last_at = progress.at if state in ("done", "failed") else dt.datetime.fromisoformat(since)
    return Job(
        id=folder.name,
        folder=folder,
        owner_id=values["owner_id"],
        name=values["name"],
        kind=Format(values["kind"]),
        columns=tuple(values["columns"]),
        column=begun["column"] if begun else values["column"],
        rows=values["rows"],
        state=state,
        progress=progress,
        gone_at=last_at + (LONGEST_RUN if is_at_work else KEPT),
    )


def tell_progress(folder: Path, progress: Progress) -> None:
    """Tell how far it is. Raises FileNotFoundError when the job was deleted meanwhile."""
    faults = [list(each) for each in progress.faults[:MOST_FAULTS]]
    told = {"state": progress.state, "tally": asdict(progress.tally), "faults": faults}
    _write(folder / _PROGRESS, {**told, "at": progress.at.isoformat()})


def _state(folder: Path, *, is_begun: bool) -> tuple[State, Progress]:
    if not is_begun:
        return "uploaded", Progress("running")
    is_at_work = _is_locked(folder / LOCK)
    # Read after the lock was looked at: a process tells the end before it lets go.
    told = _read(folder / _PROGRESS)
    progress = _progress(told) if told else Progress("running")
    if progress.state != "running":
        return progress.state, progress
    if not is_at_work:
        return "failed", Progress("failed", progress.tally, progress.faults, _touched_at(folder))
    return ("running" if told else "waiting"), progress


def _progress(told: Mapping[str, Any]) -> Progress:
    faults = tuple((line, why) for line, why in told["faults"])
    at = dt.datetime.fromisoformat(told["at"])
    return Progress(told["state"], Tally(**told["tally"]), faults, at)


def _is_locked(file: Path) -> bool:
    with suppress(FileNotFoundError), file.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _touched_at(folder: Path) -> dt.datetime:
    with suppress(FileNotFoundError):
        changed = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.timezone.utc)
        return changed.replace(tzinfo=None)
    return utc_now()


def _write(file: Path, values: Mapping[str, Any], *, is_new: bool = False) -> None:
    """Write a file whole or not at all; with `is_new` FileExistsError says that it is there."""
    # A name of its own: two that write at once must not take each other's.
    whole = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    whole.write_text(json.dumps(values), encoding="utf-8")
    if not is_new:
        whole.replace(file)
        return
    try:
        os.link(whole, file)
    finally:
        whole.unlink()


def _read(file: Path) -> dict[str, Any] | None:
    with suppress(FileNotFoundError, NotADirectoryError):
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found
    return None
