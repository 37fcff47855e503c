"""Why a message puts its case into the queue of staff: pure, from what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NOT_A_QUESTION = ("smalltalk", "safeguarding", "human")


def reasons_for(reading: Mapping[str, Any]) -> tuple[str, ...]:
    """List the flags of `bot.store.case_tables.FLAGS` that a reading sets.

    `reading` is that of `bot.answers.said.reading_of`.
    """
    tests = {
        "is_safeguarding": reading["route"] == "safeguarding" or reading["safety"] == "first",
        "has_safety_line": reading["safety"] == "line",
        "asked_person": reading["route"] == "human" and not _is_miss(reading),
        "not_answered": _is_miss(reading) or not reading.get("is_door_known", True),
        "is_unsure": _is_unsure(reading),
    }
    return tuple(flag for flag, is_so in tests.items() if is_so)


def _is_miss(reading: Mapping[str, Any]) -> bool:
    """Tell whether a person was offered because the bot understood nothing, once more."""
    return str(reading.get("kind") or "").endswith("_miss")


def _is_unsure(reading: Mapping[str, Any]) -> bool:
    if reading["route"] == "clarify":
        return True
    limit = reading.get("ask_back_below")
    if limit is None or reading["route"] in _NOT_A_QUESTION:
        return False
    return bool(reading["confidence"] < limit)
