"""Understand a text that is longer than a chat message: in parts, then together.

A letter holds one or two sentences that say what it is about, among many that do not, and a model
that learnt from short messages takes the whole for something else. So it is read twice, sentence by
sentence and in stretches of a few. Nothing of it is cut. How well that does, beside reading only
the beginning, is measured by `benchmarks/long_texts.py`, which the limits below were chosen on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Decision = Mapping[str, Any]

SENTENCE_CHARACTERS = 60
"""Sentences shorter than this are read together."""

STRETCH_CHARACTERS = 150
"""Size of a stretch; a sentence that is longer is divided between words."""

MOST_ALTERNATIVES = 3
SAFETY_FIRST_0_1 = 0.62
"""What a sentence must come to for the numbers and nothing else; in a chat .4 does.

Some sentence of an everyday letter comes to .4 nearly always: the line above the answer is for it.
"""

_SUBJECTS = ("workstream", "adjacent", "strategy")
_SURE_SUBJECT_0_1 = 0.75
_SURE_HUMAN_0_1 = 0.9
_MOST_WORKSTREAMS = 3
_SURE_0_1 = 0.8
"""What a further part must be sure of to add its workstreams."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def parts_of(text: str) -> tuple[list[str], list[str]]:
    """Give what is read of a text: its sentences, and its stretches."""
    return windows(text, SENTENCE_CHARACTERS), windows(text, STRETCH_CHARACTERS)


def windows(text: str, most: int) -> list[str]:
    """Divide a text into windows of whole sentences, as many in each as fit.

    A sentence that does not fit has a window of its own, of up to `STRETCH_CHARACTERS`.
    """
    found: list[str] = []
    held = ""
    for part in _sentences(text):
        joined = f"{held} {part}" if held else part
        if held and len(joined) > most:
            found.append(held)
            held = part
        else:
            held = joined
    return [*found, held] if held else found


def combined(of_sentences: Sequence[Decision], of_stretches: Sequence[Decision]) -> dict[str, Any]:
    """Make one decision of those on the parts of a text, at least one of each.

    What is said of safety in any sentence counts. Of the parts that name a subject the surest
    decides; others as sure add their workstreams, and the rest are its alternatives.
    """
    everything = [*of_sentences, *of_stretches]
    alarm = max(of_sentences, key=_alarm_of)
    if alarm["safety"] == "first" and _alarm_of(alarm) >= SAFETY_FIRST_0_1:
        return {**alarm, "alternatives": _alternatives(alarm, everything)}
    calm = [_without_alarm(each) for each in everything]
    best = _best(calm)
    whole: dict[str, Any] = dict(best)
    if best["route"] == "workstream":
        whole |= _with_more_workstreams(best, calm)
    is_doubtful = any(each["safety"] == "first" for each in everything)
    # How a message stands to the one before it is nothing that a letter has.
    whole |= {"safety": "line" if is_doubtful else "none", "move": None, "is_bare": False}
    whole["alternatives"] = _alternatives(whole, calm)
    return whole


def _alarm_of(decision: Decision) -> float:
    return float(decision["evidence"]["safety"])


def _without_alarm(decision: Decision) -> Decision:
    """Give what else a part may be about, where it was taken for safeguarding."""
    if decision["route"] != "safeguarding":
        return decision
    others = [each for each in decision["alternatives"] if each["route"] != "safeguarding"]
    return {**decision, **(others[0] if others else {"route": "clarify", "confidence": 0.0})}


def _best(decisions: Sequence[Decision]) -> Decision:
    """Choose the part to go by: a sure subject, a sure wish for a person, else what is likeliest.

    Greetings and chatter stand in every letter, so they count where there is nothing else.
    """
    for routes, least in (
        (_SUBJECTS, _SURE_SUBJECT_0_1),
        (("human",), _SURE_HUMAN_0_1),
        ((*_SUBJECTS, "human"), 0.0),
        (("clarify",), 0.0),
    ):
        found = [d for d in decisions if d["route"] in routes and d["confidence"] >= least]
        if found:
            return max(found, key=lambda each: float(each["confidence"]))
    return max(decisions, key=lambda each: float(each["confidence"]))


def _sentences(text: str) -> Iterable[str]:
    for sentence in _SENTENCE_END.split(text):
        rest = sentence
        while len(rest) > STRETCH_CHARACTERS:
            cut = rest.rfind(" ", 1, STRETCH_CHARACTERS + 1)
            cut = cut if cut > 0 else STRETCH_CHARACTERS
            yield rest[:cut].rstrip()
            rest = rest[cut:].lstrip()
        if rest:
            yield rest


def _with_more_workstreams(best: Decision, others: Sequence[Decision]) -> dict[str, Any]:
    sure = [
        each for each in others if each["route"] == "workstream" and each["confidence"] >= _SURE_0_1
    ]
    ranked = [best, *sorted(sure, key=lambda each: -each["confidence"])]
    names = list(dict.fromkeys(name for each in ranked for name in each["workstreams"]))
    names = names[: max(_MOST_WORKSTREAMS, len(best["workstreams"]))]
    used = [each for each in ranked if set(each["workstreams"]) & set(names)] or [best]
    asks = dict.fromkeys(ask for each in used for ask in each["asks"])
    if len(asks) > 1:
        asks.pop("overview", None)
    return {
        "workstreams": names,
        "asks": list(asks),
        "confidence": min(each["confidence"] for each in used),
    }


def _alternatives(taken: Decision, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """List what else it may be: what other windows say, then what the best ones nearly said."""
    others = [each for each in decisions if each["route"] in (*_SUBJECTS, "human")]
    near = [other for each in decisions for other in each["alternatives"]]
    found: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
    for each in [*others, *near]:
        key = (each["route"], tuple(each["workstreams"]))
        reading = {
            name: each.get(name)
            for name in ("route", "workstreams", "asks", "subject", "confidence")
        }
        if key not in found or found[key]["confidence"] < reading["confidence"]:
            found[key] = reading
    found.pop((taken["route"], tuple(taken["workstreams"])), None)
    return sorted(found.values(), key=lambda each: -each["confidence"])[:MOST_ALTERNATIVES]
