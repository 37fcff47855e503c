"""Why the bot took a message as it did, in sentences for officers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.store import Content
from bot.triage.case_view import Understood
from bot.web.staff.teaching_words import ROUTE_NAMES, in_words
from bot.web.staff.words import REASONS

Told = list[tuple[str, str]]

_MEANS = {"workstream": "the workstream", "town": "the town", "term": "the term"}


def why(content: Content, text: str, understood: Understood) -> Told:
    """List what the decision rests on, each with its name; what is not known is left out."""
    evidence = understood.evidence or {}
    limits = evidence.get("thresholds") or {}
    rows = [
        ("Taken as", _taken(content, understood)),
        ("How sure", _sure(understood, limits)),
        ("Next likeliest", _runner_up(content, understood.runner_up)),
        ("In the queue for", "; ".join(REASONS[each] for each in understood.reasons) or "Nothing"),
        ("What came before", _before(content, understood, evidence)),
        ("Read as", _read_as(text, evidence)),
        ("Words it knows", _words(content, evidence)),
        ("Kind, by meaning", _routes(evidence)),
        ("Subject, by meaning", _subjects(content, evidence, limits)),
        ("Danger", _danger(evidence, limits)),
    ]
    return [(name, said) for name, said in rows if said]


def percent(share: float) -> str:
    """Write a share of 1 as people read it."""
    return f"{100 * share:.0f}%"


def _taken(content: Content, understood: Understood) -> str:
    return in_words(
        content,
        {
            "route": understood.route,
            "workstreams": understood.workstreams,
            "asks": understood.asks,
        },
    )


def _sure(understood: Understood, limits: Mapping[str, float]) -> str:
    said = percent(understood.confidence)
    if "ask_back_below" in limits:
        said += f". Below {percent(limits['ask_back_below'])} it asks back."
    return said


def _runner_up(content: Content, other: Mapping[str, Any] | None) -> str:
    if not other:
        return "Nothing else was likely"
    return f"{_alone(content, other)}: {percent(other['confidence'])}"


def _before(content: Content, understood: Understood, evidence: Mapping[str, Any]) -> str:
    """Tell where the message by itself would have been taken for something else."""
    best = evidence.get("best")
    taken = (understood.route, list(understood.workstreams))
    if not best or understood.route not in ("workstream", "strategy"):
        return ""
    if (best["route"], list(best["workstreams"])) == taken:
        return ""
    return f"What was said before decided. By itself it would be: {_alone(content, best)}"


def _alone(content: Content, labels: Mapping[str, Any]) -> str:
    """Say what a message might be about, whatever is asked."""
    if labels["route"] == "workstream" and not labels["workstreams"]:
        return "A workstream, and not clear which"
    return in_words(content, {**labels, "asks": ()})


def _read_as(text: str, evidence: Mapping[str, Any]) -> str:
    read = str(evidence.get("read_as", ""))
    is_same = " ".join(read.casefold().split()) == " ".join(text.casefold().split())
    return "" if is_same or not read else f"“{read}”"


def _words(content: Content, evidence: Mapping[str, Any]) -> str:
    if "words" not in evidence:
        return ""
    return "; ".join(_word(content, each) for each in evidence["words"]) or "None"


def _word(content: Content, hit: Mapping[str, Any]) -> str:
    kind, _, value = hit["means"].partition(" ")
    name = content.workstreams[value].title if value in content.workstreams else value
    said = f"“{hit['text']}” is {_MEANS.get(kind, kind)} {name}"
    return f"{said}, named as not meant" if hit["put_aside"] else said


def _routes(evidence: Mapping[str, Any]) -> str:
    found = evidence.get("routes") or {}
    return "; ".join(f"{ROUTE_NAMES.get(name, name)}: {percent(p)}" for name, p in found.items())


def _subjects(content: Content, evidence: Mapping[str, Any], limits: Mapping[str, float]) -> str:
    found = evidence.get("workstreams") or {}
    if not found:
        return ""
    titles = {
        name: content.workstreams[name].title for name in found if name in content.workstreams
    }
    said = "; ".join(f"{titles.get(name, name)}: {percent(p)}" for name, p in found.items())
    if "topic" not in limits:
        return said
    return (
        f"{said}. The first counts from {percent(limits['topic'])}, a further one from "
        f"{percent(limits['further_topic'])}, or {percent(limits['further_topic_named'])} when it "
        "is named."
    )


def _danger(evidence: Mapping[str, Any], limits: Mapping[str, float]) -> str:
    if "safety" not in evidence:
        return ""
    said = percent(evidence["safety"])
    if "safety_first" not in limits:
        return said
    return (
        f"{said}. From {percent(limits['safety_line'])} the safeguarding line stands above the "
        f"answer, from {percent(limits['safety_first'])} the numbers to call come first and "
        "nothing else."
    )
