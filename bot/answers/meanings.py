"""Tell when a message asks what one word means: "what is a SENCo?", "outreach, what does it mean".

The glossary says what the word is about, so that such a question needs no guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Route
from bot.answers.heard import read_text
from bot.answers.turned import SURE_0_1
from bot.content.schema import Term
from bot.content.store import Content

if TYPE_CHECKING:
    from bot.answers.question import Question

_MOST_WORDS = 16
_SHOWN_BY_NAME = (
    "strategy",
    "workstream",
    "objective",
    "strategy_brief",
    "progress_report",
    "accessibility_strategy",
)
"""Terms for what the bot can show: "what is the progress report" wants the report, not its name."""

_DEFINITE = ("the ", "this ", "these ", "all this ")
_TERM = "_term_"
_ARTICLE = r"(?:(?:a|an|the|this|these|all this) )?"
_BE = r"(?:(?:what|wot|who) (?:is|are|was|were)|(?:what|wot|who)'?s)(?: exactly| actually)?"
_LEAD = (
    r"(?:(?:ok|okay|so|and|but|sorry|hi|hello|please|um|erm|well|right|then|explain|remind me"
    r"|(?:(?:can|could|would) (?:you|u) )?(?:please )?(?:tell|explain to) me"
    r"|i don'?t know|i'?m not sure) )*"
)
_TAIL = r"(?: (?:please|pls|then|exactly|actually|anyway|again|even|thanks|thank you))*"
_IS = re.compile(rf"{_LEAD}{_BE} (?P<article>{_ARTICLE}){_TERM}{_TAIL}")
_MEANS = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:what|wot) (?:do|does|did|would) {_ARTICLE}{_TERM} (?:mean|means|stand for|do)"
    rf"|(?:what|wot) {_ARTICLE}{_TERM} (?:means|mean|is|are|does|stands for)"
    rf"|{_BE} {_ARTICLE}{_TERM} (?:mean|stand for)"
    rf"|{_BE} (?:meant by|the (?:meaning|definition) of) {_ARTICLE}{_TERM}"
    rf"|(?:what|wot) do (?:you|they|we) mean by {_ARTICLE}{_TERM}"
    rf"|(?:the )?(?:meaning|definition) of {_ARTICLE}{_TERM}"
    rf"|define {_ARTICLE}{_TERM}"
    rf"|{_TERM} (?:meaning|definition|{_BE} (?:it|that)|what (?:do|does) (?:it|that|they) mean)"
    rf"){_TAIL}"
)


def explained(question: Question, decision: Mapping[str, Any], content: Content) -> Question | None:
    """Take a message that is nothing but the question what a word means; None for any other.

    A word of a workstream is answered there, one of an adjacent subject with its door, any other
    as SEND itself is.
    """
    evidence = decision.get("evidence") or {}
    named = {
        str(word["text"]) for word in evidence.get("words", ()) if word["means"].startswith("term ")
    }
    term = _asked_about(read_text(decision), named, content)
    if term is None:
        return None
    route: Route = "workstream" if term.workstream else "adjacent" if term.signpost else "strategy"
    return replace(
        question,
        route=route,
        workstreams=(term.workstream,) if term.workstream else (),
        asks=("meaning",),
        subject=term.signpost,
        kind=None,
        terms=(term.term,),
        confidence=max(question.confidence, SURE_0_1),
    )


def _asked_about(text: str, named: set[str], content: Content) -> Term | None:
    """Find the one term that a text asks for the meaning of."""
    words = _words(text)
    if len(words) > _MOST_WORDS:
        return None
    plain = " ".join(words)
    for phrase in sorted(named, key=len, reverse=True):
        asked = re.sub(rf"(?<!\S){re.escape(' '.join(_words(phrase)))}(?!\S)", _TERM, plain)
        found = _MEANS.fullmatch(asked) or _IS.fullmatch(asked)
        term = content.term_named(phrase) if found else None
        if found is None or term is None:
            continue
        # "What is a workstream" asks for the word, "what are the workstreams" for what they are.
        is_shown = found.groupdict().get("article") in _DEFINITE
        return None if is_shown and term.id in _SHOWN_BY_NAME else term
    return None


def _words(text: str) -> list[str]:
    """Split into lower-case words; apostrophes and hyphens inside stay."""
    return re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", text.casefold().replace("\u2019", "'"))
