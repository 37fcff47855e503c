"""Cookies of the staff pages: the session, what guards the login form, the way to single sign-on.

SameSite is Lax: Strict would not be sent on the way back from the provider of single sign-on, nor
by a link in an email to a case. What Lax lets through are links, and no link changes anything.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.web.service import Service, service_of

SESSION = "staff"
FORM = "staff_form"
OPENID = "staff_openid"


def read_cookie(request: Request, name: str) -> str:
    """Give a cookie's value, empty when it is not there."""
    return request.cookies.get(_full_name(service_of(request), name), "")


def set_cookie(service: Service, response: Response, name: str, value: str) -> None:
    """Set a cookie until the browser is closed; the server forgets it earlier."""
    response.set_cookie(
        _full_name(service, name),
        value,
        path="/",
        secure=_is_https(service),
        httponly=True,
        samesite="lax",
    )


def delete_cookie(service: Service, response: Response, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        _full_name(service, name),
        path="/",
        secure=_is_https(service),
        httponly=True,
        samesite="lax",
    )


def _is_https(service: Service) -> bool:
    return service.settings.public_url.startswith("https://")


def _full_name(service: Service, name: str) -> str:
    # The prefix binds a cookie to this host and to https; browsers refuse it on plain http.
    return f"__Host-{name}" if _is_https(service) else name
