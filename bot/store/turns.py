"""Read a conversation as it is shown: questions with their answers, and what people wrote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from bot.store.journal import Sent, sent_from
from bot.store.tables import INBOUND, OUTBOUND


@dataclass(frozen=True)
class Asked:
    """A question: its place among those of the conversation from 1 on, its id, its masked text."""

    number: int
    message_id: str
    text: str
    is_answered: bool


@dataclass(frozen=True)
class Turn:
    """A question with its answers; without a question, what a person wrote unasked."""

    asked: Asked | None
    sent: tuple[Sent, ...]


def read_turns(engine: Engine, conversation_id: str, most: int) -> list[Turn]:
    """List the newest turns, at most so many questions, in the order of time."""
    mine = INBOUND.c.conversation_id == conversation_id
    query = sa.select(INBOUND).where(mine).order_by(INBOUND.c.seq.desc()).limit(most)
    with engine.begin() as connection:
        rows = connection.execute(query).all()[::-1]
        count = connection.execute(sa.select(sa.func.count()).where(mine)).scalar_one()
        answers = _answers(connection, [row.seq for row in rows])
        first = count - len(rows) + 1
        timed = [
            (row.received_at, Turn(_asked(row, number), tuple(answers.get(row.seq, ()))))
            for number, row in enumerate(rows, start=first)
        ]
        since = rows[0].received_at if first > 1 else None
        timed += _written_by_people(connection, conversation_id, since)
    return [turn for _, turn in sorted(timed, key=lambda each: each[0])]


def read_turn(engine: Engine, conversation_id: str, message_id: str) -> Turn | None:
    """Give the turn of one message; None when the conversation has no such message."""
    mine = INBOUND.c.conversation_id == conversation_id
    query = sa.select(INBOUND).where(mine, INBOUND.c.message_id == message_id)
    with engine.begin() as connection:
        row = connection.execute(query).first()
        if row is None:
            return None
        before = sa.select(sa.func.count()).where(mine, INBOUND.c.seq <= row.seq)
        number = connection.execute(before).scalar_one()
        return Turn(_asked(row, number), tuple(_answers(connection, [row.seq]).get(row.seq, ())))


def _asked(row: Row, number: int) -> Asked:
    return Asked(number, row.message_id, row.text, row.answered_at is not None)


def _answers(connection: Connection, seqs: list[int]) -> dict[int, list[Sent]]:
    query = sa.select(OUTBOUND).where(OUTBOUND.c.inbound_seq.in_(seqs)).order_by(OUTBOUND.c.seq)
    found: dict[int, list[Sent]] = {}
    for row in connection.execute(query):
        found.setdefault(row.inbound_seq, []).append(sent_from(row))
    return found


def _written_by_people(
    connection: Connection, conversation_id: str, since: dt.datetime | None
) -> list[tuple[dt.datetime, Turn]]:
    conditions: list[Any] = [
        OUTBOUND.c.conversation_id == conversation_id,
        OUTBOUND.c.inbound_seq.is_(None),
    ]
    if since is not None:
        conditions.append(OUTBOUND.c.sent_at >= since)
    query = sa.select(OUTBOUND).where(*conditions).order_by(OUTBOUND.c.seq)
    return [(row.sent_at, Turn(None, (sent_from(row),))) for row in connection.execute(query)]
