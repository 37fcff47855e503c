"""Log in by password, and log out."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import LoginThrottled
from bot.store.passwords import hash_password, is_outdated, is_password
from bot.store.staff import Staff
from bot.web.forgery import is_from_ourselves
from bot.web.service import service_of
from bot.web.staff.cookies import FORM, SESSION, delete_cookie, read_cookie, set_cookie
from bot.web.staff.desk import Desk
from bot.web.staff.guard import (
    LOGIN,
    current_session,
    field_of,
    form_of,
    local_path,
    session_of,
)
from bot.web.staff.pages import FIELD, show

# Apart from the other threads: hashes take time and memory, and a flood of logins shall not keep
# the chat's own work waiting.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")

_WRONG = "The email address or the password is not right."
_NOT_OURS = "The form did not come from this page, or cookies are off. Try again."


async def get_login(request: Request) -> Response:
    """Show the form; who is logged in already goes on."""
    then = local_path(request.query_params.get("next", ""))
    if await session_of(request):
        return RedirectResponse(then, 303)
    return login_form(request, then)


async def post_login(request: Request) -> Response:
    """Check email and password; begin a session under a new id."""
    form = await form_of(request)
    then, email = local_path(field_of(form, "next")), field_of(form, "email")
    if not _is_ours(request, field_of(form, FIELD)):
        return login_form(request, then, email, _NOT_OURS, 403)
    try:
        staff = await _log_in(request, email, field_of(form, "password"))
    except LoginThrottled as exc:
        return throttled(request, then, email, exc.retry_after_s)
    if staff is None:
        return login_form(request, then, email, _WRONG, 422)
    return await enter(request, staff, then, "password")


async def post_logout(request: Request) -> Response:
    """End the session."""
    service = service_of(request)
    await asyncio.to_thread(service.desk.sessions.log_out, current_session(request))
    response = RedirectResponse(f"{LOGIN}?out=1", 303)
    delete_cookie(service, response, SESSION)
    return response


async def enter(request: Request, staff: Staff, then: str, way: str) -> Response:
    """Begin a session and lead on. The id is always a new one; one brought along ends."""
    service = service_of(request)
    before = await session_of(request)
    if before:
        await asyncio.to_thread(service.desk.sessions.log_out, before[0])
    secret = await asyncio.to_thread(service.desk.sessions.begin, staff.id, way)
    response = RedirectResponse(then, 303)
    set_cookie(service, response, SESSION, secret)
    delete_cookie(service, response, FORM)
    return response


def login_form(
    request: Request, then: str, email: str = "", error: str = "", status: int = 200
) -> Response:
    """Show the form, with what was wrong."""
    service = service_of(request)
    guard = read_cookie(request, FORM) or secrets.token_urlsafe(32)
    response = show(
        request,
        "staff/login.html",
        status,
        then=then,
        email=email,
        error=error,
        token=service.tokens.form_token(f"{LOGIN}:{guard}"),
        has_single_sign_on=service.desk.openid is not None,
        is_out="out" in request.query_params,
    )
    set_cookie(service, response, FORM, guard)
    return response


def throttled(request: Request, then: str, email: str, wait_s: int) -> Response:
    """Show the form with how long to wait."""
    wait = f"{wait_s} seconds" if wait_s < 90 else f"{round(wait_s / 60)} minutes"
    error = f"There were too many failed tries. Wait {wait}, then try again."
    response = login_form(request, then, email, error, 429)
    response.headers["Retry-After"] = str(wait_s)
    return response


async def check_password_of(desk: Desk, staff: Staff | None, password: str) -> bool:
    """Tell whether it is the account's password, taking as long where there is no account."""
    kept = staff.password_hash if staff and staff.disabled_at is None else None
    loop = asyncio.get_running_loop()
    if not await loop.run_in_executor(_HASHING, is_password, password, kept):
        return False
    if staff and kept and is_outdated(kept):
        renewed = await hashed(password)
        await asyncio.to_thread(desk.accounts.renew_hash, staff.id, renewed)
    return True


async def hashed(password: str) -> str:
    """Hash a password off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, hash_password, password)


async def _log_in(request: Request, email: str, password: str) -> Staff | None:
    """Give the account when the password is right, else None. Raises LoginThrottled."""
    service = service_of(request)
    desk, address = service.desk, service.clients.address(request.scope)
    tried = await asyncio.to_thread(desk.attempts.begin, email.strip().casefold(), address)
    staff = await asyncio.to_thread(desk.accounts.by_email, email)
    if await check_password_of(desk, staff, password):
        await asyncio.to_thread(desk.attempts.succeed, tried)
        return staff
    reason = "wrong_password" if staff else "unknown_account"
    if staff and staff.disabled_at:
        reason = "disabled"
    await asyncio.to_thread(desk.attempts.fail, staff.id if staff else None, reason)
    return None


def _is_ours(request: Request, token: str) -> bool:
    service = service_of(request)
    guard = read_cookie(request, FORM)
    wanted = service.tokens.form_token(f"{LOGIN}:{guard}")
    is_token = hmac.compare_digest(token.encode(errors="replace"), wanted.encode())
    ours = is_from_ourselves(request.headers, service.settings.public_url)
    return bool(guard) and is_token and ours
