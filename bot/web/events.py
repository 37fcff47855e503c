"""Server-sent events: the journal, looked at each second, for as long as somebody listens."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from starlette.responses import StreamingResponse

from bot.store.journal import Journal, Sent
from bot.web.service import Service

MEDIA_TYPE = "text/event-stream"


@dataclass(frozen=True)
class Pace:
    """How often is looked, how long silence lasts at most, when a stream ends; in seconds."""

    poll_s: float = 1.0
    heartbeat_s: float = 15.0
    most_s: float = 600.0
    retry_s: float = 3.0


USUAL_PACE = Pace()


class Telling(Protocol):
    """Words what happens as events; a message as None where a listener need not know."""

    def held_by(self, holder: str) -> str:
        """Tell who holds the conversation."""
        ...

    def message(self, sent: Sent) -> str | None:
        """Tell a message."""
        ...


class JsonEvents:
    """Words the events as the message API does."""

    def held_by(self, holder: str) -> str:
        """Tell who holds the conversation."""
        return event("held_by", {"held_by": holder})

    def message(self, sent: Sent) -> str:
        """Tell a message, as an element of `messages`."""
        return event("message", sent.as_dict(), sent.id)


JSON_EVENTS = JsonEvents()


def event_stream(
    service: Service, conversation_id: str, after: str | None, telling: Telling = JSON_EVENTS
) -> StreamingResponse:
    """Answer with a stream, which begins after a message, or with the first one."""

    async def counted() -> AsyncIterator[str]:
        with service.listeners.listening(conversation_id):
            async for each in events(service.journal, conversation_id, after, telling=telling):
                yield each

    # Proxies that collect an answer before they pass it on would hold events back.
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(counted(), media_type=MEDIA_TYPE, headers=headers)


async def events(
    journal: Journal,
    conversation_id: str,
    after: str | None,
    pace: Pace = USUAL_PACE,
    telling: Telling = JSON_EVENTS,
) -> AsyncIterator[str]:
    """Give each message as an event `message`, and who holds the conversation as `held_by`."""
    begun_at = spoken_at = time.monotonic()
    held_by = None
    yield f"retry: {int(pace.retry_s * 1000)}\n\n"
    after = await asyncio.to_thread(_known, journal, conversation_id, after)
    while time.monotonic() - begun_at < pace.most_s:
        now_held_by, sent = await asyncio.to_thread(_look, journal, conversation_id, after)
        if now_held_by != held_by:
            held_by = now_held_by
            spoken_at = time.monotonic()
            yield telling.held_by(held_by)
        for message in sent:
            after = message.id
            told = telling.message(message)
            if told:
                spoken_at = time.monotonic()
                yield told
        if time.monotonic() - spoken_at >= pace.heartbeat_s:
            spoken_at = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(pace.poll_s)


def _known(journal: Journal, conversation_id: str, message_id: str | None) -> str | None:
    """Give the message's id if the conversation sent it; a listener begins anew without."""
    sent = journal.sent_after(conversation_id, None) if message_id else []
    return message_id if any(each.id == message_id for each in sent) else None


def _look(journal: Journal, conversation_id: str, after: str | None) -> tuple[str, list[Sent]]:
    # The channel counts only when a conversation begins, and this one has a token already.
    held_by = journal.open_conversation(conversation_id, "web").held_by
    return held_by, journal.sent_after(conversation_id, after)


def event(name: str, data: object, event_id: str | None = None) -> str:
    """Write one event; JSON holds no line break, so no text breaks out of it."""
    head = f"id: {event_id}\n" if event_id else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
