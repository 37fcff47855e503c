"""What a decision says of the text that it was made on (see `bot.understanding.decision`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MOST_WORDS_OF_A_FOLLOW_UP = 11

_GOING_ON = re.compile(
    r"\s*(?:(?:ok|okay|right|so|oh|well|hmm?)\b[\s,]*)*(?:and|but|or|only|just|what|which|who|when"
    r"|where|why|how|does|do|did|is|are|was|will|would|can|could|has|have|n)\b|.*\?\s*$",
    re.IGNORECASE | re.DOTALL,
)


def read_text(decision: Mapping[str, Any]) -> str:
    """Give the text as the classifiers read it."""
    return str((decision.get("evidence") or {}).get("read_as", ""))


def is_short(decision: Mapping[str, Any]) -> bool:
    """Tell whether a text is so short that it may be a follow-up."""
    return len(read_text(decision).split()) <= _MOST_WORDS_OF_A_FOLLOW_UP


def goes_on(decision: Mapping[str, Any]) -> bool:
    """Tell whether a text is a question or begins as one that goes on; a lone word is neither."""
    read = read_text(decision)
    return len(read.split()) > 1 and bool(_GOING_ON.match(read))


def likeliest_subject(decision: Mapping[str, Any]) -> float:
    """Give the probability of the likeliest workstream."""
    scores = (decision.get("evidence") or {}).get("workstreams") or {"": 0.0}
    return float(max(scores.values()))


def likely_route(decision: Mapping[str, Any], route: str) -> float:
    """Give the probability of a route; 0 where it is not among the likeliest."""
    return float(((decision.get("evidence") or {}).get("routes") or {}).get(route, 0.0))


def has_workstream(decision: Mapping[str, Any]) -> bool:
    """Tell whether a workstream is among the readings that were not chosen."""
    return any(each["route"] == "workstream" for each in decision.get("alternatives", ()))


def named_in(decision: Mapping[str, Any]) -> list[str]:
    """List the workstreams that the message names by a known word."""
    words = (decision.get("evidence") or {}).get("words", ())
    means = [str(word["means"]).partition(" ") for word in words if not word.get("put_aside")]
    return [value for kind, _, value in means if kind == "workstream"]
