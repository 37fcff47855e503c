"""Read the tracker: the only module that knows how Rasa lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from bot.answers.memory import Memory, memory_from


def decision_in(tracker: Tracker) -> Mapping[str, Any]:
    """Give what was understood of the newest message, as the decision component wrote it."""
    decision: Mapping[str, Any] = tracker.latest_message["decision"]
    return decision


def memory_in(tracker: Tracker) -> Memory:
    """Give what the conversation's slots hold."""
    return memory_from(tracker.slots)
