"""The journal of conversations: what came in, what went out, nothing twice.

Whoever keeps more of a message than the journal does (`Beside`) writes it in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from bot.store.database import utc_now
from bot.store.tables import CONVERSATIONS, FEEDBACK, INBOUND, OUTBOUND

# Without vowels no words arise, and without 0, 1, I, L and O nothing is misread on the telephone.
_REFERENCE_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"


@dataclass(frozen=True)
class Conversation:
    """One conversation: its id opens it, its reference is for people to quote and opens nothing."""

    id: str
    reference: str
    held_by: str


@dataclass(frozen=True)
class Entry:
    """One journalled inbound message; answered when its answer was written down.

    `text` is what came first under its id. It is not new when its id has come before.
    """

    seq: int
    is_answered: bool
    text: str
    is_new: bool


@dataclass(frozen=True)
class Sent:
    """One message that went out: its id, its plain text, its answer as in the message API.

    `sender`: `bot`, or `person` for what a member of staff wrote.
    """

    id: str
    text: str
    answer: dict[str, Any]
    sender: str = "bot"

    def as_dict(self) -> dict[str, Any]:
        """Give it as one element of `messages` in the message API."""
        return {"id": self.id, "from": self.sender, "text": self.text, "answer": self.answer}


@dataclass(frozen=True)
class Unanswered:
    """A message that was written down and not answered, with what it takes to answer it."""

    conversation_id: str
    channel: str
    message_id: str
    text: str


class Beside(Protocol):
    """What is written beside the journal, in its transaction; `bot.triage.recording` is one."""

    def record_inbound(
        self, connection: Connection, conversation_id: str, text: str, now: dt.datetime, /
    ) -> None:
        """Write beside a message that came in."""

    def record_answer(  # noqa: PLR0913, PLR0917  all of it belongs to one message
        self,
        connection: Connection,
        conversation_id: str,
        entry: Entry,
        answers: Sequence[str],
        reading: Mapping[str, Any] | None,
        now: dt.datetime,
        /,
    ) -> None:
        """Write beside the answer to a message."""

    def record_failure(
        self, connection: Connection, conversation_id: str, now: dt.datetime, /
    ) -> None:
        """Write beside a message that got no answer."""

    def record_verdict(
        self, connection: Connection, conversation_id: str, verdict: str, now: dt.datetime, /
    ) -> None:
        """Write beside a verdict on an answer."""


class Journal:
    """Reads and writes conversations; every call is one short transaction."""

    def __init__(self, engine: Engine, beside: Beside | None = None) -> None:
        self._engine = engine
        self._beside = beside

    def open_conversation(self, conversation_id: str, channel: str) -> Conversation:
        """Find the conversation, or begin it."""
        with self._engine.begin() as connection:
            row = connection.execute(
                sa.select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
            ).first()
        return _conversation(row) if row else self._begin(conversation_id, channel)

    def _begin(self, conversation_id: str, channel: str) -> Conversation:
        reference = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))
        values = {
            "id": conversation_id,
            "reference": reference,
            "channel": channel,
            "held_by": "bot",
            "started_at": utc_now(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(CONVERSATIONS.insert().values(values))
        except IntegrityError:
            # Another request began it, or the reference is taken: both end in looking again.
            return self.open_conversation(conversation_id, channel)
        return Conversation(conversation_id, reference, "bot")

    def record(self, conversation_id: str, message_id: str, text: str) -> Entry:
        """Write down an inbound message; a message id seen before gives the entry it has."""
        now = utc_now()
        values = {
            "conversation_id": conversation_id,
            "message_id": message_id,
            "text": text,
            "received_at": now,
        }
        try:
            with self._engine.begin() as connection:
                result = connection.execute(INBOUND.insert().values(values))
                if self._beside:
                    self._beside.record_inbound(connection, conversation_id, text, now)
                seq = int(result.inserted_primary_key[0])
                return Entry(seq, text=text, is_answered=False, is_new=True)
        except IntegrityError:
            query = sa.select(INBOUND).where(
                INBOUND.c.conversation_id == conversation_id, INBOUND.c.message_id == message_id
            )
            with self._engine.begin() as connection:
                row = connection.execute(query).one()
            is_answered = row.answered_at is not None
            return Entry(row.seq, text=row.text, is_answered=is_answered, is_new=False)

    def leave_to_person(
        self, conversation_id: str, entry: Entry, reading: Mapping[str, Any] | None = None
    ) -> bool:
        """Settle an entry without an answer, for a person holds the conversation.

        `reading` is written beside it where the case has to be queued for it. False, and nothing
        is settled, when the bot holds the conversation by now.
        """
        now = utc_now()
        held = sa.exists().where(
            CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.held_by == "person"
        )
        with self._engine.begin() as connection:
            settled = connection.execute(
                INBOUND.update().where(INBOUND.c.seq == entry.seq, held).values(answered_at=now)
            )
            if settled.rowcount and reading is not None and self._beside:
                self._beside.record_answer(connection, conversation_id, entry, [], reading, now)
        return bool(settled.rowcount)

    def answer(
        self,
        conversation_id: str,
        entry: Entry,
        messages: Sequence[tuple[str, dict[str, Any]]],
        reading: Mapping[str, Any] | None = None,
    ) -> list[Sent]:
        """Write down the answer to an entry: plain text and answer of each message.

        An entry that somebody else answered meanwhile keeps that answer, which is given.
        """
        now = utc_now()
        sent = [Sent("m" + secrets.token_hex(12), text, answer) for text, answer in messages]
        with self._engine.begin() as connection:
            first = connection.execute(
                INBOUND.update()
                .where(INBOUND.c.seq == entry.seq, INBOUND.c.answered_at.is_(None))
                .values(answered_at=now)
            )
            if not first.rowcount:
                sent = []
            for message in sent:
                connection.execute(
                    OUTBOUND.insert().values(
                        id=message.id,
                        conversation_id=conversation_id,
                        inbound_seq=entry.seq,
                        text=message.text,
                        answer=json.dumps(message.answer, ensure_ascii=False),
                        sent_at=now,
                    )
                )
            if sent and self._beside:
                texts = [message.text for message in sent]
                self._beside.record_answer(connection, conversation_id, entry, texts, reading, now)
        return sent or self.answer_of(entry)

    def fail(self, conversation_id: str) -> None:
        """Note that a message got no answer; it stays unanswered, and may be asked again."""
        if self._beside:
            with self._engine.begin() as connection:
                self._beside.record_failure(connection, conversation_id, utc_now())

    def unanswered(self, before: dt.datetime, most: int) -> list[Unanswered]:
        """List the messages that came before a time and that nobody answered, oldest first."""
        query = (
            sa.select(
                INBOUND.c.conversation_id,
                CONVERSATIONS.c.channel,
                INBOUND.c.message_id,
                INBOUND.c.text,
            )
            .join(CONVERSATIONS, CONVERSATIONS.c.id == INBOUND.c.conversation_id)
            .where(INBOUND.c.answered_at.is_(None), INBOUND.c.received_at < before)
            .order_by(INBOUND.c.seq)
            .limit(most)
        )
        with self._engine.begin() as connection:
            return [Unanswered(*row) for row in connection.execute(query)]

    def answer_of(self, entry: Entry) -> list[Sent]:
        """Give what was answered to an entry."""
        return self._sent(OUTBOUND.c.inbound_seq == entry.seq)

    def sent_after(self, conversation_id: str, message_id: str | None) -> list[Sent]:
        """List what went out after the message with that id, or all of it."""
        condition = OUTBOUND.c.conversation_id == conversation_id
        if message_id:
            earlier = sa.select(OUTBOUND.c.seq).where(
                OUTBOUND.c.id == message_id, OUTBOUND.c.conversation_id == conversation_id
            )
            condition = sa.and_(condition, OUTBOUND.c.seq > earlier.scalar_subquery())
        return self._sent(condition)

    def give_feedback(
        self, conversation_id: str, message_id: str, verdict: str, reason: str | None
    ) -> bool:
        """Keep a verdict on one message, the newest only; False when there is no such message."""
        mine = sa.select(OUTBOUND.c.id).where(
            OUTBOUND.c.id == message_id, OUTBOUND.c.conversation_id == conversation_id
        )
        now = utc_now()
        with self._engine.begin() as connection:
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.outbound_id.in_(mine)))
            if connection.execute(mine).first() is None:
                return False
            connection.execute(
                FEEDBACK.insert().values(
                    outbound_id=message_id, verdict=verdict, reason=reason, given_at=now
                )
            )
            if self._beside:
                self._beside.record_verdict(connection, conversation_id, verdict, now)
        return True

    def _sent(self, condition: Any) -> list[Sent]:
        query = sa.select(OUTBOUND).where(condition).order_by(OUTBOUND.c.seq)
        with self._engine.begin() as connection:
            return [sent_from(row) for row in connection.execute(query)]


def _conversation(row: Row) -> Conversation:
    return Conversation(row.id, row.reference, row.held_by)


def sent_from(row: Row) -> Sent:
    """Give a row of OUTBOUND as what it was."""
    return Sent(row.id, row.text, json.loads(row.answer), row.sender)
