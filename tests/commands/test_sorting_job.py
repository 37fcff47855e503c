"""The sorting process, up to the model: what it tells when it cannot sort, and when it must stop.

That it sorts is tested in `tests/browser/test_staff_batch.py`.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from bot.commands import sorting_job
from bot.errors import ModelBroken
from bot.triage.jobs import Job, Jobs, read_job


@pytest.fixture
def job(tmp_path: Path) -> Job:
    jobs = Jobs(tmp_path)
    made = jobs.add(1, "q.csv", io.BytesIO(b"message\nhello\n"))
    with jobs.beginning(made, "message"):
        pass
    return made


def test_a_job_without_a_model_says_so(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_model() -> Path:
        raise ModelBroken("models/none", "it is not there")

    monkeypatch.setattr(sorting_job, "model_for_current_inputs", no_model)
    assert sorting_job.run(job.folder) == 1
    found = read_job(job.folder)
    assert found
    assert found.state == "failed"
    assert "it is not there" in found.progress.faults[0][1]


def test_a_job_that_was_deleted_before_its_turn_is_let_be(job: Job) -> None:
    shutil.rmtree(job.folder)
    assert sorting_job.run(job.folder) == 0
    assert not job.folder.exists()


def test_a_job_that_is_deleted_while_it_is_sorted_ends(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete() -> Path:
        shutil.rmtree(job.folder)
        raise ModelBroken("models/none", "it is not there")

    monkeypatch.setattr(sorting_job, "model_for_current_inputs", delete)
    assert sorting_job.run(job.folder) == 0
