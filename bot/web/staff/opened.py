"""Open the case of a path, as whoever asks may see it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from bot.triage.case_view import Case, read_case
from bot.web.service import service_of
from bot.web.staff.case_words import DONE
from bot.web.staff.pages import show
from bot.web.staff.queue import viewer_of
from bot.web.staff.queue_address import view_from

CASE = "/staff/cases/{id:int}"


def case_id_of(request: Request) -> int:
    """Give the number of the case in the path."""
    found: int = request.path_params["id"]
    return found


def case_of(request: Request) -> Case:
    """Read the case of the path. Raises UnknownCase, also where this viewer may not see it."""
    return read_case(service_of(request).engine, case_id_of(request), viewer_of(request))


def opened_case(request: Request) -> Case:
    """Read the case to show it; of a safeguarding case the audit trail is told first.

    Raises UnknownCase.
    """
    case = case_of(request)
    if is_safeguarding(case):
        service = service_of(request)
        desk, staff_id = service.desk, viewer_of(request).staff_id
        desk.viewed.tell_again(service.engine, desk.audit, staff_id, [case.row.id])
    return case


def is_safeguarding(case: Case) -> bool:
    """Tell whether harm was told of in a case."""
    return "is_safeguarding" in case.row.reasons


def list_query(request: Request) -> str:
    """Give what an address of the case carries, so that it leads back to the list as it was."""
    return urlencode(view_from(request.query_params).query())


def case_address(request: Request, done: str = "") -> str:
    """Give the address of the case's page; `done` names what was done."""
    query = {**view_from(request.query_params).query(), **({"done": done} if done else {})}
    return f"/staff/cases/{case_id_of(request)}" + (f"?{urlencode(query)}" if query else "")


def gone(request: Request) -> Response:
    """Answer that there is no such case for this viewer, with the way back to the queue."""
    params = request.query_params
    return show(
        request,
        "staff/case_gone.html",
        404,
        done=DONE.get(params.get("done", ""), ""),
        back=view_from(params).address(),
    )
