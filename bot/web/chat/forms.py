"""The chat page's routes for browsers without scripts: forms and links, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.errors import BotError, Busy, ConversationEnded, InvalidConversation
from bot.store.turns import read_turn
from bot.web.bodies import media_type
from bot.web.chat.page import Chat, Trouble, View, chat_of, render, trouble_from, turn_to_retry
from bot.web.chat.visits import (
    CHANNEL,
    Visit,
    check_sender,
    is_easy,
    new_visit,
    remember,
    remember_easy,
    visit_of,
)
from bot.web.limits import LIMITED_S
from bot.web.messages import count_reply, reason_of
from bot.web.problems import FORM_FORGED, FORM_WANTED, MESSAGE_UNKNOWN, ProblemError
from bot.web.service import Service, service_of


class ChatPage(HTTPEndpoint):
    """The chat page and its form."""

    async def get(self, request: Request) -> Response:
        """Show the conversation of the cookie, or an empty page with a new one."""
        service = service_of(request)
        query = request.query_params
        try:
            visit = visit_of(request)
        except ConversationEnded:
            notice = service.library.wording.say("page.ended")
            return _new_page(service, View(is_easy(request), notice=notice))
        except InvalidConversation:
            return _new_page(service, View(is_easy(request)))
        view = View(is_easy(request), asks_why=query.get("why"), thanks=query.get("thanks"))
        return HTMLResponse(render(service, await chat_of(service, visit), view))

    async def post(self, request: Request) -> Response:
        """Take a message, or start again; then lead back to the page, at the newest answer."""
        service = service_of(request)
        form = await form_of(request)
        typed = field_of(form, "text")
        try:
            visit = visit_of(request)
        except (InvalidConversation, ConversationEnded) as exc:
            view = View(is_easy(request), typed=typed)
            return _new_page(service, view, trouble_from(service.library.wording, exc))
        check_form_token(service, visit, form)
        if "start_again" in form:
            response = RedirectResponse("/chat", 303)
            remember(service, response, new_visit())
            return response
        try:
            number = await _take(request, visit, form)
        except BotError as exc:
            view = View(is_easy(request), typed=typed)
            trouble = trouble_from(service.library.wording, exc)
            return _troubled(service, await chat_of(service, visit), view, trouble)
        return RedirectResponse(f"/chat#answer-{number}", 303)


class EasyRead(HTTPEndpoint):
    """The choice between easy read and the usual view."""

    async def get(self, _request: Request) -> Response:
        """Lead back to the page, for those who load it again."""
        return RedirectResponse("/chat", 302)

    async def post(self, request: Request) -> Response:
        """Remember the choice, and keep what was typed."""
        service = service_of(request)
        form = await form_of(request)
        is_wanted, typed = field_of(form, "easy") == "yes", field_of(form, "text")
        response: Response = RedirectResponse("/chat", 303)
        if typed:
            try:
                chat = await chat_of(service, visit_of(request))
            except (InvalidConversation, ConversationEnded):
                return _new_page(service, View(is_wanted, typed=typed))
            response = HTMLResponse(render(service, chat, View(is_wanted, typed=typed)))
        remember_easy(service, response, is_wanted=is_wanted)
        return response


async def take_verdict(request: Request) -> Response:
    """Keep whether a message helped; then lead back to it, to ask why it did not."""
    service = service_of(request)
    form = await form_of(request)
    visit = visit_of(request)
    check_form_token(service, visit, form)
    message_id, reason = field_of(form, "message"), field_of(form, "reason")
    verdict = "up" if field_of(form, "verdict") == "up" else "down"
    await keep_verdict(service, visit, message_id, verdict, reason)
    asks_why = verdict == "down" and "reason" not in form
    query = urlencode({"why" if asks_why else "thanks": message_id})
    return RedirectResponse(f"/chat?{query}#verdict-{quote(message_id)}", 303)


async def keep_verdict(
    service: Service, visit: Visit, message_id: str, verdict: str, reason: str | None
) -> None:
    """Keep a verdict. Raises ProblemError with 404, or TextTooLong for the reason."""
    is_kept = await asyncio.to_thread(
        service.journal.give_feedback,
        visit.conversation_id,
        message_id,
        verdict,
        reason_of(reason),
    )
    if not is_kept:
        raise ProblemError(MESSAGE_UNKNOWN)


async def form_of(request: Request) -> FormData:
    """Read the form. Raises ProblemError with 415, or 403 when another site sent it."""
    if media_type(request) != "application/x-www-form-urlencoded":
        raise ProblemError(FORM_WANTED)
    check_sender(request)
    return await request.form()


async def _take(request: Request, visit: Visit, form: FormData) -> int:
    """Send a message on; give the number of its answer.

    Raises what `Conversations.receive` does.
    """
    service = service_of(request)
    limited_s = request.scope.get(LIMITED_S)
    if limited_s:
        raise Busy(limited_s)
    text, message_id = field_of(form, "text"), _message_id(form)
    if "retry" in form:
        again = turn_to_retry((await chat_of(service, visit)).turns, field_of(form, "retry"))
        if again:
            text, message_id = again.text, again.message_id
    reply = await service.conversations.receive(visit.conversation_id, text, CHANNEL, message_id)
    count_reply(service, reply, CHANNEL)
    turn = await asyncio.to_thread(read_turn, service.engine, visit.conversation_id, message_id)
    return turn.asked.number if turn and turn.asked else 1


def _message_id(form: FormData) -> str:
    """Name a message: a button pressed twice is one, other words from a kept page are not."""
    whole = f"{field_of(form, 'id')}\0{field_of(form, 'text')}"
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()


def check_form_token(service: Service, visit: Visit, form: FormData) -> None:
    """Raise ProblemError with 403 when a form was not made for this conversation."""
    if not service.tokens.is_form_token(visit.conversation_id, field_of(form, "form")):
        raise ProblemError(FORM_FORGED)


def _new_page(service: Service, view: View, trouble: Trouble | None = None) -> Response:
    visit = new_visit()
    chat = Chat(visit.conversation_id)
    response = (
        _troubled(service, chat, view, trouble)
        if trouble
        else HTMLResponse(render(service, chat, view))
    )
    remember(service, response, visit)
    if view.is_easy:
        remember_easy(service, response, is_wanted=True)
    return response


def _troubled(service: Service, chat: Chat, view: View, trouble: Trouble) -> Response:
    told = View(view.is_easy, typed=view.typed, error=trouble.text)
    return HTMLResponse(render(service, chat, told), trouble.status, trouble.headers)


def field_of(form: FormData, name: str) -> str:
    """Give a text field of a form, empty when it is missing or a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
