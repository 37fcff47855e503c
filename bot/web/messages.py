"""The message API: send a message, read what came later, say whether it helped."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.conversation import Reply, checked, new_conversation_id
from bot.errors import TextEmpty
from bot.masking import mask
from bot.store.journal import Conversation, Journal, Sent
from bot.web.access import conversation_token
from bot.web.bodies import json_fields, query_identifier
from bot.web.events import event_stream
from bot.web.problems import MESSAGE_UNKNOWN, ProblemError
from bot.web.service import Service, service_of

CHANNEL = "web"


class Messages(HTTPEndpoint):
    """What goes in and what comes out; a class, so that a wrong method is told of both."""

    async def post(self, request: Request) -> JSONResponse:
        """Answer a message; without a token it begins a conversation."""
        return await _post_message(request)

    async def get(self, request: Request) -> JSONResponse:
        """Give what was sent after a message; all, when that message is not known."""
        return await _get_messages(request)


async def _post_message(request: Request) -> JSONResponse:
    service = service_of(request)
    fields = await json_fields(request)
    text = fields.text("text")
    token = fields.optional_text("conversation")
    message_id = fields.optional_identifier("id")
    fields.check()
    conversation_id = new_conversation_id(CHANNEL) if token is None else service.tokens.read(token)
    reply = await service.conversations.receive(conversation_id, text, CHANNEL, message_id)
    count_reply(service, reply, CHANNEL)
    token = token or service.tokens.sign(conversation_id)
    return JSONResponse(_state(token, reply.conversation, reply.messages))


async def _get_messages(request: Request) -> JSONResponse:
    service = service_of(request)
    token = conversation_token(request)
    conversation_id = service.tokens.read(token)
    after = query_identifier(request, "after")
    conversation = await asyncio.to_thread(
        service.journal.open_conversation, conversation_id, CHANNEL
    )
    sent = await asyncio.to_thread(sent_after, service.journal, conversation_id, after)
    return JSONResponse(_state(token, conversation, sent))


async def get_events(request: Request) -> Response:
    """Give the same as server-sent events, as they come."""
    service = service_of(request)
    conversation_id = service.tokens.read(conversation_token(request))
    after = query_identifier(request, "after") or request.headers.get("last-event-id")
    service.listeners.check(conversation_id)
    return event_stream(service, conversation_id, after)


async def post_feedback(request: Request) -> Response:
    """Keep whether a message helped; the newest verdict counts."""
    service = service_of(request)
    conversation_id = service.tokens.read(conversation_token(request))
    fields = await json_fields(request)
    message_id = fields.identifier("message")
    verdict = fields.one_of("verdict", "up", "down")
    reason = fields.optional_text("reason")
    fields.check()
    is_kept = await asyncio.to_thread(
        service.journal.give_feedback, conversation_id, message_id, verdict, reason_of(reason)
    )
    if not is_kept:
        raise ProblemError(MESSAGE_UNKNOWN)
    return Response(status_code=204)


def sent_after(journal: Journal, conversation_id: str, message_id: str | None) -> list[Sent]:
    """List what was sent after a message; all, when the conversation has not sent it.

    An answer that only says that something went wrong is not kept, and its id not known later.
    """
    sent = journal.sent_after(conversation_id, message_id)
    if sent or message_id is None:
        return sent
    everything = journal.sent_after(conversation_id, None)
    return [] if any(each.id == message_id for each in everything) else everything


def count_reply(service: Service, reply: Reply, channel: str) -> None:
    """Count an answer in the metrics."""
    if reply.has_failed:
        service.metrics.failures.inc()
        return
    for each in reply.messages:
        service.metrics.answers.labels(channel, each.answer["route"], each.answer["safety"]).inc()


def reason_of(text: str | None) -> str | None:
    """Clean and mask why a message did not help; an empty reason is none."""
    try:
        return mask(checked(text)) if text is not None else None
    except TextEmpty:
        return None


def _state(
    token: str, conversation: Conversation, sent: list[Sent] | tuple[Sent, ...]
) -> dict[str, Any]:
    return {
        "conversation": token,
        "reference": conversation.reference,
        "held_by": conversation.held_by,
        "messages": [each.as_dict() for each in sent],
    }


ROUTES = [
    Route("/api/v1/messages", Messages),
    Route("/api/v1/events", get_events, methods=["GET"]),
    Route("/api/v1/feedback", post_feedback, methods=["POST"]),
]
