"""Sort texts: the one function behind the triage API, `bot triage` and the upload page.

A text is cleaned and masked, understood and answered as in a chat, outside any conversation.
Nothing is kept.
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Union, runtime_checkable

from bot.answers.compose import compose
from bot.answers.memory import Memory
from bot.answers.parts import Library
from bot.answers.plain_text import plain_text
from bot.answers.question import question_from
from bot.errors import TextEmpty, TextTooLong
from bot.masking import mask
from bot.store.journal import Sent
from bot.text import MOST_CHARACTERS as LONGEST_CHAT_MESSAGE
from bot.text import clean
from bot.triage.long_text import MOST_ALTERNATIVES, combined, parts_of
from bot.triage.urgency import Urgency, urgency_of

MOST_CHARACTERS = 20_000
"""Length limit of one text, in characters after cleaning."""

BATCH = 32
"""How many windows are understood at once: a chat message waits for them, a tenth of a second."""


@runtime_checkable
class Understanding(Protocol):
    """What the assistant does here."""

    async def understand_many(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Give the decision on each text."""
        ...


@dataclass(frozen=True)
class SortedText:
    """What a text is about, how soon it must be seen, and what the bot would reply."""

    route: str
    workstreams: tuple[str, ...]
    asks: tuple[str, ...]
    safety: str
    urgency: Urgency
    confidence: float
    alternatives: tuple[Mapping[str, Any], ...]
    reply: Sent

    def as_dict(self) -> dict[str, Any]:
        """Give it as the triage API does, without the item's id."""
        return {
            "route": self.route,
            "workstreams": list(self.workstreams),
            "asks": list(self.asks),
            "safety": self.safety,
            "urgency": self.urgency.level,
            "urgency_rule": self.urgency.rule,
            "confidence": self.confidence,
            "alternatives": [dict(each) for each in self.alternatives],
            "reply": self.reply.as_dict(),
        }


Outcome = Union[SortedText, TextEmpty, TextTooLong]


class Sorter:
    """Sorts texts with an assistant's understanding and the library's answers."""

    def __init__(self, understanding: Understanding, library: Library) -> None:
        self._understanding = understanding
        self._library = library

    async def sort(self, texts: Sequence[str]) -> list[Outcome]:
        """Sort each text; one that cannot be read gives its error, and the rest are sorted."""
        # In threads: a long text takes tenths of a second, and the loop serves others meanwhile.
        prepared = await asyncio.to_thread(lambda: [_prepared(text) for text in texts])
        readable = [each for each in prepared if isinstance(each, str)]
        decisions = await self._decisions(readable)
        pairs = zip(readable, decisions, strict=True)
        done = iter(await asyncio.to_thread(lambda: [self._sorted(*pair) for pair in pairs]))
        return [next(done) if isinstance(each, str) else each for each in prepared]

    async def _decisions(self, texts: Sequence[str]) -> list[Mapping[str, Any]]:
        """Understand texts; a text as short as a chat message is read as one, whole."""
        read = [((t,), ()) if len(t) <= LONGEST_CHAT_MESSAGE else parts_of(t) for t in texts]
        found = await self._understood([part for both in read for kind in both for part in kind])
        decisions: list[Mapping[str, Any]] = []
        for sentences, stretches in read:
            of_sentences = [next(found) for _ in sentences]
            of_stretches = [next(found) for _ in stretches]
            decisions.append(combined(of_sentences, of_stretches) if stretches else of_sentences[0])
        return decisions

    async def _understood(self, parts: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Understand in batches of texts of like length, so that no batch takes much longer.

        What stands there several times, as a greeting or a sentence that is a stretch too, is
        understood once.
        """
        order = sorted(set(parts), key=lambda part: (len(part), part))
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            decisions = await self._understanding.understand_many(batch)
            found.update(zip(batch, decisions, strict=True))
        return iter([found[part] for part in parts])

    def _sorted(self, text: str, decision: Mapping[str, Any]) -> SortedText:
        question = question_from(decision, Memory(), self._library.content)
        answer = compose(self._library, question)
        reply = answer.as_dict()
        return SortedText(
            route=reply["route"],
            workstreams=tuple(reply["workstreams"]),
            asks=tuple(reply["asks"]),
            safety=reply["safety"],
            urgency=urgency_of(text, reply["safety"], reply["route"]),
            confidence=reply["confidence"],
            alternatives=_alternatives(reply, decision),
            reply=Sent("m" + secrets.token_hex(12), plain_text(answer), reply),
        )


def _prepared(text: str) -> str | TextEmpty | TextTooLong:
    cleaned = clean(text)
    # As in a chat: marks and joiners alone say nothing.
    if all(unicodedata.category(ch) in ("Cf", "Mn", "Zs") for ch in cleaned):
        return TextEmpty()
    if len(cleaned) > MOST_CHARACTERS:
        return TextTooLong(len(cleaned), MOST_CHARACTERS)
    return mask(cleaned)


def _alternatives(
    reply: Mapping[str, Any], decision: Mapping[str, Any]
) -> tuple[Mapping[str, Any], ...]:
    taken = (reply["route"], list(reply["workstreams"]))
    found = [
        {name: each[name] for name in ("route", "workstreams", "confidence")}
        for each in decision["alternatives"]
        if (each["route"], list(each["workstreams"])) != taken
    ]
    return tuple(found[:MOST_ALTERNATIVES])
