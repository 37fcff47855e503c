"""The routes of the console's own pages: login, account, people, audit."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.triage.roles import Permission
from bot.web.staff.account import ACCOUNT, get_account, post_end, post_password
from bot.web.staff.audit_page import AUDIT, get_audit
from bot.web.staff.guard import HOME, LOGIN, current_staff, open_route, staff_route
from bot.web.staff.live import get_events
from bot.web.staff.login import get_login, post_login, post_logout
from bot.web.staff.openid import CALLBACK
from bot.web.staff.pages import places
from bot.web.staff.people import (
    PEOPLE,
    get_people,
    post_added,
    post_disable,
    post_enable,
    post_role,
    post_sessions,
)
from bot.web.staff.people import post_password as post_password_of
from bot.web.staff.queue import EVENTS, get_queue
from bot.web.staff.queue_address import QUEUE
from bot.web.staff.sign_on import get_callback, get_openid

_OWN, _MANAGE = Permission.OWN_ACCOUNT, Permission.MANAGE_STAFF


async def get_home(request: Request) -> Response:
    """Lead to the first place that this role has: the queue."""
    mine = places(request, current_staff(request).role)
    return RedirectResponse(mine[0][1] if mine else ACCOUNT, 303)


ROUTES = [
    open_route(LOGIN, get_login),
    open_route(LOGIN, post_login, ["POST"]),
    open_route("/staff/openid", get_openid),
    open_route(CALLBACK, get_callback),
    staff_route(HOME, get_home, _OWN),
    staff_route("/staff/logout", post_logout, _OWN, ["POST"]),
    staff_route(ACCOUNT, get_account, _OWN),
    staff_route(f"{ACCOUNT}/password", post_password, _OWN, ["POST"]),
    staff_route(f"{ACCOUNT}/sessions", post_end, _OWN, ["POST"]),
    staff_route(PEOPLE, get_people, _MANAGE),
    staff_route(PEOPLE, post_added, _MANAGE, ["POST"]),
    staff_route(f"{PEOPLE}/{{id:int}}/role", post_role, _MANAGE, ["POST"]),
    staff_route(f"{PEOPLE}/{{id:int}}/disable", post_disable, _MANAGE, ["POST"]),
    staff_route(f"{PEOPLE}/{{id:int}}/enable", post_enable, _MANAGE, ["POST"]),
    staff_route(f"{PEOPLE}/{{id:int}}/sessions", post_sessions, _MANAGE, ["POST"]),
    staff_route(f"{PEOPLE}/{{id:int}}/password", post_password_of, _MANAGE, ["POST"]),
    staff_route(AUDIT, get_audit, Permission.SEE_AUDIT),
    staff_route(QUEUE, get_queue, Permission.SEE_QUEUE),
    staff_route(EVENTS, get_events, Permission.SEE_QUEUE, is_use=False),
]
