"""One's own account: the password, and where one is logged in."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import LoginThrottled, PasswordRefused
from bot.store.passwords import SHORTEST, check_password
from bot.web.service import service_of
from bot.web.staff.cookies import SESSION, set_cookie
from bot.web.staff.guard import current_session, current_staff, field_of, form_of
from bot.web.staff.login import check_password_of, hashed
from bot.web.staff.pages import show

ACCOUNT = "/staff/account"
_DONE = {
    "password": "Your password was changed. You were logged out everywhere else.",
    "sessions": "The session was ended.",
}


async def get_account(request: Request) -> Response:
    """Show the account."""
    return await _page(request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def post_password(request: Request) -> Response:
    """Change the password; all sessions end, and this browser gets a new one."""
    service, staff = service_of(request), current_staff(request)
    form = await form_of(request)
    new = field_of(form, "new")
    try:
        await _check_current(request, field_of(form, "current"))
        check_password(new, staff.email)
    except PasswordRefused as exc:
        return await _page(request, 422, error=exc.reason)
    except LoginThrottled as exc:
        wait = f"There were too many failed tries. Wait {exc.retry_after_s} seconds."
        return await _page(request, 429, error=wait)
    kept = await hashed(new)
    await asyncio.to_thread(service.desk.accounts.set_password, staff.id, kept, staff.id)
    secret = await asyncio.to_thread(service.desk.sessions.begin, staff.id, "password_changed")
    response = RedirectResponse(f"{ACCOUNT}?done=password", 303)
    set_cookie(service, response, SESSION, secret)
    return response


async def post_end(request: Request) -> Response:
    """End one of one's own sessions, or all but this one."""
    desk, staff = service_of(request).desk, current_staff(request)
    digest = field_of(await form_of(request), "session")
    if digest == "others":
        here = current_session(request).digest
        await asyncio.to_thread(desk.sessions.revoke_all, staff.id, staff.id, but=here)
    else:
        await asyncio.to_thread(desk.sessions.revoke, staff.id, digest, staff.id)
    return RedirectResponse(f"{ACCOUNT}?done=sessions", 303)


async def _check_current(request: Request, password: str) -> None:
    """Raise PasswordRefused unless it is the password now; LoginThrottled after many tries."""
    service, staff = service_of(request), current_staff(request)
    address = service.clients.address(request.scope)
    tried = await asyncio.to_thread(service.desk.attempts.begin, staff.email, address)
    if not await check_password_of(service.desk, staff, password):
        await asyncio.to_thread(service.desk.attempts.fail, staff.id, "wrong_password")
        raise PasswordRefused("The password that you use now is not right.")
    await asyncio.to_thread(service.desk.attempts.succeed, tried)


async def _page(
    request: Request, status: int = 200, *, error: str = "", done: str = ""
) -> Response:
    desk, staff = service_of(request).desk, current_staff(request)
    sessions = await asyncio.to_thread(desk.sessions.of, staff.id)
    return show(
        request,
        "staff/account.html",
        status,
        sessions=sessions,
        this=current_session(request).digest,
        shortest=SHORTEST,
        error=error,
        done=done,
    )
