"""What the chat page's own script asks for: pieces of the page, made by the same templates."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.store.journal import Conversation
from bot.store.turns import Turn, read_turn
from bot.web.bodies import media_type, query_identifier
from bot.web.chat.forms import keep_verdict, take_verdict
from bot.web.chat.page import (
    Chat,
    Shown,
    chat_of,
    last_sent,
    render_next,
    render_turns,
    shown,
)
from bot.web.chat.telling import PageEvents
from bot.web.chat.visits import (
    CHANNEL,
    Visit,
    bears_token,
    fields_of_script,
    new_visit,
    remember,
    remember_easy,
    visit_of,
)
from bot.web.events import event_stream
from bot.web.messages import count_reply
from bot.web.problems import NO_ANSWER, ProblemError
from bot.web.service import Service, service_of


async def post_turn(request: Request) -> JSONResponse:
    """Answer a message. `fresh` begins a conversation, and so does a frame without a token.

    Raises ProblemError with 500 when there is no answer; the same id then asks again.
    """
    service = service_of(request)
    fields = await fields_of_script(request)
    text, message_id = fields.text("text"), fields.identifier("id")
    in_frame, is_easy, is_fresh = (fields.flag(name) for name in ("frame", "easy", "fresh"))
    fields.check()
    begins = is_fresh or (in_frame and not bears_token(request))
    visit = new_visit(in_frame=in_frame) if begins else visit_of(request)
    reply = await service.conversations.receive(visit.conversation_id, text, CHANNEL, message_id)
    count_reply(service, reply, CHANNEL)
    turn = await asyncio.to_thread(read_turn, service.engine, visit.conversation_id, message_id)
    if reply.has_failed or turn is None or turn.asked is None:
        raise ProblemError(NO_ANSWER)
    return _answer(service, visit, reply.conversation, turn, is_easy=is_easy)


def _answer(
    service: Service, visit: Visit, conversation: Conversation, turn: Turn, *, is_easy: bool
) -> JSONResponse:
    is_held = conversation.held_by != "bot"
    pieces = shown([turn], is_held=is_held)
    announce = turn.asked and service.speaker.turn(
        turn.asked, turn.sent, is_easy=is_easy, is_held=is_held
    )
    body = _state(service, visit, conversation.reference, conversation.held_by) | {
        "html": render_turns(service, visit.conversation_id, pieces, is_easy=is_easy),
        "announce": announce,
        "next_html": render_next(service, visit.conversation_id, [turn], is_held=is_held),
        "last": last_sent([turn]),
    }
    response = JSONResponse(body)
    if visit.is_new and not visit.in_frame:
        remember(service, response, visit)
    return response


async def post_log(request: Request) -> Response:
    """Give the whole conversation anew: in another view, or in a frame that was loaded again."""
    service = service_of(request)
    fields = await fields_of_script(request)
    is_easy, in_frame = fields.flag("easy"), fields.flag("frame")
    fields.check()
    visit = None if in_frame and not bears_token(request) else visit_of(request)
    chat = await chat_of(service, visit) if visit else Chat("")
    body = _state(service, visit, chat.reference, "person" if chat.is_held else "bot") | {
        "html": render_turns(
            service, chat.id, shown(chat.turns, is_held=chat.is_held), is_easy=is_easy
        ),
        "next_html": render_next(service, chat.id, chat.turns, is_held=chat.is_held),
        "last": last_sent(chat.turns),
    }
    response = JSONResponse(body)
    if not in_frame:
        remember_easy(service, response, is_wanted=is_easy)
    return response


async def get_events(request: Request) -> Response:
    """Tell what people write, and who holds the conversation, as it happens."""
    service = service_of(request)
    visit = visit_of(request)
    after = query_identifier(request, "after")
    service.listeners.check(visit.conversation_id)
    telling = PageEvents(service, visit.conversation_id)
    return event_stream(service, visit.conversation_id, after, telling)


async def post_feedback(request: Request) -> Response:
    """Keep whether a message helped, sent by a form or by the script; give what follows there."""
    if media_type(request) != "application/json":
        return await take_verdict(request)
    service = service_of(request)
    fields = await fields_of_script(request)
    message_id = fields.identifier("message")
    verdict, reason = fields.one_of("verdict", "up", "down"), fields.optional_text("reason")
    fields.check()
    visit = visit_of(request)
    await keep_verdict(service, visit, message_id, verdict, reason)
    chat = await chat_of(service, visit)
    said = {"asks_why" if verdict == "down" and reason is None else "thanks": message_id}
    pieces = [Shown(t) for t in chat.turns if any(each.id == message_id for each in t.sent)]
    html = render_turns(service, visit.conversation_id, pieces, is_easy=False, **said)
    return JSONResponse({"html": html})


def _state(
    service: Service, visit: Visit | None, reference: str | None, held_by: str
) -> dict[str, str | None]:
    """Give what every piece comes with; the token only to a frame, which has no cookie."""
    token = service.tokens.sign(visit.conversation_id) if visit and visit.in_frame else None
    said = reference and service.library.wording.say("page.reference", reference=reference)
    return {"conversation": token, "reference": said, "held_by": held_by}
