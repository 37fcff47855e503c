"""The form by which staff label a message anew: out of a case, or made up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import ExampleRefused, UnknownCase
from bot.store.staff import Staff
from bot.triage.case_view import Case, Line
from bot.triage.corrections import Corrections
from bot.triage.filters import Viewer
from bot.triage.labels import Labels, labels_from
from bot.triage.roles import Permission, may
from bot.web.service import service_of
from bot.web.staff.guard import current_staff, field_of, form_of
from bot.web.staff.opened import case_address, case_of, list_query, opened_case
from bot.web.staff.pages import show
from bot.web.staff.teaching_words import choices

TEACHING = "/staff/teaching"
CORRECTIONS = "/staff/cases/{id:int}/corrections"


def viewer_of(staff: Staff) -> Viewer:
    """Give what of the cases somebody may see."""
    return Viewer(staff.id, may(staff.role, Permission.SEE_SAFEGUARDING))


def correction_of(request: Request, line: Line) -> dict[str, Any]:
    """Give what the macro `correction` of staff/_correct.html needs for a message of a case.

    The page of the form writes `{{ correct.correction(action, it, csrf_field) }}`; the script of
    the case's page fetches it into the conversation, so that what is typed there stays.
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
    return RedirectResponse(f"{TEACHING}?done=proposed", 303)


async def get_correction(request: Request) -> Response:
    """Show the form for a message of a case."""
    line = await _line(request, request.query_params.get("message", ""), opened_case)
    if line is None:
        return _no_case(request)
    return _form_page(request, correction_of(request, line), _action(request))


async def post_correction(request: Request) -> Response:
    """Propose an example out of a case."""
    form = await form_of(request)
    line = await _line(request, field_of(form, "seq"), case_of)
    if line is None:
        return _no_case(request)
    try:
        await _propose(request, form, line.seq)
    except ExampleRefused as exc:
        return _form_page(request, _typed(request, form), _action(request), exc.reason)
    return RedirectResponse(f"{case_address(request, 'proposed')}#told", 303)


def _action(request: Request) -> str:
    """Give where the form of a case is sent: what leads back to the list goes with it."""
    query = list_query(request)
    return f"{request.url.path}?{query}" if query else request.url.path


async def _propose(request: Request, form: FormData, seq: int | None) -> None:
    labels, text = _labels(form), field_of(form, "text")
    staff_id = current_staff(request).id
    service = service_of(request)
    corrections = Corrections(service.engine, service.desk.audit)
    await asyncio.to_thread(corrections.propose, text, labels, staff_id, seq)


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


async def _line(request: Request, seq: str, read: Callable[[Request], Case]) -> Line | None:
    """Give a message of the case in the path, as far as this viewer may see it."""
    try:
        case = await asyncio.to_thread(read, request)
    except UnknownCase:
        return None
    return next(
        (each for each in case.lines if each.seq is not None and str(each.seq) == seq), None
    )


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
