"""Suggest to staff what they could reply: answers of the content to the parent's newest message.

Nothing here is sent: a person reads a suggestion, changes it and sends it, or does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.answer import SourceNote
from bot.answers.compose import compose
from bot.answers.memory import Memory
from bot.answers.parts import Library
from bot.answers.plain_text import plain_text
from bot.answers.question import Question, question_from
from bot.triage.case_view import Line
from bot.triage.sorting import Understanding

MOST = 3

_FROM_CONTENT = ("workstream", "strategy", "adjacent", "safeguarding")
"""The routes whose answers hold facts; asking back and small talk are the bot's own."""


@dataclass(frozen=True)
class Suggestion:
    """A reply that could be sent: what it takes the message for, its words, their sources."""

    route: str
    workstreams: tuple[str, ...]
    asks: tuple[str, ...]
    subject: str | None
    text: str
    sources: tuple[SourceNote, ...]

    @property
    def key(self) -> str:
        """Name it: the same words have the same name."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


async def suggestions_for(
    understanding: Understanding, library: Library, lines: Sequence[Line]
) -> list[Suggestion]:
    """List what could be replied, the likeliest first, without what the bot has said already."""
    at = max((place for place, line in enumerate(lines) if line.sender == "parent"), default=-1)
    if at < 0:
        return []
    (decision,) = await understanding.understand_many([lines[at].text])
    said = [line for line in lines[at + 1 :] if line.answer is not None]
    done = {_key(line.answer, line.text) for line in said if line.answer}
    found: dict[str, Suggestion] = {}
    for question in _questions(library, decision, _memory(lines[:at])):
        if question.route not in _FROM_CONTENT:
            continue
        answer = compose(library, question)
        text = plain_text(answer)
        if _key(answer.as_dict(), text) not in done:
            shown = (question.route, question.workstreams, question.asks, question.subject)
            found.setdefault(text, Suggestion(*shown, text, answer.sources))
    return list(found.values())[:MOST]


def _questions(library: Library, decision: Mapping[str, Any], memory: Memory) -> list[Question]:
    """Give the message as the bot would take it, then as it might be meant too."""
    taken = question_from(decision, memory, library.content)
    others = [
        Question(
            route=each["route"],
            workstreams=tuple(each["workstreams"]),
            asks=tuple(each.get("asks", ())),
            subject=each.get("subject"),
            confidence=each["confidence"],
            is_period_told=memory.is_period_told,
        )
        for each in decision["alternatives"]
        # A workstream that nobody named cannot be answered on.
        if each["route"] != "workstream" or each["workstreams"]
    ]
    return [taken, *others]


def _memory(before: Sequence[Line]) -> Memory:
    """Remember what was talked of, so that "and the report?" finds its subject."""
    understood = [line.understood for line in before if line.understood]
    of_areas = [each for each in understood if each.workstreams]
    newest = of_areas[-1] if of_areas else None
    return Memory(
        workstreams=newest.workstreams if newest else (),
        asks=newest.asks if newest else (),
        is_period_told=any(_tells_period(line.answer) for line in before if line.answer),
    )


def _tells_period(answer: Mapping[str, Any]) -> bool:
    return any(block.get("kind") == "period" for block in answer.get("blocks", ()))


def _key(answer: Mapping[str, Any], text: str) -> tuple[Any, ...]:
    """Tell answers apart: on the strategy by what is asked of it, others by their words."""
    if answer.get("route") not in ("workstream", "strategy"):
        return (text,)
    return (answer["route"], tuple(answer["workstreams"]), tuple(answer["asks"]))
