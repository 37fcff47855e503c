"""Whose conversation it is: a cookie on the page of its own, a token in a frame."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.conversation import new_conversation_id
from bot.web.access import conversation_token
from bot.web.bodies import Fields, json_fields
from bot.web.forgery import is_from_ourselves
from bot.web.problems import FORM_FORGED, ProblemError
from bot.web.service import Service, service_of
from bot.web.tokens import DAY_S

CHANNEL = "web"
COOKIE = "conversation"
EASY_COOKIE = "easy"


@dataclass(frozen=True)
class Visit:
    """A conversation and how it is remembered; in a frame there are no cookies."""

    conversation_id: str
    in_frame: bool = False
    is_new: bool = False


def check_sender(request: Request) -> None:
    """Raise ProblemError with 403 when another site made the browser send this."""
    if not is_from_ourselves(request.headers, service_of(request).settings.public_url):
        raise ProblemError(FORM_FORGED)


async def fields_of_script(request: Request) -> Fields:
    """Read what our own script sent. Raises ProblemError with 403, or as `json_fields` does."""
    check_sender(request)
    return await json_fields(request)


def bears_token(request: Request) -> bool:
    """Tell whether the request names its conversation by a token, as frames do."""
    return "authorization" in request.headers


def visit_of(request: Request) -> Visit:
    """Give the conversation of the token, or else of the cookie.

    Raises InvalidConversation or ConversationEnded.
    """
    tokens = service_of(request).tokens
    if bears_token(request):
        return Visit(tokens.read(conversation_token(request)), in_frame=True)
    return Visit(tokens.read(request.cookies.get(COOKIE, "")))


def new_visit(*, in_frame: bool = False) -> Visit:
    """Begin a conversation."""
    return Visit(new_conversation_id(CHANNEL), in_frame, is_new=True)


def is_easy(request: Request) -> bool:
    """Tell whether easy read was chosen on the page of its own."""
    return EASY_COOKIE in request.cookies


def remember(service: Service, response: Response, visit: Visit) -> None:
    """Set the cookie of a conversation."""
    _set(service, response, COOKIE, service.tokens.sign(visit.conversation_id))


def remember_easy(service: Service, response: Response, *, is_wanted: bool) -> None:
    """Set the cookie of easy read, or take it back."""
    if is_wanted:
        _set(service, response, EASY_COOKIE, "yes")
    else:
        response.delete_cookie(EASY_COOKIE, path="/")


def _set(service: Service, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=service.settings.retention_days * DAY_S,
        path="/",
        secure=service.settings.public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
