"""Sort a file: send it, look at its first rows, choose the column, see it done, take it, delete it.

Whoever sent a file sees it, nobody else. Each step leaves an entry in the audit trail.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import PurePath
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from bot.errors import (
    BotError,
    ColumnUnknown,
    FileUnreadable,
    JobBegun,
    TooManyJobs,
    TooManyRows,
    UnknownJob,
)
from bot.triage.batch import Format
from bot.triage.jobs import MOST_JOBS, Job, Jobs
from bot.triage.roles import Permission
from bot.triage.uploads import MOST_ROWS, first_rows
from bot.web.service import service_of
from bot.web.staff.batch_job import jobs_of, start_sorting
from bot.web.staff.guard import current_staff, field_of, form_of, staff_route
from bot.web.staff.pages import show
from bot.web.staff.words import excerpt

BATCH = "/staff/batch"
MOST_MIB = 10
MOST_BYTES = MOST_MIB * 1024 * 1024
"""Size limit of an upload, checked by `BodyLimit` as it arrives."""

_MOST_COLUMNS = 12
_LONGEST_NAME = 80
_NO_FILE = "Choose a file first."
_DONE = {"deleted": "The file and its result were deleted."}
_TOLD = (FileUnreadable, TooManyJobs, TooManyRows)


async def get_batch(request: Request) -> Response:
    """Show the form and one's own files."""
    return await _page(request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def post_upload(request: Request) -> Response:
    """Take a file."""
    upload = (await form_of(request)).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return await _page(request, 422, error=_NO_FILE)
    name = PurePath(upload.filename.replace("\\", "/")).name[-_LONGEST_NAME:]
    try:
        jobs, owner_id = _jobs(request), current_staff(request).id
        job = await asyncio.to_thread(jobs.add, owner_id, name, upload.file)
    except _TOLD as exc:
        return await _page(request, 422, error=_sentence(exc))
    await _record(request, "batch.uploaded", job, kind=job.kind.value, rows=job.rows)
    return _to(job)


async def get_job(request: Request) -> Response:
    """Show a file: its first rows, how far it is, or what came of it."""
    job = await _job(request)
    return await _job_page(request, job) if job else _gone(request)


async def post_start(request: Request) -> Response:
    """Begin to sort."""
    job = await _job(request)
    if job is None:
        return _gone(request)
    column = field_of(await form_of(request), "column")
    index = int(column) if column.isascii() and column.isdecimal() and len(column) < 5 else -1
    chosen = job.columns[index] if 0 <= index < len(job.columns) else None
    try:
        await start_sorting(service_of(request), job, chosen)
    except ColumnUnknown:
        return await _job_page(request, job, 422, error="Choose the column with the messages.")
    except JobBegun:
        return _to(job)
    await _record(request, "batch.begun", job, rows=job.rows)
    return _to(job)


async def get_result(request: Request) -> Response:
    """Give the sorted file."""
    job = await _job(request)
    if job is None or job.state != "done":
        return _gone(request)
    await _record(request, "batch.downloaded", job, rows=job.progress.tally.rows)
    name = re.sub(r"[^\w .()-]", "_", PurePath(job.name).stem) + "-sorted.csv"
    return FileResponse(job.result, media_type="text/csv; charset=utf-8", filename=name)


async def post_delete(request: Request) -> Response:
    """Delete a file with its result; one that is being sorted is stopped."""
    job = await _job(request)
    if job is None:
        return _gone(request)
    await asyncio.to_thread(_jobs(request).delete, job)
    await _record(request, "batch.deleted", job, state=job.state)
    return RedirectResponse(f"{BATCH}?done=deleted", 303)


async def _page(
    request: Request, status: int = 200, *, error: str = "", done: str = ""
) -> Response:
    mine = await asyncio.to_thread(_jobs(request).of, current_staff(request).id)
    return show(
        request,
        "staff/batch.html",
        status,
        jobs=mine,
        error=error,
        done=done,
        most_mib=MOST_MIB,
        most_rows=MOST_ROWS,
        most_jobs=MOST_JOBS,
        names=STATE_NAMES,
    )


STATE_NAMES = {
    "uploaded": "Not begun",
    "waiting": "Waits for its turn",
    "running": "Being sorted",
    "done": "Sorted",
    "failed": "Failed",
}


async def _job_page(request: Request, job: Job, status: int = 200, error: str = "") -> Response:
    preview = await asyncio.to_thread(_preview, job) if job.state == "uploaded" else []
    return show(
        request,
        "staff/batch_job.html",
        status,
        job=job,
        tally=job.progress.tally,
        is_table=job.kind is Format.TABLE,
        shown=job.columns[:_MOST_COLUMNS],
        preview=preview,
        error=error,
    )


def _preview(job: Job) -> list[dict[str, Any]]:
    """Give the first rows: their cells, or what is wrong with them."""
    try:
        rows = first_rows(job.upload, job.kind, job.column or job.columns[0])
    except FileNotFoundError:
        # Deleted in another window.
        return []
    shown = job.columns[:_MOST_COLUMNS]
    return [
        {
            "line": row.line,
            "cells": [excerpt(row.cells.get(name, "")) for name in shown],
            "text": excerpt(row.text),
            "fault": row.fault,
        }
        for row in rows
    ]


async def _job(request: Request) -> Job | None:
    job_id, owner_id = request.path_params["id"], current_staff(request).id
    try:
        return await asyncio.to_thread(_jobs(request).get, job_id, owner_id)
    except UnknownJob:
        return None


async def _record(request: Request, action: str, job: Job, **detail: str | int) -> None:
    service, staff_id = service_of(request), current_staff(request).id

    def record() -> None:
        with service.engine.begin() as connection:
            service.desk.audit.record(connection, staff_id, action, ("batch", job.id), detail)

    await asyncio.to_thread(record)


def _jobs(request: Request) -> Jobs:
    return jobs_of(service_of(request).settings)


def _gone(request: Request) -> Response:
    return show(request, "staff/batch_gone.html", 404)


def _to(job: Job) -> Response:
    return RedirectResponse(f"{BATCH}/{job.id}", 303)


def _sentence(exc: BotError) -> str:
    sentence = str(exc)
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."


_UPLOAD = Permission.UPLOAD_BATCH

ROUTES = [
    staff_route(BATCH, get_batch, _UPLOAD),
    staff_route(BATCH, post_upload, _UPLOAD, ["POST"]),
    staff_route(f"{BATCH}/{{id}}", get_job, _UPLOAD),
    staff_route(f"{BATCH}/{{id}}/start", post_start, _UPLOAD, ["POST"]),
    staff_route(f"{BATCH}/{{id}}/result", get_result, _UPLOAD),
    staff_route(f"{BATCH}/{{id}}/delete", post_delete, _UPLOAD, ["POST"]),
]
