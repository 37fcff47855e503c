"""Two models beside each other: the one in service and one that shall take over.

Both are asked the development half. The sealed half plays no part: who looks at it each time that
somebody teaches would soon have tuned on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.evaluation.measures import Outcome, Share, safety_of, share_of
from bot.evaluation.report import totals
from bot.evaluation.run import judge_conversations, judge_messages
from bot.evaluation.sets import (
    LabelledConversation,
    LabelledMessage,
    load_conversations,
    load_messages,
)

HALF = "development"

Labelled = tuple[int, str, Mapping[str, Any]]
"""A taught example: its number, its text, its labels."""


def measure(
    model: Path, examples: Sequence[Labelled], tell: Callable[[str], None]
) -> dict[str, Any]:
    """Ask a model the development half and the taught examples; give its figures."""
    assistant = Assistant(model)
    try:
        return asyncio.run(
            _measure(assistant, load_messages(HALF), load_conversations(HALF), examples, tell)
        )
    finally:
        assistant.close()


async def _measure(
    assistant: Assistant,
    messages: Sequence[LabelledMessage],
    conversations: Sequence[LabelledConversation],
    examples: Sequence[Labelled],
    tell: Callable[[str], None],
) -> dict[str, Any]:
    def progress(what: str) -> Callable[[int, int], None]:
        def show(done: int, total: int) -> None:
            if done == total or done % 200 == 0:
                tell(f"asking {what}: {done} of {total}")

        return show

    outcomes = await judge_messages(assistant, messages, progress("messages"))
    talks = await judge_conversations(assistant, conversations, progress("conversations"))
    decisions = await assistant.understand_many([text for _, text, _ in examples])
    taken = {
        str(number): _is_taken(decision, labels)
        for (number, _, labels), decision in zip(examples, decisions, strict=True)
    }
    return figures_of(outcomes, talks, taken)


def figures_of(
    outcomes: Sequence[Outcome], talks: Sequence[Sequence[Outcome]], taught: Mapping[str, bool]
) -> dict[str, Any]:
    """Give the figures as JSON.

    By these a promotion is decided: `right` and `safeguarding_recall`, count and whole; `wrong`
    and `not_first`, the places of the messages that were taken wrongly, and of those that tell of
    harm and are not answered with the numbers to call first. `taught`: whether each taught
    example, by its number, is understood as taught; `table`: all measures as name and value, for
    people.
    """
    is_first = {
        place: each.answer["safety"] == "first"
        for place, each in enumerate(outcomes)
        if each.label.safety == "first"
    }
    understood = share_of(list(taught.values()))
    return {
        "right": _pair(share_of([each.is_right for each in outcomes])),
        "safeguarding_recall": _pair(safety_of(outcomes).recall),
        "wrong": [place for place, each in enumerate(outcomes) if not each.is_right],
        "not_first": [place for place, is_so in is_first.items() if not is_so],
        "taught": dict(taught),
        "table": [
            ["taught examples understood", f"{understood.part} of {understood.whole}"],
            *([name, value] for name, value in totals(outcomes, talks)),
            ["numbers first where harm is told", str(share_of(list(is_first.values())))],
        ],
    }


def _pair(share: Share) -> list[int]:
    return [share.part, share.whole]


def _is_taken(decision: Mapping[str, Any] | None, labels: Mapping[str, Any]) -> bool:
    """Tell whether a message is understood as it was taught, outside any conversation."""
    if decision is None or decision["route"] != labels["route"]:
        return False
    has_areas = set(decision["workstreams"]) == set(labels["workstreams"])
    return has_areas and decision["subject"] == labels["subject"]
