"""Questions turned to another subject: what follow-ups and moves are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answers.answer import Target

if TYPE_CHECKING:
    from bot.answers.memory import Memory
    from bot.answers.question import Question

SURE_0_1 = 0.95
"""Confidence of a turn that its words settle: an ordinal, a yes to an offer, "go back"."""

STRATEGY_ASKS = ("aims", "areas", "full_strategy", "progress")
"""Asks of the whole strategy that a talk stays on."""

_CARRIED_ASKS = ("objectives", "report", "meaning")


def at(target: Target, question: Question) -> Question:
    """Turn a question to a target, for sure."""
    return replace(
        question,
        route=target.route,
        workstreams=target.workstreams,
        asks=target.asks,
        subject=target.subject,
        kind=target.kind,
        confidence=SURE_0_1,
    )


def on_workstreams(question: Question, workstreams: Sequence[str], asks: Sequence[str]) -> Question:
    """Turn a question to workstreams and what is asked of them."""
    return at(Target("workstream", tuple(workstreams), tuple(asks)), question)


def on_strategy(question: Question, asks: Sequence[str]) -> Question:
    """Turn a question to the whole strategy."""
    return at(Target("strategy", (), tuple(asks)), question)


def small(question: Question, kind: str) -> Question:
    """Turn a question to small talk of a kind."""
    return replace(at(Target("smalltalk"), question), kind=kind)


def _carried(memory: Memory) -> tuple[str, ...]:
    """Give the asks that a bare subject takes over from the turn before."""
    return tuple(ask for ask in memory.asks if ask in _CARRIED_ASKS)


def asks_now(asks: Sequence[str], memory: Memory) -> tuple[str, ...]:
    """Give what is asked, else what was asked before, else for an overview."""
    return tuple(asks) or _carried(memory) or ("overview",)
