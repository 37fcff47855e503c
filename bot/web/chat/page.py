"""What the chat shows: turns, next questions, and what was wrong with a message."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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
from bot.store.turns import Asked, Turn, read_turns
from bot.text import MOST_CHARACTERS
from bot.web.chat.visits import CHANNEL, Visit
from bot.web.problems import problem_from
from bot.web.service import Service

MOST_TURNS = 50
_EXAMPLES = ("autism", "slcn", "special_schools")
_SCRIPT_WORDS = (
    "page.asked", "page.finding", "page.still", "page.no_reach", "page.slow", "page.busy_for",
    "page.starting_text", "page.ended_try", "page.lost_try", "page.failed_text", "page.empty",
    "page.too_long", "page.left", "page.over", "page.copied", "page.not_copied", "page.easy_on",
    "page.easy_off", "page.easy_is_on", "page.easy_is_off", "page.read_aloud", "page.stop",
    "page.person_joined", "page.computer_back",
)  # fmt: skip

State = Literal["answered", "waiting", "below", "failed"]


@dataclass(frozen=True)
class Shown:
    """A turn and what became of its question; the last one that failed can be tried again."""

    turn: Turn
    state: State = "answered"
    can_retry: bool = False


@dataclass(frozen=True)
class Chat:
    """A conversation as the page shows it."""

    id: str
    turns: list[Turn] = field(default_factory=list)
    is_held: bool = False
    reference: str | None = None


@dataclass(frozen=True)
class View:
    """How the page is shown, and what was just done on it.

    `typed` stands in the box, `error` above it, `notice` at the top; `asks_why` and `thanks` are
    the ids of the messages whose verdict was just given.
    """

    is_easy: bool = False
    in_frame: bool = False
    parent: str | None = None
    typed: str = ""
    error: str | None = None
    notice: str | None = None
    asks_why: str | None = None
    thanks: str | None = None


@dataclass(frozen=True)
class Trouble:
    """Why a message was not taken: the sentence, and the status that goes with it."""

    text: str
    status: int
    headers: Mapping[str, str]


async def chat_of(service: Service, visit: Visit) -> Chat:
    """Read a conversation; one without a message yet is not begun by looking at it."""
    turns = await asyncio.to_thread(read_turns, service.engine, visit.conversation_id, MOST_TURNS)
    if not turns:
        return Chat(visit.conversation_id)
    opened = await asyncio.to_thread(
        service.journal.open_conversation, visit.conversation_id, CHANNEL
    )
    return Chat(visit.conversation_id, turns, opened.held_by != "bot", opened.reference)


def shown(turns: Sequence[Turn], *, is_held: bool) -> list[Shown]:
    """Say of each turn what became of its question."""
    found: list[Shown] = []
    last_person = max((n for n, turn in enumerate(turns) if turn.asked is None), default=-1)
    for n, turn in enumerate(turns):
        if turn.asked is None or turn.sent:
            found.append(Shown(turn))
        elif n < last_person:
            found.append(Shown(turn, "below"))
        elif is_held:
            found.append(Shown(turn, "waiting"))
        else:
            # One that was left to a person who wrote nothing is not the bot's to answer again.
            is_newest = n == len(turns) - 1
            found.append(Shown(turn, "failed", is_newest and not turn.asked.is_answered))
    return found


def render(service: Service, chat: Chat, view: View) -> str:
    """Make the whole page."""
    say = service.library.wording.say
    return service.pages.get_template("chat.html").render(
        turns=shown(chat.turns, is_held=chat.is_held),
        is_held=chat.is_held,
        last=last_sent(chat.turns),
        answers=[turn.asked.number for turn in chat.turns if turn.asked],
        reference=chat.reference,
        suggestions=suggestions(service, chat.turns, is_held=chat.is_held),
        next_heading=next_heading(chat.turns),
        person_message=say("suggest.person_message"),
        form_token=service.tokens.form_token(chat.id),
        form_id=secrets.token_hex(8),
        script_words=script_words(service.library.wording),
        view=view,
        is_easy=view.is_easy,
        in_frame=view.in_frame,
    )


def render_turns(
    service: Service, chat_id: str, turns: Sequence[Shown], *, is_easy: bool, **said: str | None
) -> str:
    """Make the piece of the page that shows some turns; `said` as in `View`."""
    return service.pages.get_template("_turns.html").render(
        turns=turns,
        view=View(is_easy=is_easy, **said),  # type: ignore[arg-type]
        form_token=service.tokens.form_token(chat_id),
    )


def render_next(service: Service, chat_id: str, turns: Sequence[Turn], *, is_held: bool) -> str:
    """Make the piece of the page that offers what may be asked after some turns."""
    return service.pages.get_template("_next.html").render(
        suggestions=suggestions(service, turns, is_held=is_held) if turns else [],
        next_heading=next_heading(turns),
        form_token=service.tokens.form_token(chat_id),
        form_id=secrets.token_hex(8),
    )


def last_sent(turns: Sequence[Turn]) -> str:
    """Give the id of the newest message that was sent, or an empty text."""
    return next((turn.sent[-1].id for turn in reversed(turns) if turn.sent), "")


def suggestions(service: Service, turns: Sequence[Turn], *, is_held: bool) -> list[dict[str, Any]]:
    """Offer what may be asked next, or where to begin; nothing while a person answers."""
    if turns:
        # The button for a person has a place of its own and is never missing.
        person = service.library.wording.say("suggest.person_message")
        offers = [] if is_held else [
            each for sent in turns[-1].sent for each in sent.answer.get("suggestions", ())
        ]  # fmt: skip
        return [each for each in offers if each["message"] != person]
    library = service.library
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


def next_heading(turns: Sequence[Turn]) -> str:
    """Give the key of what stands above the suggestions; a question back has choices there."""
    if not turns:
        return "page.examples"
    asks_back = any(each.answer.get("route") == "clarify" for each in turns[-1].sent)
    return "page.choose" if asks_back else "page.next"


def turn_to_retry(turns: Sequence[Turn], message_id: str) -> Asked | None:
    """Find the question that got no answer under its id."""
    asked = (turn.asked for turn in turns if turn.asked and not turn.asked.is_answered)
    return next((each for each in asked if each.message_id == message_id), None)


def script_words(wording: Wording) -> str:
    """Give the sentences that the script says by itself, by the last part of their key."""
    words = {key.partition(".")[2]: wording.sentences[key] for key in _SCRIPT_WORDS}
    return json.dumps({**words, "most": MOST_CHARACTERS}, ensure_ascii=False)


def trouble_from(wording: Wording, exc: BotError) -> Trouble:
    """Say in plain words why a message was not taken."""
    problem = problem_from(exc)
    return Trouble(_trouble_text(wording, exc), problem.status, problem.headers)


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
