"""The chat page's routes: shown whole by us, so that it works without JavaScript."""

from __future__ import annotations

import hashlib

from starlette.datastructures import FormData
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.conversation import new_conversation_id
from bot.errors import BotError, Busy, ConversationEnded, InvalidConversation
from bot.web.bodies import media_type
from bot.web.chat_page import Chat, Trouble, chat_of, render, trouble_from
from bot.web.forgery import is_from_ourselves
from bot.web.limits import LIMITED_S
from bot.web.messages import count_reply
from bot.web.problems import FORM_FORGED, FORM_WANTED, ProblemError
from bot.web.service import Service, service_of
from bot.web.tokens import DAY_S

CHANNEL = "web"
COOKIE = "conversation"
_LATEST = "/chat#latest"


class ChatPage(HTTPEndpoint):
    """The chat page and its form."""

    async def get(self, request: Request) -> Response:
        """Show the conversation of the cookie, or an empty page with a new one."""
        service = service_of(request)
        try:
            conversation_id = service.tokens.read(request.cookies.get(COOKIE, ""))
        except ConversationEnded:
            return _new_page(service, notice=service.library.wording.say("page.ended"))
        except InvalidConversation:
            return _new_page(service)
        return HTMLResponse(render(service, await chat_of(service, conversation_id, CHANNEL)))

    async def post(self, request: Request) -> Response:
        """Take a message, or start again; then lead back to the page, at the newest answer."""
        service = service_of(request)
        form = await _form(request)
        typed = _field(form, "text")
        try:
            conversation_id = service.tokens.read(request.cookies.get(COOKIE, ""))
        except (InvalidConversation, ConversationEnded) as exc:
            return _new_page(service, typed, trouble_from(service.library.wording, exc))
        if not service.tokens.is_form_token(conversation_id, _field(form, "form")):
            raise ProblemError(FORM_FORGED)
        if "start_again" in form:
            return _with_cookie(service, RedirectResponse("/chat", 303), _new_id())
        try:
            await _take(request, conversation_id, typed, _field(form, "id"))
        except BotError as exc:
            chat = await chat_of(service, conversation_id, CHANNEL)
            return _troubled(service, chat, typed, trouble_from(service.library.wording, exc))
        return RedirectResponse(_LATEST, 303)


async def get_root(_request: Request) -> Response:
    """Lead to the chat page."""
    return RedirectResponse("/chat", 302)


async def _form(request: Request) -> FormData:
    """Read the form. Raises ProblemError with 415, or 403 when another site sent it."""
    if media_type(request) != "application/x-www-form-urlencoded":
        raise ProblemError(FORM_WANTED)
    if not is_from_ourselves(request.headers, service_of(request).settings.public_url):
        raise ProblemError(FORM_FORGED)
    return await request.form()


async def _take(request: Request, conversation_id: str, text: str, form_id: str) -> None:
    """Send a message on. Raises what `Conversations.receive` does."""
    service = service_of(request)
    limited_s = request.scope.get(LIMITED_S)
    if limited_s:
        raise Busy(limited_s)
    # A button pressed twice is one message; other words from a page that the browser kept are not.
    message_id = hashlib.sha256(f"{form_id}\0{text}".encode(errors="replace")).hexdigest()
    reply = await service.conversations.receive(conversation_id, text, CHANNEL, message_id)
    count_reply(service, reply, CHANNEL)


def _new_page(
    service: Service, typed: str = "", trouble: Trouble | None = None, notice: str | None = None
) -> Response:
    chat = Chat(_new_id())
    if trouble:
        return _with_cookie(service, _troubled(service, chat, typed, trouble), chat.id)
    return _with_cookie(service, HTMLResponse(render(service, chat, notice=notice)), chat.id)


def _troubled(service: Service, chat: Chat, typed: str, trouble: Trouble) -> Response:
    body = render(service, chat, typed=typed, error=trouble.text)
    return HTMLResponse(body, trouble.status, trouble.headers)


def _with_cookie(service: Service, response: Response, conversation_id: str) -> Response:
    response.set_cookie(
        COOKIE,
        service.tokens.sign(conversation_id),
        max_age=service.settings.retention_days * DAY_S,
        path="/",
        secure=service.settings.public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
    return response


def _new_id() -> str:
    return new_conversation_id(CHANNEL)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


ROUTES = [
    Route("/", get_root, methods=["GET"]),
    Route("/chat", ChatPage),
]
