"""The contact details of a case, for its holder alone; that they were looked at is written down."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from bot.errors import ContactNotYours, UnknownCase
from bot.store.contact import KeptContact
from bot.triage.roles import Permission
from bot.web.contacts import contacts_of
from bot.web.rendering import phone_address
from bot.web.service import service_of
from bot.web.staff.guard import current_staff, staff_route
from bot.web.staff.pages import show

CONTACT = "/staff/cases/{id:int}/contact"


async def get_contact(request: Request) -> Response:
    """Ask whether to look: to open a page shows and writes down nothing."""
    contacts, staff = contacts_of(service_of(request)), current_staff(request)
    try:
        are_there = await asyncio.to_thread(contacts.are_there, _case_id(request), staff)
    except (UnknownCase, ContactNotYours) as exc:
        return _refused(request, exc)
    return _shown(request, "ask" if are_there else "none")


async def post_contact(request: Request) -> Response:
    """Show the contact details."""
    contacts, staff = contacts_of(service_of(request)), current_staff(request)
    try:
        kept = await asyncio.to_thread(contacts.see, _case_id(request), staff)
    except (UnknownCase, ContactNotYours) as exc:
        return _refused(request, exc)
    if kept is None:
        return _shown(request, "none")
    return _shown(request, "shown" if kept.details else "unreadable", kept)


def _case_id(request: Request) -> int:
    found: int = request.path_params["id"]
    return found


def _refused(request: Request, exc: UnknownCase | ContactNotYours) -> Response:
    is_unknown = isinstance(exc, UnknownCase)
    return _shown(
        request, "unknown" if is_unknown else "not_yours", status=404 if is_unknown else 403
    )


def _shown(
    request: Request, what: str, kept: KeptContact | None = None, status: int = 200
) -> Response:
    details = kept.details if kept else None
    return show(
        request,
        "staff/contact.html",
        status,
        case_id=_case_id(request),
        what=what,
        details=details,
        mail_to=f"mailto:{quote(details.email, safe='@')}" if details else "",
        call=_call_address(details.phone) if details else "",
        given_at=kept.consented_at if kept else None,
    )


def _call_address(phone: str) -> str:
    """Give a `tel:` address; an extension and the 0 of "+44 (0)" are not dialled."""
    number = re.split(r"ext|x", phone, maxsplit=1, flags=re.IGNORECASE)[0]
    return phone_address(number.replace("(0)", "") if number.startswith("+") else number)


ROUTES = [
    staff_route(CONTACT, get_contact, Permission.SEE_CONTACT),
    staff_route(CONTACT, post_contact, Permission.SEE_CONTACT, ["POST"]),
]
