"""Show a page of the console: what every one of its templates can use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.store.staff_sessions import IDLE
from bot.triage.due import OFFICE
from bot.triage.roles import Permission, may, role_name
from bot.web.service import service_of

NAV = (
    ("Queue", "/staff/queue", Permission.SEE_QUEUE),
    ("Batch", "/staff/batch", Permission.UPLOAD_BATCH),
    ("Teaching", "/staff/teaching", Permission.CORRECT_LABELS),
    ("Insights", "/staff/insights", Permission.SEE_INSIGHTS),
    ("Staff", "/staff/people", Permission.MANAGE_STAFF),
    ("Audit", "/staff/audit", Permission.SEE_AUDIT),
)
"""The places of the console: title, path, and what one needs to go there."""

FIELD = "csrf"
"""The field of a form that holds the session's token."""

IDLE_MINUTES = int(IDLE.total_seconds() // 60)


def show(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Answer with a template that extends staff/base.html: see `render`."""
    return HTMLResponse(render(request, template, **values), status)


def render(request: Request, template: str, **values: Any) -> str:
    """Render a template of the console, a whole page or a piece of one.

    It has `staff` (None before the login), `nav`, `here`, `csrf_field` (the hidden field), `may`
    (with a permission's id), `when` (a time as people read it), `role_name`, and what is given.
    """
    staff = getattr(request.state, "staff", None)
    engine = service_of(request).pages
    return engine.get_template(template).render(
        {
            "staff": staff,
            "nav": places(request, staff.role if staff else ""),
            "here": request.url.path,
            "csrf_field": csrf_field(request),
            "may": lambda name: staff is not None and may(staff.role, Permission(name)),
            "when": when,
            "role_name": role_name,
            "idle_minutes": IDLE_MINUTES,
            **values,
        }
    )


def places(request: Request, role: str) -> list[tuple[str, str]]:
    """List title and path of the places that this role may go to and that are there."""
    paths = {getattr(route, "path", "") for route in request.app.routes}
    return [(title, path) for title, path, needed in NAV if path in paths and may(role, needed)]


def when(time: dt.datetime | None) -> str:
    """Write a time of the tables, which are in UTC, as the clock of the office shows it."""
    if time is None:
        return ""
    here = time.replace(tzinfo=dt.timezone.utc).astimezone(OFFICE)
    return f"{here.day} {here:%b %Y, %H:%M}"


def csrf_field(request: Request) -> Markup:
    """Give the hidden field that every form of the console carries, empty before the login."""
    session = getattr(request.state, "session", None)
    if session is None:
        return Markup("")
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, session.csrf)
