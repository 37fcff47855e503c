"""Tell an open page what happens in its conversation, as server-sent events with HTML."""

from __future__ import annotations

from bot.store.journal import Sent
from bot.store.turns import Turn
from bot.web.chat.page import Shown, render_turns
from bot.web.events import event
from bot.web.service import Service


class PageEvents:
    """Words the events for the page: what people write, and who answers now."""

    def __init__(self, service: Service, conversation_id: str) -> None:
        self._service = service
        self._conversation_id = conversation_id

    def held_by(self, holder: str) -> str:
        """Tell who holds the conversation; the page says so when that changes."""
        return event("held_by", {"held_by": holder})

    def message(self, sent: Sent) -> str | None:
        """Give what a person wrote; answers of the bot reach the page that asked by themselves."""
        if sent.sender != "person":
            return None
        turn = Turn(None, (sent,))
        html = render_turns(self._service, self._conversation_id, [Shown(turn)], is_easy=False)
        announce = self._service.speaker.person(turn)
        return event("person", {"id": sent.id, "html": html, "announce": announce}, sent.id)
