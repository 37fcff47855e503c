"""Jobs: whose they are, how they go on, and that nothing of them stays."""

from __future__ import annotations

import datetime as dt
import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import ColumnUnknown, FileUnreadable, JobBegun, TooManyJobs, UnknownJob
from bot.store.database import utc_now
from bot.triage.batch import Tally
from bot.triage.jobs import (
    KEPT,
    LONGEST_RUN,
    MOST_FAULTS,
    MOST_JOBS,
    Job,
    Jobs,
    Progress,
    read_job,
    tell_progress,
)

OWNER, OTHER = 1, 2


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "batch")


def add(jobs: Jobs, text: bytes = b"id,message\n1,hello\n") -> Job:
    return jobs.add(OWNER, "q.csv", io.BytesIO(text))


def again(job: Job) -> Job:
    found = read_job(job.folder)
    assert found
    return found


def test_a_file_is_kept_for_its_owner_alone(jobs: Jobs) -> None:
    job = add(jobs)
    assert jobs.get(job.id, OWNER).folder == job.folder
    assert (job.state, job.rows, job.column, job.name) == ("uploaded", 1, "message", "q.csv")
    assert stat.S_IMODE(job.folder.stat().st_mode) == 0o700
    with pytest.raises(UnknownJob):
        jobs.get(job.id, OTHER)
    assert jobs.of(OTHER) == []


@pytest.mark.parametrize("job_id", ["..", "../../etc", "", "0" * 16, "a" * 15, "A" * 16])
def test_an_id_that_is_none_leads_nowhere(jobs: Jobs, job_id: str) -> None:
    add(jobs)
    with pytest.raises(UnknownJob):
        jobs.get(job_id, OWNER)


def test_a_file_that_cannot_be_read_leaves_nothing(jobs: Jobs, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        add(jobs, b"")
    assert list((tmp_path / "batch").iterdir()) == []


def test_nobody_has_more_files_here_than_allowed(jobs: Jobs) -> None:
    kept = [add(jobs) for _ in range(MOST_JOBS)]
    with pytest.raises(TooManyJobs):
        add(jobs)
    jobs.delete(kept[0])
    add(jobs)


def test_a_job_begins_once_and_with_a_column_of_its_own(jobs: Jobs) -> None:
    job = add(jobs)
    with pytest.raises(ColumnUnknown), jobs.beginning(job, "colour"):
        pass
    assert again(job).state == "uploaded"
    with jobs.beginning(job, "id"):
        assert (again(job).state, again(job).column) == ("waiting", "id")
        with pytest.raises(JobBegun), jobs.beginning(job, "message"):
            pass
    with pytest.raises(JobBegun), jobs.beginning(job, "message"):
        pass
    assert again(job).column == "id"


def test_a_job_runs_as_long_as_its_process_lives(jobs: Jobs) -> None:
    job = add(jobs)
    with jobs.beginning(job, "message") as lock:
        process = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,)
        )
    assert again(job).state == "waiting"
    tell_progress(job.folder, Progress("running", Tally(sorted=64), ((3, "odd"),)))
    found = again(job)
    assert (found.state, found.progress.tally.rows, found.progress.faults) == (
        "running",
        64,
        ((3, "odd"),),
    )
    process.kill()
    process.communicate()
    assert again(job).state == "failed"


def test_what_is_done_stays_done_without_a_process(jobs: Jobs) -> None:
    job = add(jobs)
    with jobs.beginning(job, "message"):
        tell_progress(job.folder, Progress("done", Tally(sorted=1)))
    assert again(job).state == "done"


def test_only_so_many_broken_rows_are_named(jobs: Jobs) -> None:
    job = add(jobs)
    faults = tuple((line, "odd") for line in range(MOST_FAULTS + 5))
    with jobs.beginning(job, "message"):
        tell_progress(job.folder, Progress("done", faults=faults))
    assert len(again(job).progress.faults) == MOST_FAULTS


def test_what_is_past_its_time_goes_and_nothing_else(jobs: Jobs) -> None:
    waiting, done = add(jobs), add(jobs)
    with jobs.beginning(done, "message"):
        tell_progress(done.folder, Progress("done", at=utc_now() + dt.timedelta(minutes=30)))
    assert jobs.sweep(utc_now()) == 0
    assert jobs.sweep(utc_now() + KEPT) == 1
    assert not waiting.folder.exists()
    assert jobs.sweep(utc_now() + 2 * KEPT) == 1
    assert not done.folder.exists()


def test_what_is_at_work_is_given_longer(jobs: Jobs) -> None:
    job = add(jobs)
    with jobs.beginning(job, "message"):
        assert jobs.sweep(utc_now() + KEPT) == 0
        assert jobs.sweep(utc_now() + LONGEST_RUN) == 1


def test_a_folder_that_is_not_whole_goes_too(jobs: Jobs, tmp_path: Path) -> None:
    half = tmp_path / "batch" / ("0" * 16)
    half.mkdir(parents=True)
    (half / "upload").write_bytes(b"a")
    assert jobs.sweep(utc_now()) == 0
    before = (utc_now() - 2 * KEPT).replace(tzinfo=dt.timezone.utc).timestamp()
    os.utime(half, (before, before))
    assert jobs.sweep(utc_now()) == 1


def test_a_job_that_was_deleted_takes_no_progress(jobs: Jobs) -> None:
    job = add(jobs)
    jobs.delete(job)
    with pytest.raises(FileNotFoundError):
        tell_progress(job.folder, Progress("running"))
    assert read_job(job.folder) is None
