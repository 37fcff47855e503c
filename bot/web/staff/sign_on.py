"""Log in through the OpenID provider. No account is made by it: one must be there already."""

from __future__ import annotations

import asyncio

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import LoginFailed, LoginThrottled
from bot.store.staff import Staff
from bot.web.service import service_of
from bot.web.staff.cookies import OPENID, delete_cookie, read_cookie, set_cookie
from bot.web.staff.desk import Desk
from bot.web.staff.guard import HOME, local_path
from bot.web.staff.login import enter, login_form, throttled
from bot.web.staff.openid import Identity, OpenIdClient

log = structlog.get_logger(__name__)

_NO_ACCOUNT = "You were recognised, but have no account here. Ask an admin to add you."
_FAILED = "Single sign-on did not work. Try again, or log in with a password."
_OF_NO_ACCOUNT = ("no_account", "disabled", "another_subject")


async def get_openid(request: Request) -> Response:
    """Lead to the provider."""
    service = service_of(request)
    then = local_path(request.query_params.get("next", ""))
    try:
        url, pending = await _client(request).begin(then)
    except LoginFailed as exc:
        # The provider's fault and nobody's try, so that it is in the log alone.
        return _failed(request, exc.reason)
    response = RedirectResponse(url, 303)
    set_cookie(service, response, OPENID, pending)
    return response


async def get_callback(request: Request) -> Response:
    """Take who comes back from the provider."""
    service, given = service_of(request), request.query_params
    desk, client = service.desk, _client(request)
    try:
        address = service.clients.address(request.scope)
        tried = await asyncio.to_thread(desk.attempts.begin, None, address)
        pending = client.pending(read_cookie(request, OPENID), given.get("state", ""))
        identity = await client.identify(given.get("code", ""), pending)
        staff = await asyncio.to_thread(_account_of, desk, identity)
    except LoginThrottled as exc:
        return throttled(request, HOME, "", exc.retry_after_s)
    except LoginFailed as exc:
        await asyncio.to_thread(desk.attempts.fail, None, exc.reason)
        return _failed(request, exc.reason)
    await asyncio.to_thread(desk.attempts.succeed, tried)
    response = await enter(request, staff, local_path(pending.then), "single_sign_on")
    delete_cookie(service, response, OPENID)
    return response


def _account_of(desk: Desk, identity: Identity) -> Staff:
    """Find the account: by the provider's own name for it, at first by the verified email.

    Raises LoginFailed when there is none that may come in.
    """
    found = desk.accounts.by_subject(identity.subject)
    if found is None and identity.email:
        found = desk.accounts.by_email(identity.email)
    if found is None:
        raise LoginFailed("no_account")
    if found.disabled_at:
        raise LoginFailed("disabled")
    # An address that went to somebody else at the provider does not take the account with it.
    if found.oidc_subject not in (None, identity.subject):
        raise LoginFailed("another_subject")
    if found.oidc_subject is None:
        desk.accounts.link_subject(found.id, identity.subject)
    return found


def _failed(request: Request, reason: str) -> Response:
    log.warning("staff.sign_on_failed", reason=reason)
    sentence = _NO_ACCOUNT if reason in _OF_NO_ACCOUNT else _FAILED
    response = login_form(request, HOME, error=sentence, status=403)
    delete_cookie(service_of(request), response, OPENID)
    return response


def _client(request: Request) -> OpenIdClient:
    client = service_of(request).desk.openid
    if client is None:
        raise HTTPException(404)
    return client
