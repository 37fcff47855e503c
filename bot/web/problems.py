"""All errors of the web, as RFC 9457 problem details; for pages, as a plain page."""

from __future__ import annotations

import http
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import sqlalchemy.exc
import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import (
    Busy,
    ConversationEnded,
    InvalidConversation,
    NoMessageYet,
    NotReady,
    TextEmpty,
    TextTooLong,
)

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "/problems/"
_MACHINE_PATHS = ("/api/", "/webhooks/", "/channels/", "/openapi.json", "/healthz", "/readyz")


@dataclass(frozen=True)
class Problem:
    """One error as it is told; `name` is the last part of its type."""

    status: int
    name: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Give the name as words; it never differs between two problems of one type."""
        return self.name.replace("-", " ").capitalize()

    def as_dict(self) -> dict[str, Any]:
        """Give the problem details object."""
        return {
            "type": TYPE_PREFIX + self.name,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }


class ProblemError(Exception):
    """Carries a problem from a handler to whoever answers."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.name)


class ErrorPage(Protocol):
    """Renders a problem for people."""

    def __call__(self, problem: Problem) -> str:
        """Give the page."""
        ...


BODY_TOO_LARGE = Problem(413, "body-too-large", "The body is larger than may be sent here.")
BODY_TOO_SLOW = Problem(408, "body-too-slow", "The body did not arrive in time.")
MALFORMED = Problem(400, "malformed", "The body is not JSON in UTF-8.")
MEDIA_TYPE_WRONG = Problem(415, "unsupported-media-type", "Send the body as application/json.")
FORM_WANTED = Problem(415, "unsupported-media-type", "Send the form as browsers do.")
INVALID_FIELDS = Problem(422, "invalid-fields", "Some fields are missing or wrong; see errors.")
TOO_MANY_REQUESTS = Problem(429, "too-many-requests", "Too many requests; wait, then try again.")
TOO_MANY_LISTENERS = Problem(
    429, "too-many-listeners", "Too many event streams are open.", {"Retry-After": "30"}
)
KEY_WANTED = Problem(
    401,
    "key-wanted",
    "Send a valid API key as Authorization: Bearer.",
    {"WWW-Authenticate": "Bearer"},
)
TOKEN_WANTED = Problem(
    401,
    "token-wanted",
    "Send the conversation token as Authorization: Bearer.",
    {"WWW-Authenticate": "Bearer"},
)
KEY_SCOPE = Problem(403, "key-scope", "This API key has not the scope that is needed here.")
FORM_FORGED = Problem(403, "form-not-ours", "The form was not sent from our own page.")
MESSAGE_UNKNOWN = Problem(404, "unknown-message", "This conversation has no such message.")
NO_ANSWER = Problem(500, "no-answer", "No answer could be made; send the message again.")
INTERNAL = Problem(500, "internal-error", "Something went wrong on our side.")
DATABASE_DOWN = Problem(
    503, "database-unavailable", "The database cannot be reached.", {"Retry-After": "5"}
)
TEXT_EMPTY = Problem(400, "empty-text", "The text holds no words.")
TEXT_TOO_LONG = Problem(413, "text-too-long", "The text is longer than may be sent.")
INVALID_CONVERSATION = Problem(
    400, "invalid-conversation", "The conversation token is not one of ours."
)
CONVERSATION_ENDED = Problem(
    410, "conversation-ended", "The conversation has ended; begin a new one without a token."
)
NO_MESSAGE_YET = Problem(409, "no-message", "The conversation has no message yet; send one first.")
NOT_READY = Problem(
    503, "not-ready", "The model is being loaded; try again soon.", {"Retry-After": "5"}
)

_OF_ERROR: Mapping[type[Exception], Problem] = {
    TextEmpty: TEXT_EMPTY,
    TextTooLong: TEXT_TOO_LONG,
    InvalidConversation: INVALID_CONVERSATION,
    ConversationEnded: CONVERSATION_ENDED,
    NotReady: NOT_READY,
    NoMessageYet: NO_MESSAGE_YET,
    sqlalchemy.exc.OperationalError: DATABASE_DOWN,
    sqlalchemy.exc.InterfaceError: DATABASE_DOWN,
    sqlalchemy.exc.TimeoutError: DATABASE_DOWN,
}


def too_many_requests(retry_after_s: int) -> Problem:
    """Say when the next request will be taken."""
    return replace(TOO_MANY_REQUESTS, headers={"Retry-After": str(retry_after_s)})


def problem_from(exc: Exception) -> Problem:
    """Give the problem that an error is told as; one that is not known is ours."""
    if isinstance(exc, ProblemError):
        return exc.problem
    if isinstance(exc, Busy):
        return too_many_requests(exc.retry_after_s)
    if isinstance(exc, TextTooLong):
        return replace(TEXT_TOO_LONG, extra={"length": exc.length, "most": exc.most})
    if isinstance(exc, HTTPException):
        phrase = http.HTTPStatus(exc.status_code).phrase
        name = phrase.lower().replace(" ", "-").replace("'", "")
        return Problem(exc.status_code, name, f"{phrase}.", dict(exc.headers or {}))
    return next((p for kind, p in _OF_ERROR.items() if isinstance(exc, kind)), INTERNAL)


def wants_page(scope: Scope) -> bool:
    """Tell whether the caller is somebody at a browser."""
    path = scope["path"]
    if path.startswith(_MACHINE_PATHS) or path == "/metrics":
        return False
    return path == "/chat" or "text/html" in Headers(scope=scope).get("accept", "")


def problem_response(scope: Scope, problem: Problem, page: ErrorPage) -> Response:
    """Answer with a problem in the form that fits the caller."""
    headers = dict(problem.headers)
    if wants_page(scope):
        return HTMLResponse(page(problem), problem.status, headers)
    body = json.dumps(problem.as_dict())
    return Response(body, problem.status, headers, media_type=MEDIA_TYPE)


class Problems:
    """ASGI middleware: turns every error into an answer, and logs those that are ours."""

    def __init__(self, app: ASGIApp, page: ErrorPage) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; when that fails before anything was sent, answer with the problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        # The one edge of the web: nothing that fails behind it is told as it was raised.
        except Exception as exc:
            problem = problem_from(exc)
            if problem.status >= 500 and problem.name != NOT_READY.name:
                log.exception("web.failed", path=scope["path"], problem=problem.name)
            if not has_begun:
                await problem_response(scope, problem, self._page)(scope, receive, send)
