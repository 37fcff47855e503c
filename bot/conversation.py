"""The one path of a message, whatever it came by: clean, mask, journal, ask, record.

Nothing here knows HTTP or how an answer looks.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
import unicodedata
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from bot.answers.answer import Answer, Paragraph
from bot.answers.plain_text import plain_text
from bot.answers.said import Said
from bot.answers.wording import Wording
from bot.errors import BotError, Busy, TextEmpty, TextTooLong
from bot.masking import mask
from bot.store.database import utc_now
from bot.store.journal import Conversation, Entry, Journal, Sent
from bot.text import MOST_CHARACTERS, clean

log = structlog.get_logger(__name__)

MOST_WAITING = 2
"""How many messages of one conversation may wait while another is answered."""

RETRY_AFTER_S = 2

LEFT_AFTER_S = 30
"""How old a message without an answer must be for a start-up to answer it; younger ones are being
answered, perhaps by another worker, or asked again by their client."""

MOST_LEFT = 1000


class Answering(Protocol):
    """What is asked of an assistant; `bot.assistant.Assistant` is the one."""

    async def converse(
        self,
        conversation_id: str,
        text: str,
        channel: str,
        message_id: str | None = None,
        *,
        is_again: bool = False,
    ) -> list[Said]:
        """Answer one message of a conversation; one that came before, as it was answered then."""
        ...

    async def read(self, text: str) -> Mapping[str, Any]:
        """Give what is understood of a text that gets no answer, as a case keeps it."""
        ...

    def is_ready(self) -> bool:
        """Tell whether messages can be answered."""
        ...


@dataclass(frozen=True)
class Reply:
    """What came of one message; it failed when the assistant gave no answer of its own."""

    conversation: Conversation
    messages: tuple[Sent, ...]
    has_failed: bool = False


@dataclass
class _Line:
    """The messages of one conversation that are being answered or wait."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Conversations:
    """Takes messages in and gives answers, one at a time in each conversation."""

    def __init__(self, assistant: Answering, journal: Journal, wording: Wording) -> None:
        self._assistant = assistant
        self._journal = journal
        self._wording = wording
        self._lines: dict[str, _Line] = {}

    def use(self, assistant: Answering) -> None:
        """Ask another assistant from now on; what is being answered is answered by the old one."""
        self._assistant = assistant

    async def receive(
        self, conversation_id: str, text: str, channel: str, message_id: str | None = None
    ) -> Reply:
        """Answer a message; the same message id again gives its first answer again.

        Raises TextEmpty, TextTooLong, or Busy when too many wait in this conversation.
        """
        masked = mask(checked(text))
        async with self._turn(conversation_id):
            conversation = await asyncio.to_thread(
                self._journal.open_conversation, conversation_id, channel
            )
            message_id = message_id or new_message_id()
            entry = await asyncio.to_thread(
                self._journal.record, conversation_id, message_id, masked
            )
            if entry.is_answered:
                sent = await asyncio.to_thread(self._journal.answer_of, entry)
                return Reply(conversation, tuple(sent))
            if conversation.held_by != "bot" and await self._leave_to_person(conversation, entry):
                return Reply(conversation, ())
            return await self._ask(conversation, entry, channel, message_id)

    async def answer_what_was_left(self, after_s: float = LEFT_AFTER_S) -> int:
        """Answer messages that were written down and not answered, as a crash leaves them.

        Whoever sent one finds the answer in the conversation, or gets it on sending it again.
        Gives how many were answered.
        """
        before = utc_now() - dt.timedelta(seconds=after_s)
        left = await asyncio.to_thread(self._journal.unanswered, before, MOST_LEFT)
        count = 0
        for each in left:
            try:
                reply = await self.receive(
                    each.conversation_id, each.text, each.channel, each.message_id
                )
            except BotError as exc:
                log.warning("conversation.left", conversation=each.conversation_id, why=str(exc))
            else:
                count += not reply.has_failed
        return count

    async def _ask(
        self, conversation: Conversation, entry: Entry, channel: str, message_id: str
    ) -> Reply:
        try:
            said = await self._assistant.converse(
                conversation.id, entry.text, channel, message_id, is_again=not entry.is_new
            )
        # Whatever fails in there, somebody waits for an answer.
        except Exception:
            log.exception("conversation.no_answer", conversation=conversation.id)
            # Not written down: the same message id shall be asked again, and answered.
            await asyncio.to_thread(self._journal.fail, conversation.id)
            return Reply(conversation, (self._apology(),), has_failed=True)
        reading = next((each.reading for each in said if each.reading), None)
        sent = await asyncio.to_thread(
            self._journal.answer,
            conversation.id,
            entry,
            [(each.text, each.answer) for each in said],
            reading,
        )
        return Reply(conversation, tuple(sent))

    async def _leave_to_person(self, conversation: Conversation, entry: Entry) -> bool:
        """Answer nothing; harm that is told all the same brings the case to the top of the queue.

        False when the bot holds the conversation by now.
        """
        try:
            reading = await self._assistant.read(entry.text)
        # What cannot be understood is left to the person like all else.
        except Exception:
            log.exception("conversation.not_read", conversation=conversation.id)
            reading = None
        is_harm = reading is not None and reading["safety"] != "none"
        return await asyncio.to_thread(
            self._journal.leave_to_person, conversation.id, entry, reading if is_harm else None
        )

    def _apology(self) -> Sent:
        answer = Answer(
            route="smalltalk",
            workstreams=(),
            asks=(),
            confidence=0.0,
            safety="none",
            blocks=(Paragraph(self._wording.say("error.try_again")),),
            sources=(),
            suggestions=(),
        )
        return Sent(new_message_id(), plain_text(answer), answer.as_dict())

    @asynccontextmanager
    async def _turn(self, conversation_id: str) -> AsyncIterator[None]:
        """Wait for the messages before this one. Raises Busy when too many do."""
        line = self._lines.setdefault(conversation_id, _Line())
        if line.length > MOST_WAITING:
            raise Busy(RETRY_AFTER_S)
        line.length += 1
        try:
            async with line.lock:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[conversation_id]


def new_conversation_id(channel: str) -> str:
    """Make an id that nobody can guess, such as `web-…`."""
    return f"{channel}-{secrets.token_urlsafe(18)}"


def new_message_id() -> str:
    """Make the id of a message that came without one."""
    return "m" + secrets.token_hex(12)


def checked(text: str, most: int = MOST_CHARACTERS) -> str:
    """Give the text cleaned. Raises TextEmpty or TextTooLong."""
    cleaned = clean(text)
    # Joiners and spaces of no width survive cleaning, for emoji need them; alone they say nothing.
    if all(unicodedata.category(ch) in ("Cf", "Mn", "Zs") for ch in cleaned):
        raise TextEmpty
    if len(cleaned) > most:
        raise TextTooLong(len(cleaned), most)
    return cleaned
