"""Teaching: corrections of labels, their approval, and the models trained with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Row
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.errors import (
    BotError,
    ExampleDecided,
    ExampleRefused,
    NothingToTeach,
    NotSecondPerson,
    PromotionRefused,
    RollbackRefused,
    TrainingUnderWay,
    UnknownExample,
    UnknownModel,
)
from bot.triage.corrections import REJECT_REASONS, Corrections, Example
from bot.triage.filters import Viewer
from bot.triage.promotion import Candidates
from bot.triage.roles import Permission
from bot.triage.verdict import changed_sides
from bot.web.service import service_of
from bot.web.staff.correcting import (
    CORRECTIONS,
    TEACHING,
    get_correction,
    get_new,
    post_correction,
    post_new,
    viewer_of,
)
from bot.web.staff.guard import current_staff, field_of, form_of, staff_route
from bot.web.staff.pages import show
from bot.web.staff.teaching_words import REASON_NAMES, in_words
from bot.web.staff.training_job import start_training

_DONE = {
    "proposed": "The example was proposed. Somebody else approves it now.",
    "approved": "The example was approved. It goes into the next candidate.",
    "rejected": "The example was rejected.",
    "withdrawn": "The example was taken back.",
    "leaving": "The next candidate is trained without the example.",
    "training": "The training has begun. It goes on when you leave this page.",
    "promoted": "The candidate is in service. Running servers take it within seconds.",
    "rolled_back": "The model before is in service again.",
}
_STATES = ("proposed", "approved", "in_service", "leaving", "rejected")
_MOST_REJECTED = 20
_TOLD = (
    ExampleDecided,
    ExampleRefused,
    NothingToTeach,
    NotSecondPerson,
    PromotionRefused,
    RollbackRefused,
    TrainingUnderWay,
    UnknownExample,
    UnknownModel,
)


async def get_teaching(request: Request) -> Response:
    """Show what waits for approval, the candidate and what is in service."""
    return await _page(request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def get_progress(request: Request) -> Response:
    """Tell the page's script how far the newest training is."""
    newest = await asyncio.to_thread(_candidates(request).newest, 1)
    told = {"state": newest[0].state, "progress": newest[0].progress} if newest else {}
    return JSONResponse({"state": "", "progress": "", **told})


async def post_approve(request: Request) -> Response:
    """Approve an example of somebody else."""
    return await _decide(request, "approved", lambda it, who, _: it.approve(_id(request), who))


async def post_reject(request: Request) -> Response:
    """Reject an example of somebody else."""
    return await _decide(
        request,
        "rejected",
        lambda it, who, form: it.reject(_id(request), who, field_of(form, "reason")),
    )


async def post_withdraw(request: Request) -> Response:
    """Take back one's own example."""
    return await _decide(request, "withdrawn", lambda it, who, _: it.withdraw(_id(request), who))


async def post_take_out(request: Request) -> Response:
    """Let the next candidate do without an example in service."""
    return await _decide(request, "leaving", lambda it, who, _: it.take_out(_id(request), who))


async def post_train(request: Request) -> Response:
    """Begin to train a candidate."""
    try:
        await start_training(service_of(request), current_staff(request).id)
    except _TOLD as exc:
        return await _page(request, 409, error=_sentence(exc))
    return _done("training")


async def post_promote(request: Request) -> Response:
    """Put a candidate into service."""
    return await _change(
        request, "promoted", lambda it, staff_id: it.promote(_id(request), staff_id)
    )


async def post_rollback(request: Request) -> Response:
    """Go back to the model before."""
    return await _change(
        request, "rolled_back", lambda it, staff_id: it.rollback(staff_id, may_train=False)
    )


async def _decide(
    request: Request, what: str, act: Callable[[Corrections, Viewer, FormData], None]
) -> Response:
    form = await form_of(request)
    viewer = viewer_of(current_staff(request))
    try:
        await asyncio.to_thread(act, _corrections(request), viewer, form)
    except _TOLD as exc:
        return await _page(request, 409, error=_sentence(exc))
    return _done(what)


async def _change(request: Request, what: str, act: Callable[[Candidates, int], Any]) -> Response:
    try:
        await asyncio.to_thread(act, _candidates(request), current_staff(request).id)
    except PromotionRefused as exc:
        return await _page(request, 409, error=" ".join(exc.reasons))
    except _TOLD as exc:
        return await _page(request, 409, error=_sentence(exc))
    return _done(what)


async def _page(
    request: Request, status: int = 200, *, error: str = "", done: str = ""
) -> Response:
    values = await asyncio.to_thread(_values, request)
    return show(request, "staff/teaching.html", status, error=error, done=done, **values)


def _values(request: Request) -> dict[str, Any]:
    content = service_of(request).library.content
    corrections, candidates = _corrections(request), _candidates(request)
    viewer = viewer_of(current_staff(request))
    models = candidates.newest()
    newest = models[0] if models else None
    has_figures = newest is not None and newest.state == "candidate"
    examples = {state: corrections.in_state(viewer, state) for state in _STATES}
    del examples["rejected"][_MOST_REJECTED:]
    _tell_seen(request, examples)
    return {
        "waiting": examples["proposed"],
        "approved": examples["approved"],
        "in_service": examples["in_service"],
        "leaving": examples["leaving"],
        "rejected": examples["rejected"],
        "serving": next((each for each in models if each.state == "in_service"), None),
        "newest": newest,
        "tables": _tables(newest) if has_figures else None,
        "faults": candidates.faults(newest) if has_figures else [],
        "in_words": lambda labels: in_words(content, labels),
        "reasons": [(each, REASON_NAMES[each]) for each in REJECT_REASONS],
        "reason_names": REASON_NAMES,
    }


def _tell_seen(request: Request, examples: dict[str, list[Example]]) -> None:
    """Leave an entry in the audit trail for each safeguarding case of which a sentence is shown."""
    shown = [each for found in examples.values() for each in found if each.is_of_safeguarding]
    cases = sorted({each.case_id for each in shown if each.case_id is not None})
    if cases:
        service, staff = service_of(request), current_staff(request)
        with service.engine.begin() as connection:
            for case_id in cases:
                service.desk.audit.record(
                    connection, staff.id, "case.seen_in_teaching", ("case", case_id)
                )


def _tables(row: Row) -> list[tuple[str, str, str]]:
    """Give the lines of the comparison: measure, in service, candidate."""
    theirs = dict(row.champion_figures["table"])
    lines = [(name, theirs.get(name, "–"), value) for name, value in row.figures["table"]]
    lost, gained = changed_sides(row.champion_figures, row.figures)
    return [*lines, ("messages that changed sides", "", f"{gained} now right, {lost} now wrong")]


def _corrections(request: Request) -> Corrections:
    service = service_of(request)
    return Corrections(service.engine, service.desk.audit)


def _candidates(request: Request) -> Candidates:
    service = service_of(request)
    return Candidates(service.engine, service.desk.audit)


def _id(request: Request) -> int:
    found: int = request.path_params["id"]
    return found


def _done(what: str) -> Response:
    return RedirectResponse(f"{TEACHING}?done={what}", 303)


def _sentence(exc: BotError) -> str:
    sentence = str(exc)
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."


_CORRECT, _APPROVE = Permission.CORRECT_LABELS, Permission.APPROVE_EXAMPLES

ROUTES = [
    staff_route(TEACHING, get_teaching, _CORRECT),
    staff_route(TEACHING, post_new, _CORRECT, ["POST"]),
    staff_route(f"{TEACHING}/new", get_new, _CORRECT),
    staff_route(f"{TEACHING}/progress", get_progress, _CORRECT),
    staff_route(CORRECTIONS, get_correction, _CORRECT),
    staff_route(CORRECTIONS, post_correction, _CORRECT, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/approve", post_approve, _APPROVE, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/reject", post_reject, _APPROVE, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/withdraw", post_withdraw, _CORRECT, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/take-out", post_take_out, _APPROVE, ["POST"]),
    staff_route(f"{TEACHING}/train", post_train, Permission.TRAIN, ["POST"]),
    staff_route(
        f"{TEACHING}/models/{{id:int}}/promote", post_promote, Permission.PROMOTE, ["POST"]
    ),
    staff_route(f"{TEACHING}/rollback", post_rollback, Permission.PROMOTE, ["POST"]),
]
