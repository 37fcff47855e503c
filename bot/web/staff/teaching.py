"""Teaching: corrections of labels, their approval, and the models trained with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Row
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import (
    BotError,
    ExampleDecided,
    ExampleRefused,
    NothingToTeach,
    NotSecondPerson,
    PromotionRefused,
    RollbackRefused,
    TrainingUnderWay,
    UnknownCase,
    UnknownExample,
    UnknownModel,
)
from bot.store.staff import Staff
from bot.triage.case_view import Line, read_case
from bot.triage.corrections import REJECT_REASONS, Corrections
from bot.triage.filters import Viewer
from bot.triage.labels import Labels, labels_from
from bot.triage.promotion import Candidates, changed_sides
from bot.triage.roles import Permission, may
from bot.web.service import service_of
from bot.web.staff.guard import current_staff, field_of, form_of, staff_route
from bot.web.staff.pages import show
from bot.web.staff.teaching_words import REASON_NAMES, choices, in_words
from bot.web.staff.training_job import start_training

TEACHING = "/staff/teaching"
CORRECTIONS = "/staff/cases/{id:int}/corrections"

_DONE = {
    "proposed": "The example was proposed. Somebody else approves it now.",
    "approved": "The example was approved. It goes into the next candidate.",
    "rejected": "The example was rejected.",
    "withdrawn": "The example was taken back.",
    "training": "The training has begun. It goes on when you leave this page.",
    "promoted": "The candidate is in service. Running servers take it within seconds.",
    "rolled_back": "The model before is in service again.",
}
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


def viewer_of(staff: Staff) -> Viewer:
    """Give what of the cases somebody may see."""
    return Viewer(staff.id, may(staff.role, Permission.SEE_SAFEGUARDING))


def correction_of(request: Request, line: Line) -> dict[str, Any]:
    """Give what the macro `correction` of staff/_correct.html needs for a message of a case.

    A case page calls it for each line of a parent that was understood, and writes
    `{{ correct.correction("/staff/cases/" ~ id ~ "/corrections", it, csrf_field) }}`.
    """
    understood = line.understood
    typed = {
        "text": line.text,
        "seq": line.seq,
        "route": understood.route if understood else "",
        "workstreams": list(understood.workstreams) if understood else [],
        "asks": list(understood.asks) if understood else [],
        "subject": "",
        "kind": "",
    }
    return {"typed": typed, "choices": choices(service_of(request).library.content)}


async def get_teaching(request: Request) -> Response:
    """Show what waits for approval, the candidate and what is in service."""
    return await _page(request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def get_new(request: Request) -> Response:
    """Show the form for an example that came from nowhere: by telephone, or made up."""
    return _form_page(request, _empty(request), TEACHING)


async def post_new(request: Request) -> Response:
    """Propose such an example."""
    form = await form_of(request)
    try:
        await _propose(request, form, None)
    except ExampleRefused as exc:
        return _form_page(request, _typed(request, form), TEACHING, exc.reason)
    return _done("proposed")


async def get_correction(request: Request) -> Response:
    """Show the form for a message of a case."""
    line = await _line(request, request.query_params.get("message", ""))
    path = request.url.path
    return _form_page(request, correction_of(request, line), path) if line else _no_case(request)


async def post_correction(request: Request) -> Response:
    """Propose an example out of a case."""
    form = await form_of(request)
    line = await _line(request, field_of(form, "seq"))
    if line is None:
        return _no_case(request)
    try:
        await _propose(request, form, line.seq)
    except ExampleRefused as exc:
        return _form_page(request, _typed(request, form), request.url.path, exc.reason)
    return RedirectResponse(f"/staff/cases/{request.path_params['id']}?done=proposed", 303)


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


async def _propose(request: Request, form: FormData, seq: int | None) -> None:
    labels, text = _labels(form), field_of(form, "text")
    staff_id = current_staff(request).id
    await asyncio.to_thread(_corrections(request).propose, text, labels, staff_id, seq)


def _labels(form: FormData) -> Labels:
    route = field_of(form, "route")
    return labels_from(
        route,
        _several(form, "workstreams"),
        # One name for each route: all fields are sent, whichever of them show.
        _several(form, f"asks_{route}"),
        field_of(form, "subject"),
        field_of(form, f"kind_{route}"),
    )


def _several(form: FormData, name: str) -> list[str]:
    return [each for each in form.getlist(name) if isinstance(each, str)]


async def _line(request: Request, seq: str) -> Line | None:
    """Give a message of the case in the path, as far as this viewer may see it."""
    viewer = viewer_of(current_staff(request))
    engine = service_of(request).engine
    try:
        case = await asyncio.to_thread(read_case, engine, _id(request), viewer)
    except UnknownCase:
        return None
    return next(
        (each for each in case.lines if each.seq is not None and str(each.seq) == seq), None
    )


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
    return {
        "waiting": corrections.in_state(viewer, "proposed"),
        "approved": corrections.in_state(viewer, "approved"),
        "in_service": corrections.in_state(viewer, "in_service"),
        "rejected": corrections.in_state(viewer, "rejected")[:20],
        "serving": next((each for each in models if each.state == "in_service"), None),
        "newest": newest,
        "tables": _tables(newest) if has_figures else None,
        "faults": candidates.faults(newest) if has_figures else [],
        "in_words": lambda labels: in_words(content, labels),
        "reasons": [(each, REASON_NAMES[each]) for each in REJECT_REASONS],
        "reason_names": REASON_NAMES,
    }


def _tables(row: Row) -> list[tuple[str, str, str]]:
    """Give the lines of the comparison: measure, in service, candidate."""
    theirs = dict(row.champion_figures["table"])
    lines = [(name, theirs.get(name, "–"), value) for name, value in row.figures["table"]]
    lost, gained = changed_sides(row.champion_figures, row.figures)
    return [*lines, ("messages that changed sides", "", f"{gained} now right, {lost} now wrong")]


def _form_page(request: Request, form: dict[str, Any], action: str, error: str = "") -> Response:
    status = 422 if error else 200
    return show(request, "staff/teaching_new.html", status, it=form, action=action, error=error)


def _empty(request: Request) -> dict[str, Any]:
    nothing = {"text": "", "seq": "", "route": "", "subject": "", "kind": ""}
    return {
        "typed": {**nothing, "workstreams": [], "asks": []},
        "choices": choices(service_of(request).library.content),
    }


def _typed(request: Request, form: FormData) -> dict[str, Any]:
    """Give the form as it was filled in."""
    route = field_of(form, "route")
    typed = {name: field_of(form, name) for name in ("text", "seq", "route", "subject")}
    return {
        "typed": {
            **typed,
            "workstreams": _several(form, "workstreams"),
            "asks": _several(form, f"asks_{route}"),
            "kind": field_of(form, f"kind_{route}"),
        },
        "choices": choices(service_of(request).library.content),
    }


def _no_case(request: Request) -> Response:
    return show(request, "staff/teaching_gone.html", 404)


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
    staff_route(CORRECTIONS, get_correction, _CORRECT),
    staff_route(CORRECTIONS, post_correction, _CORRECT, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/approve", post_approve, _APPROVE, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/reject", post_reject, _APPROVE, ["POST"]),
    staff_route(f"{TEACHING}/{{id:int}}/withdraw", post_withdraw, _CORRECT, ["POST"]),
    staff_route(f"{TEACHING}/train", post_train, Permission.TRAIN, ["POST"]),
    staff_route(
        f"{TEACHING}/models/{{id:int}}/promote", post_promote, Permission.PROMOTE, ["POST"]
    ),
    staff_route(f"{TEACHING}/rollback", post_rollback, Permission.PROMOTE, ["POST"]),
]
