"""From what was understood, and what was talked of before, to one plain question.

Chat, evaluation and triage all use `question_from`, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Route, Safety, Target
from bot.answers.follow import (
    carried_over,
    followed,
    in_order_named,
    on_the_whole,
    refused_to_call,
)
from bot.answers.meanings import explained
from bot.answers.moved import moved, picked
from bot.content.store import Content

if TYPE_CHECKING:
    from bot.answers.memory import Memory

MISS_KINDS = (None, "second_miss", "again", "fourth_miss", "plain_words", "sixth_miss")
"""What is said to each message in a row that was not understood; the first depends on why."""

WHICH_ONE = "which_one"
"""What is said to a yes where one of several was to be picked: no miss, and said once."""


@dataclass(frozen=True)
class Question:
    """One message, understood: everything that an answer depends on.

    A `clarify` question keeps in `asks` what was asked of a subject that is not known yet.
    """

    route: Route
    workstreams: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    subject: str | None = None
    kind: str | None = None
    safety: Safety = "none"
    confidence: float = 1.0
    towns: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    choices: tuple[Target, ...] = ()
    all_areas: tuple[Target, ...] = ()
    is_period_told: bool = False

    @property
    def is_of_place_alone(self) -> bool:
        """Tell whether only the local area of a place is asked for, and nothing that is planned."""
        is_of_place = bool(self.towns) or self.kind == "area"
        return self.workstreams == ("dspl",) and is_of_place and set(self.asks) <= {"overview"}


def question_from(decision: Mapping[str, Any], memory: Memory, content: Content) -> Question:
    """Turn a decision (see `bot.understanding.decision`) into a question.

    The content says what its words are about, and in which order the page names its areas:
    ordinals count in it where no shorter list was shown.
    """
    question = Question(
        route=decision["route"],
        workstreams=tuple(decision["workstreams"]),
        asks=tuple(decision["asks"]),
        subject=decision.get("subject"),
        kind=decision.get("kind"),
        safety=decision["safety"],
        confidence=float(decision["confidence"]),
        towns=tuple(decision.get("towns", ())),
        terms=tuple(decision.get("terms", ())),
        all_areas=tuple(
            Target("workstream", (area,), ("overview",)) for area in content.workstreams
        ),
        is_period_told=memory.is_period_told,
    )
    if question.route == "safeguarding":
        return question
    if refused_to_call(question, decision, memory):
        return replace(question, route="safeguarding", safety="first", asks=(), subject=None)
    taken = picked(question, decision, memory)
    taken = taken or explained(question, decision, content)
    taken = taken or moved(decision.get("move") or {}, question, memory)
    if taken is None:
        question = in_order_named(question, decision)
        question = carried_over(followed(question, decision, memory), decision, memory)
    else:
        question = taken
    is_open = question.route == "workstream" and not question.workstreams
    if question.route == "clarify" or is_open:
        whole = on_the_whole(question, decision) if taken is None else None
        return whole or _asked_back(question, decision, memory)
    return question


def _asked_back(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Ask back the first time, offer a person the second; never twice in the same words."""
    is_open = question.route == "workstream"
    kind = MISS_KINDS[memory.misses % len(MISS_KINDS)] or ("which_area" if is_open else "choose")
    if question.kind == WHICH_ONE and memory.misses == 1:
        kind = WHICH_ONE
    if kind.endswith("_miss"):
        return replace(question, route="human", kind=kind, workstreams=(), asks=(), subject=None)
    choices = question.choices or (() if is_open else _alternatives(decision))
    return replace(
        question,
        route="clarify",
        kind=kind,
        workstreams=(),
        asks=question.asks,
        subject=None,
        choices=choices,
    )


def _alternatives(decision: Mapping[str, Any]) -> tuple[Target, ...]:
    targets = [
        Target(
            each["route"],
            tuple(each["workstreams"]),
            tuple(each.get("asks", ())),
            each.get("subject"),
        )
        for each in decision.get("alternatives", ())
    ]
    return tuple(dict.fromkeys(targets))
