"""What the chat page shows: turns, next questions, and what was wrong with a message."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.answers.answer import Target
from bot.answers.parts import areas_suggestion, suggestion
from bot.answers.wording import Wording
from bot.errors import (
    BotError,
    Busy,
    ConversationEnded,
    InvalidConversation,
    TextEmpty,
    TextTooLong,
)
from bot.store.journal import Turn
from bot.web.problems import problem_from
from bot.web.service import Service

MOST_TURNS = 50
_EXAMPLES = ("autism", "slcn", "special_schools")


@dataclass(frozen=True)
class Chat:
    """A conversation as the page shows it."""

    id: str
    turns: list[Turn] = field(default_factory=list)
    is_held: bool = False


@dataclass(frozen=True)
class Trouble:
    """Why a message was not taken: the sentence, and the status that goes with it."""

    text: str
    status: int
    headers: Mapping[str, str]


async def chat_of(service: Service, conversation_id: str, channel: str) -> Chat:
    """Read a conversation; one without a message yet is not begun by looking at it."""
    turns = await asyncio.to_thread(service.journal.turns, conversation_id, MOST_TURNS)
    if not turns:
        return Chat(conversation_id)
    opened = await asyncio.to_thread(service.journal.open_conversation, conversation_id, channel)
    return Chat(conversation_id, turns, is_held=opened.held_by != "bot")


def render(
    service: Service,
    chat: Chat,
    *,
    typed: str = "",
    error: str | None = None,
    notice: str | None = None,
) -> str:
    """Make the page; `typed` stands in the box, `error` above it, `notice` at the top."""
    # The button for a person has a place of its own and is never missing.
    person = service.library.wording.say("suggest.person_message")
    offers = [each for each in _suggestions(service, chat) if each["message"] != person]
    return service.pages.get_template("chat.html").render(
        turns=chat.turns,
        is_held=chat.is_held,
        suggestions=offers,
        person_message=person,
        typed=typed,
        error=error,
        notice=notice,
        form_token=service.tokens.form_token(chat.id),
        form_id=secrets.token_hex(8),
    )


def trouble_from(wording: Wording, exc: BotError) -> Trouble:
    """Say in plain words why a message was not taken."""
    problem = problem_from(exc)
    text = _trouble_text(wording, exc)
    return Trouble(text, problem.status, problem.headers)


def _trouble_text(wording: Wording, exc: BotError) -> str:
    if isinstance(exc, TextTooLong):
        return wording.say("page.too_long", length=f"{exc.length:,}", most=f"{exc.most:,}")
    keys = {
        Busy: "page.busy_text",
        TextEmpty: "page.empty",
        ConversationEnded: "page.ended_send",
        InvalidConversation: "page.lost",
    }
    return wording.say(keys.get(type(exc), "page.starting_text"))


def _suggestions(service: Service, chat: Chat) -> list[dict[str, Any]]:
    """Offer what may be asked next, or where to begin."""
    library = service.library
    if chat.turns:
        return [each for sent in chat.turns[-1].sent for each in sent.answer["suggestions"]]
    titles = [
        library.wording.say("page.example", short=library.content.workstream(each).short)
        for each in _EXAMPLES
    ]
    examples = [{"title": title, "message": title} for title in titles]
    whole = (
        areas_suggestion(library),
        suggestion(library, "aims", Target("strategy", (), ("aims",))),
    )
    return [*examples, *(each.as_dict() for each in whole)]
