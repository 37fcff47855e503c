"""The journal of conversations: what came in, what went out, nothing twice."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, Row
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
    """One journalled inbound message; answered when its answer was written down."""

    seq: int
    is_answered: bool


@dataclass(frozen=True)
class Sent:
    """One message that went out: its id, its plain text, its answer as in the message API."""

    id: str
    text: str
    answer: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Give it as one element of `messages` in the message API."""
        return {"id": self.id, "text": self.text, "answer": self.answer}


@dataclass(frozen=True)
class Turn:
    """A question with its answers, for showing a conversation again."""

    text: str
    sent: tuple[Sent, ...]


class Journal:
    """Reads and writes conversations; every call is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        values = {
            "conversation_id": conversation_id,
            "message_id": message_id,
            "text": text,
            "received_at": utc_now(),
        }
        try:
            with self._engine.begin() as connection:
                result = connection.execute(INBOUND.insert().values(values))
                return Entry(seq=int(result.inserted_primary_key[0]), is_answered=False)
        except IntegrityError:
            query = sa.select(INBOUND.c.seq, INBOUND.c.answered_at).where(
                INBOUND.c.conversation_id == conversation_id, INBOUND.c.message_id == message_id
            )
            with self._engine.begin() as connection:
                row = connection.execute(query).one()
            return Entry(seq=row.seq, is_answered=row.answered_at is not None)

    def answer(
        self, conversation_id: str, entry: Entry, messages: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[Sent]:
        """Write down the answer to an entry: plain text and answer of each message."""
        now = utc_now()
        sent = [Sent("m" + secrets.token_hex(12), text, answer) for text, answer in messages]
        with self._engine.begin() as connection:
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
            connection.execute(
                INBOUND.update().where(INBOUND.c.seq == entry.seq).values(answered_at=now)
            )
        return sent

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

    def turns(self, conversation_id: str, most: int) -> list[Turn]:
        """List the newest turns of a conversation, oldest first."""
        query = (
            sa.select(INBOUND.c.seq, INBOUND.c.text)
            .where(INBOUND.c.conversation_id == conversation_id)
            .order_by(INBOUND.c.seq.desc())
            .limit(most)
        )
        with self._engine.begin() as connection:
            rows = connection.execute(query).all()
        answers = self._sent_by_entry([row.seq for row in rows])
        return [Turn(row.text, tuple(answers.get(row.seq, ()))) for row in reversed(rows)]

    def give_feedback(
        self, conversation_id: str, message_id: str, verdict: str, reason: str | None
    ) -> bool:
        """Keep a verdict on one message, the newest only; False when there is no such message."""
        mine = sa.select(OUTBOUND.c.id).where(
            OUTBOUND.c.id == message_id, OUTBOUND.c.conversation_id == conversation_id
        )
        with self._engine.begin() as connection:
            if connection.execute(mine).first() is None:
                return False
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.outbound_id == message_id))
            connection.execute(
                FEEDBACK.insert().values(
                    outbound_id=message_id, verdict=verdict, reason=reason, given_at=utc_now()
                )
            )
        return True

    def _sent(self, condition: Any) -> list[Sent]:
        query = sa.select(OUTBOUND).where(condition).order_by(OUTBOUND.c.seq)
        with self._engine.begin() as connection:
            return [_sent(row) for row in connection.execute(query)]

    def _sent_by_entry(self, seqs: list[int]) -> dict[int, list[Sent]]:
        query = sa.select(OUTBOUND).where(OUTBOUND.c.inbound_seq.in_(seqs)).order_by(OUTBOUND.c.seq)
        found: dict[int, list[Sent]] = {}
        with self._engine.begin() as connection:
            for row in connection.execute(query):
                found.setdefault(row.inbound_seq, []).append(_sent(row))
        return found


def _conversation(row: Row) -> Conversation:
    return Conversation(row.id, row.reference, row.held_by)


def _sent(row: Row) -> Sent:
    return Sent(row.id, row.text, json.loads(row.answer))
