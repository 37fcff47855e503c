"""The guard of the console: who may come to which page, and whether a form is ours.

A page of the console is one line in a table of routes, which names the permission that it needs:

    ROUTES = [staff_route("/staff/queue", get_queue, Permission.SEE_QUEUE),
              staff_route("/staff/cases/{id:int}/close", post_close, Permission.REPLY, ["POST"])]

The endpoint is `async (request) -> Response` and is reached only with a lasting session of a role
that holds the permission. A request that may change something (anything but GET and HEAD) must also
come from our own page and carry the session's token: in its form, where `csrf_field` of
`bot.web.staff.pages` puts it (a template writes `{{ csrf_field }}`), or in the header
`X-CSRF-Token`. In the endpoint `current_staff(request)` is who it is and `current_session(request)`
what they came in with. What depends on the single case is asked of `bot.triage.roles` by the
endpoint; `refused(request)` is the answer when it says no. A test walks every route of the
application: one under /staff that neither `staff_route` nor `open_route` made fails it.

An act and its audit entry are one transaction: see `bot.store.audit`; the trail is
`service_of(request).desk.audit`. A stream that stays open asks `is_still_in(request)` as it goes.
What a page asks for by itself is a route with `is_use=False`: it keeps no session awake of somebody
who has gone.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import UnknownStaff
from bot.store.staff import Staff
from bot.store.staff_sessions import Session
from bot.triage.roles import Permission, may
from bot.web.bodies import media_type
from bot.web.forgery import is_from_ourselves
from bot.web.problems import FORM_WANTED, ProblemError
from bot.web.service import service_of
from bot.web.staff.cookies import SESSION, read_cookie
from bot.web.staff.pages import FIELD, show

Endpoint = Callable[[Request], Awaitable[Response]]

HEADER = "x-csrf-token"
HOME = "/staff"
LOGIN = "/staff/login"

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_LOCAL = re.compile(r"^/staff(?:[/?][\x21-\x5b\x5d-\x7e]*)?$")
_LONGEST_PATH = 500


class StaffRoute(Route):
    """A route of the console; `permission` is None for the few that need no login."""

    def __init__(
        self, path: str, endpoint: Endpoint, permission: Permission | None, methods: Iterable[str]
    ) -> None:
        super().__init__(path, endpoint, methods=list(methods), include_in_schema=False)
        self.permission = permission


def staff_route(
    path: str,
    endpoint: Endpoint,
    permission: Permission,
    methods: Iterable[str] = ("GET",),
    *,
    is_use: bool = True,
) -> StaffRoute:
    """Make a route that only a role with the permission reaches.

    `is_use` is False where a page asks by itself, and nobody need sit before it.
    """

    # The name of the endpoint is what the metrics count by.
    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        request.state.is_use = is_use
        try:
            return await _guard(request, endpoint, permission)
        finally:
            # A file that came with a form lies in a temporary one.
            await request.close()

    return StaffRoute(path, guarded, permission, methods)


def open_route(path: str, endpoint: Endpoint, methods: Iterable[str] = ("GET",)) -> StaffRoute:
    """Make a route that needs no login: the login itself."""
    return StaffRoute(path, endpoint, None, methods)


def current_staff(request: Request) -> Staff:
    """Give who is logged in; only behind a `staff_route`."""
    found: Staff = request.state.staff
    return found


def current_session(request: Request) -> Session:
    """Give the session; only behind a `staff_route`."""
    found: Session = request.state.session
    return found


async def is_still_in(request: Request, permission: Permission) -> bool:
    """Tell whether the session still lasts and its role still holds the permission.

    Asking does not lengthen the session.
    """
    found = await asyncio.to_thread(_who, request, is_use=False)
    return found is not None and may(found[1].role, permission)


async def session_of(request: Request) -> tuple[Session, Staff] | None:
    """Give the lasting session of the cookie with its owner, or None."""
    is_use = getattr(request.state, "is_use", True)
    return await asyncio.to_thread(_who, request, is_use=is_use)


def refused(request: Request) -> Response:
    """Answer that this role may not do this."""
    return show(request, "staff/refused.html", 403, why="role")


def local_path(path: str) -> str:
    """Give a path of the console to go on to; anything else leads to its first page."""
    is_local = len(path) <= _LONGEST_PATH and bool(_LOCAL.match(path))
    return path if is_local else HOME


async def form_of(request: Request) -> FormData:
    """Read a form. Raises ProblemError with 415 for anything else."""
    if media_type(request) not in _FORM_TYPES:
        raise ProblemError(FORM_WANTED)
    return await request.form()


def field_of(form: FormData, name: str) -> str:
    """Give a text field of a form, empty when it is missing or a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def _guard(request: Request, endpoint: Endpoint, permission: Permission) -> Response:
    is_reading = request.method in ("GET", "HEAD")
    found = await session_of(request)
    if found is None:
        return RedirectResponse(f"{LOGIN}?next={quote(_here(request, is_reading), safe='')}", 303)
    request.state.session, request.state.staff = found
    if not may(found[1].role, permission):
        return refused(request)
    if not is_reading and not await _is_ours(request):
        return show(request, "staff/refused.html", 403, why="form")
    return await endpoint(request)


def _who(request: Request, *, is_use: bool) -> tuple[Session, Staff] | None:
    secret = read_cookie(request, SESSION)
    desk = service_of(request).desk
    session = desk.sessions.find(secret, is_use=is_use) if secret else None
    if session is None:
        return None
    try:
        return session, desk.accounts.get(session.staff_id)
    except UnknownStaff:
        return None


async def _is_ours(request: Request) -> bool:
    """Tell whether the browser says that our page sent this, and the session's token is there."""
    if not is_from_ourselves(request.headers, service_of(request).settings.public_url):
        return False
    token = request.headers.get(HEADER) or field_of(await form_of(request), FIELD)
    wanted = current_session(request).csrf
    return hmac.compare_digest(token.encode(errors="replace"), wanted.encode())


def _here(request: Request, is_reading: bool) -> str:
    """Give where to go on after the login: this page, or the one whose form was sent."""
    if is_reading:
        query = request.url.query
        return local_path(request.url.path + (f"?{query}" if query else ""))
    before = urlsplit(request.headers.get("referer", ""))
    return local_path(before.path + (f"?{before.query}" if before.query else ""))
