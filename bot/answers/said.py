"""What the assistant gives back for a message: what is said, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answers.adjacent import is_door_known
from bot.answers.parts import Library
from bot.answers.question import Question


@dataclass(frozen=True)
class Said:
    """One message of the bot: plain text, the message API's answer, and what staff see beside it.

    `reading` is what `reading_of` gives; None where no decision stands behind the message.
    """

    text: str
    answer: dict[str, Any]
    reading: dict[str, Any] | None = None


def reading_of(library: Library, question: Question, decision: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was understood, for the case: the question as taken, the runner-up, the evidence.

    It stands beside the answer and not in it: users are not shown it.
    """
    evidence = decision.get("evidence") or {}
    return {
        "route": question.route,
        "workstreams": list(question.workstreams),
        "asks": list(question.asks),
        "kind": question.kind,
        "safety": question.safety,
        "confidence": round(question.confidence, 4),
        "is_door_known": question.route != "adjacent" or is_door_known(library, question),
        "ask_back_below": (evidence.get("thresholds") or {}).get("ask_back_below"),
        "runner_up": _runner_up(question, decision),
        "evidence": dict(evidence),
    }


def _runner_up(question: Question, decision: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the likeliest reading that was not taken."""
    taken = (question.route, list(question.workstreams))
    for each in decision.get("alternatives", ()):
        if (each["route"], list(each["workstreams"])) != taken:
            return {name: each[name] for name in ("route", "workstreams", "confidence")}
    return None
