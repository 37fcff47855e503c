"""What a screen reader is told when something new is there: one short plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.answers.wording import Wording
from bot.store.journal import Sent
from bot.store.turns import Asked, Turn
from bot.web.easy_words import EasyWords

_LONGEST_QUESTION = 80


class Speaker:
    """Puts turns into words for the ear: no addresses, links counted and not read out."""

    def __init__(self, wording: Wording, easy_words: EasyWords) -> None:
        self._say = wording.say
        self._easy_words = easy_words

    def turn(self, asked: Asked, sent: tuple[Sent, ...], *, is_easy: bool, is_held: bool) -> str:
        """Tell a question and its answer; without one, who looks after it."""
        name = self._say("page.answer", n=asked.number)
        text = asked.text
        if len(text) > _LONGEST_QUESTION:
            text = text[:_LONGEST_QUESTION].rsplit(" ", 1)[0] + "…"
        answer = " ".join(self._answer(each.answer, is_easy=is_easy) for each in sent)
        answer = answer or self._say("page.waiting" if is_held else "error.try_again")
        return self._say("page.announce", text=_ended(text), name=name, answer=answer)

    def person(self, turn: Turn) -> str:
        """Tell what a person wrote."""
        return self._say("page.person_wrote", text=" ".join(each.text for each in turn.sent))

    def _answer(self, answer: dict[str, Any], *, is_easy: bool) -> str:
        of = self._easy_words.of if is_easy else str
        parts = [part for block in answer["blocks"] for part in _parts(block, of)]
        if answer.get("route") == "clarify":
            # The choices are buttons outside the answer; without them the question makes no sense.
            parts += [each["title"] for each in answer["suggestions"]]
        count = sum(map(_links_in, answer["blocks"]))
        if count:
            parts.append(
                self._say("page.one_link") if count == 1 else self._say("page.links", count=count)
            )
        return " ".join(map(_ended, parts))


def _parts(block: dict[str, Any], of: Any) -> Iterator[str]:
    if block["type"] == "list":
        yield from map(of, block["items"])
    elif block["type"] == "contact":
        yield ", ".join(block[name] for name in ("name", "phone", "email") if name in block)
    elif block["type"] == "link":
        yield block["title"]
    else:
        yield block["text"]


def _links_in(block: dict[str, Any]) -> int:
    if block["type"] == "contact":
        return sum(name in block for name in ("phone", "email", "url"))
    return int("url" in block)


def _ended(text: str) -> str:
    """Close a text with a full stop, at which a voice pauses."""
    return text if text.rstrip().endswith((".", "!", "?", ":", "…")) else f"{text}."
