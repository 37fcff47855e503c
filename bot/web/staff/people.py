"""Staff accounts, for who manages them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import BotError, LastAdmin, PasswordRefused, StaffEmailTaken, UnknownStaff
from bot.store.passwords import SHORTEST, check_password
from bot.store.staff import NewStaff
from bot.store.staff_fields import check_email, check_name
from bot.triage.roles import ROLES
from bot.web.service import service_of
from bot.web.staff.desk import Desk
from bot.web.staff.guard import current_staff, field_of, form_of
from bot.web.staff.login import hashed
from bot.web.staff.pages import show

PEOPLE = "/staff/people"

_DONE = {
    "added": "The account was added.",
    "role": "The role was changed, and all sessions of the account were ended.",
    "disable": "The account was disabled, and all its sessions were ended.",
    "enable": "The account can be used again.",
    "password": "The password was set, and all sessions of the account were ended.",
    "sessions": "All sessions of the account were ended.",
}
_TOLD = (LastAdmin, PasswordRefused, StaffEmailTaken, UnknownStaff)


async def get_people(request: Request) -> Response:
    """List all accounts, with a form to add one."""
    return await _page(request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def post_added(request: Request) -> Response:
    """Add an account; without a password it comes in by single sign-on alone."""
    form = await form_of(request)
    email, name, role = (field_of(form, each).strip() for each in ("email", "name", "role"))
    password = field_of(form, "password")
    fault = check_email(email) or check_name(name) or _role_fault(role)
    typed = {"email": email, "name": name, "role": role}
    if fault:
        return await _page(request, 422, error=fault, typed=typed)
    try:
        if password or service_of(request).desk.openid is None:
            check_password(password, email)
        kept = await hashed(password) if password else None
        new = NewStaff(email, name, role, kept)
        accounts = service_of(request).desk.accounts
        await asyncio.to_thread(accounts.add, new, current_staff(request).id)
    except _TOLD as exc:
        return await _page(request, 422, error=_sentence(exc), typed=typed)
    return _done("added")


async def post_role(request: Request) -> Response:
    """Give another role."""
    role = field_of(await form_of(request), "role")
    fault = _role_fault(role)
    if fault:
        return await _page(request, 422, error=fault)
    return await _change(
        request, "role", lambda desk, who, actor: desk.accounts.change_role(who, role, actor)
    )


async def post_disable(request: Request) -> Response:
    """Disable an account."""
    return await _change(
        request, "disable", lambda desk, who, actor: desk.accounts.disable(who, actor)
    )


async def post_enable(request: Request) -> Response:
    """Enable an account."""
    return await _change(
        request, "enable", lambda desk, who, actor: desk.accounts.enable(who, actor)
    )


async def post_sessions(request: Request) -> Response:
    """End all sessions of an account."""
    return await _change(
        request, "sessions", lambda desk, who, actor: desk.sessions.revoke_all(who, actor)
    )


async def post_password(request: Request) -> Response:
    """Set somebody's password anew."""
    password = field_of(await form_of(request), "password")
    accounts = service_of(request).desk.accounts
    try:
        staff = await asyncio.to_thread(accounts.get, request.path_params["id"])
        check_password(password, staff.email)
    except _TOLD as exc:
        return await _page(request, 422, error=_sentence(exc))
    kept = await hashed(password)
    return await _change(
        request, "password", lambda desk, who, actor: desk.accounts.set_password(who, kept, actor)
    )


async def _change(
    request: Request, what: str, change: Callable[[Desk, int, int], None]
) -> Response:
    desk, staff = service_of(request).desk, current_staff(request)
    try:
        await asyncio.to_thread(change, desk, request.path_params["id"], staff.id)
    except _TOLD as exc:
        return await _page(request, 422, error=_sentence(exc))
    return _done(what)


async def _page(
    request: Request,
    status: int = 200,
    *,
    error: str = "",
    done: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    desk = service_of(request).desk
    return show(
        request,
        "staff/people.html",
        status,
        people=await asyncio.to_thread(desk.accounts.all),
        roles=ROLES,
        shortest=SHORTEST,
        has_single_sign_on=desk.openid is not None,
        error=error,
        done=done,
        typed=typed or {"email": "", "name": "", "role": "viewer"},
    )


def _done(what: str) -> Response:
    return RedirectResponse(f"{PEOPLE}?done={what}", 303)


def _role_fault(role: str) -> str:
    return "" if role in ROLES else "Choose a role of the list."


def _sentence(exc: BotError) -> str:
    sentence = str(exc)
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."
