"""Rasa's REST channel, for clients that know Rasa; an API key is needed, for they name senders."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.store.journal import Sent
from bot.web.access import key_of
from bot.web.bodies import json_fields
from bot.web.messages import count_reply
from bot.web.service import service_of

CHANNEL = "rest"


async def post_webhook(request: Request) -> JSONResponse:
    """Answer as Rasa's REST channel does; the sender counts within the key alone."""
    service = service_of(request)
    key = await key_of(request, "messages")
    fields = await json_fields(request)
    sender = fields.identifier("sender")
    text = fields.text("message")
    message_id = fields.optional_identifier("id")
    fields.check()
    conversation_id = f"{CHANNEL}-{key.id}-{service.tokens.sender_digest(key.id, sender)}"
    reply = await service.conversations.receive(conversation_id, text, CHANNEL, message_id)
    count_reply(service, reply, CHANNEL)
    return JSONResponse([_as_rasa(sender, each) for each in reply.messages])


def _as_rasa(sender: str, sent: Sent) -> dict[str, Any]:
    buttons = [
        {"title": each["title"], "payload": each["message"]} for each in sent.answer["suggestions"]
    ]
    message = {"recipient_id": sender, "text": sent.text, "custom": {"answer": sent.answer}}
    return message | ({"buttons": buttons} if buttons else {})


ROUTES = [Route("/webhooks/rest/webhook", post_webhook, methods=["POST"])]
