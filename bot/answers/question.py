"""From what was understood, and what was talked of before, to one plain question.

Chat, evaluation and triage all use `question_from`, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Route, Safety, Target

if TYPE_CHECKING:
    from bot.answers.memory import Memory

SURE_0_1 = 0.95
"""Confidence of a turn that its words settle: an ordinal, a yes to an offer, "go back"."""

MISSES_BEFORE_A_PERSON = 1


@dataclass(frozen=True)
class Question:
    """One message, understood: everything that an answer depends on."""

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


def question_from(
    decision: Mapping[str, Any], memory: Memory, areas: tuple[str, ...]
) -> Question:
    """Turn a decision (see `bot.understanding`) into a question.

    `areas` are the ids of all workstreams in the page's order, in which ordinals count where no
    shorter list was shown.
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
        all_areas=tuple(Target("workstream", (area,), ("objectives",)) for area in areas),
        is_period_told=memory.is_period_told,
    )
    if question.route == "safeguarding":
        return question
    move = decision.get("move") or {}
    taken = _taken(move, question, memory)
    if taken is not None:
        return taken
    question = _carried_over(question, decision, memory)
    if question.route == "clarify" or (
        question.route == "workstream" and not question.workstreams
    ):
        return _unclear(question, decision, memory)
    return question


def _taken(move: Mapping[str, Any], question: Question, memory: Memory) -> Question | None:
    """Follow a move in the conversation, such as "yes" or "the second one", where it leads."""
    name = move.get("name")
    if name == "restart":
        return replace(question, route="smalltalk", kind="restart", workstreams=(), asks=())
    if name == "affirm" and memory.offer:
        return _at(memory.offer, question)
    if name in ("affirm", "deny"):
        return replace(question, route="smalltalk", kind="ok", workstreams=(), asks=(), confidence=SURE_0_1)
    if name == "ordinal":
        return _at_ordinals(move.get("numbers", ()), question, memory)
    if name == "all":
        return _at_all(move, question, memory)
    return None


def _at(target: Target, question: Question) -> Question:
    return replace(
        question,
        route=target.route,
        workstreams=target.workstreams,
        asks=target.asks,
        subject=target.subject,
        kind=None,
        confidence=SURE_0_1,
    )


def _at_ordinals(numbers: Any, question: Question, memory: Memory) -> Question | None:
    choices = memory.choices or question.all_areas
    picked = [choices[n - 1 if n > 0 else n] for n in numbers if 0 < n <= len(choices) or n == -1]
    if not picked:
        return None
    return _together(picked, question, memory)


def _at_all(move: Mapping[str, Any], question: Question, memory: Memory) -> Question | None:
    if memory.choices:
        most = move.get("most") or len(memory.choices)
        return _together(list(memory.choices[:most]), question, memory)
    names = [*memory.workstreams, *memory.earlier_workstreams][: move.get("most") or None]
    if len(names) < 2:
        return None
    asks = question.asks or memory.asks or ("objectives",)
    return replace(
        question, route="workstream", workstreams=tuple(names), asks=asks, confidence=SURE_0_1
    )


def _together(picked: list[Target], question: Question, memory: Memory) -> Question:
    workstreams = [name for target in picked for name in target.workstreams]
    if not workstreams:
        return _at(picked[0], question)
    asked = question.asks if question.route == "workstream" else ()
    asks = tuple(ask for ask in asked if ask != "overview") or picked[0].asks
    return replace(
        question,
        route="workstream",
        workstreams=tuple(dict.fromkeys(workstreams)),
        asks=asks or memory.asks or ("objectives",),
        subject=None,
        kind=None,
        confidence=SURE_0_1,
    )


def _carried_over(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Fill in from the talk before what the message leaves open."""
    if question.route != "workstream":
        return question
    if not question.workstreams and memory.workstreams:
        return replace(question, workstreams=memory.workstreams)
    if decision.get("is_bare") and memory.asks:
        carried = tuple(ask for ask in memory.asks if ask in ("objectives", "report"))
        return replace(question, asks=carried or question.asks)
    return question


def _unclear(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Ask back the first time; offer a person the second time in a row."""
    if memory.misses % 2 == MISSES_BEFORE_A_PERSON:
        return replace(
            question, route="human", kind="second_miss", workstreams=(), asks=(), subject=None
        )
    kind = "which_area" if question.route == "workstream" else "choose"
    choices = () if kind == "which_area" else _alternatives(decision)
    if memory.misses:
        kind = "again"
    return replace(
        question, route="clarify", kind=kind, workstreams=(), asks=(), subject=None, choices=choices
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
