"""From scores to one decision: route, workstreams, asks, safety, confidence, and why.

Pure arithmetic on what the heads and the lexicon give, so that it can be tested without a model.
The decision is a plain dict, since Rasa keeps it as JSON:

    route, workstreams, asks, subject, kind, safety, confidence, towns, terms,
    move, is_bare, names_whole: how it stands to what was said before,
    alternatives: up to three of {route, workstreams, asks, subject, confidence},
    evidence: what staff see as "why this?"
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.ids import DOCUMENT_ASKS
from bot.understanding.lexicon import Hit
from bot.understanding.moves import is_bare, move_in

CLARIFY = "clarify"
SAFEGUARDING = "safeguarding"
SMALLTALK = "smalltalk"
_SURE_0_1 = 0.95
_SURE_BY_NAME_0_1 = 0.75
_MEANT_ALL_THE_SAME = 0.95
"""What is put aside has been taken out of the text: so sure from the rest, it is meant.

"She isn't deaf, it's her eyes" is about the same workstream twice.
"""
_MOST_ALTERNATIVES = 3
_LEAST_KNOWN = 0.4
_WHOLE_NOT_PART = ("strategy", "clarify")
_CLOSE = 0.1
"""Routes whose scores differ by less are close."""
_WHICH_AREA = re.compile(
    r"\b(?:which|what)\b[^.?!]*\b(?:dspl|area|number)\b[^.?!]*\b(?:i|we|my|our|live|am|are|in|for)\b"
    r"|\b(?:dspl|area) (?:am i|are we|do (?:i|we) (?:live|come))\b",
    re.IGNORECASE,
)

_WHOLE = re.compile(
    r"\b(?:strateg\w+|whole|overall|areas?|workstreams?|aims?|everything|council\w*|county|send"
    r"|hertfordshire|herts|period|years?|in force|20\d\d|priorit\w+|all of it|entire"
    r"|full (?:document|plan|thing|one)|latest progress)\b",
    re.IGNORECASE,
)

Probabilities = Mapping[str, float]
Confidence = Callable[[float], float]


@dataclass(frozen=True)
class Thresholds:
    """Where a score begins to count; `config.yml` says which evaluation chose each."""

    ask_back_below: float
    topic: float
    further_topic: float
    further_topic_named: float
    ask: float
    safety_first: float
    safety_line: float


@dataclass(frozen=True)
class Scores:
    """Probabilities of each label, by head."""

    route: Probabilities
    topics: Probabilities
    asks: Probabilities
    strategy_asks: Probabilities
    subject: Probabilities
    human_kind: Probabilities
    smalltalk_kind: Probabilities

    @property
    def safety(self) -> float:
        """Give the probability that somebody is being harmed: that of the route.

        A head of its own for it was measured too: at a recall of .98 it put the line on 6.5 % of
        other messages, the route's probability on 4.5 %.
        """
        return self.route.get(SAFEGUARDING, 0.0)


@dataclass(frozen=True)
class Reading:
    """The message as the lexicon read it."""

    text: str
    hits: Sequence[Hit]
    known_share: float = 1.0

    @property
    def is_gibberish(self) -> bool:
        """Tell whether hardly a word is known: another language, a slip of the keyboard."""
        return not self.hits and self.known_share < _LEAST_KNOWN

    @functools.cached_property
    def is_bare(self) -> bool:
        """Tell whether the text names its subjects and asks nothing of its own."""
        return is_bare(self.text, [hit.text for hit in self.hits])

    @property
    def is_bare_name(self) -> bool:
        """Tell whether the text is the name of a workstream, or of several, and nothing more."""
        return bool(self.values("workstream")) and self.is_bare

    def values(self, kind: str) -> list[str]:
        """List the values of one kind that are meant, each once."""
        found = [hit.value for hit in self.hits if hit.kind == kind and not hit.is_put_aside]
        return list(dict.fromkeys(found))

    def put_aside(self) -> set[str]:
        """Give the workstreams that are named only to say that they are not meant."""
        named = set(self.values("workstream"))
        return {h.value for h in self.hits if h.kind == "workstream" and h.is_put_aside} - named


def decide(
    scores: Scores, reading: Reading, limits: Thresholds, confidence_of: Confidence
) -> dict[str, Any]:
    """Decide. `confidence_of` turns a raw score into the probability that it is right."""
    move = move_in(reading.text)
    safety = _safety(scores, limits)
    topics = topics_of(scores, reading, limits)
    ranked = _ranked(scores, topics, reading, confidence_of)
    best = ranked[0]
    route, confidence = best["route"], best["confidence"]
    if safety == "first":
        route, confidence = SAFEGUARDING, confidence_of(scores.safety)
    elif move:
        route, confidence = SMALLTALK, _SURE_0_1
    elif confidence < limits.ask_back_below or (route != SMALLTALK and reading.is_gibberish):
        # "Thx" and "heyyyy" are in no list of words, and small talk all the same.
        route = CLARIFY
    workstreams = best["workstreams"] if route == "workstream" else []
    return {
        "route": route,
        "workstreams": workstreams,
        "asks": asks_of(route, workstreams, scores, limits),
        "subject": _top(scores.subject) if route == "adjacent" else None,
        "kind": _kind(route, scores, reading, workstreams),
        "safety": safety,
        "confidence": round(confidence, 4),
        "move": move if safety != "first" else None,
        "names_whole": bool(_WHOLE.search(reading.text)),
        "is_bare": reading.is_bare,
        "towns": reading.values("town"),
        "terms": reading.values("term"),
        "alternatives": _alternatives(ranked, scores, limits, route, workstreams),
        "evidence": _evidence(scores, reading, limits, best),
    }


def topics_of(scores: Scores, reading: Reading, limits: Thresholds) -> list[str]:
    """Choose the workstreams: the likeliest, and each further one that is likely or named."""
    aside = {name for name in reading.put_aside() if scores.topics[name] < _MEANT_ALL_THE_SAME}
    named = reading.values("workstream")
    order = [name for name in _by_score(scores.topics) if name not in aside]
    if not order:
        return []
    chosen = [order[0]] if scores.topics[order[0]] >= limits.topic or order[0] in named else []
    for name in order[1:]:
        limit = limits.further_topic_named if name in named else limits.further_topic
        if scores.topics[name] >= limit:
            chosen.append(name)
    return chosen


def raw_score(
    scores: Scores, route: str, topics: Sequence[str], named: Sequence[str] = ()
) -> float:
    """Give the score that calibration turns into a confidence: route times set of workstreams.

    A workstream that is `named` is no less sure than its name makes it.
    """
    score = scores.route.get(route, 0.0)
    if route == "workstream" and topics:
        floor = dict.fromkeys(named, _SURE_BY_NAME_0_1)
        score *= min(max(scores.topics[name], floor.get(name, 0.0)) for name in topics)
    return score


def asks_of(
    route: str, workstreams: Sequence[str], scores: Scores, limits: Thresholds
) -> list[str]:
    """Choose what is asked for; a document only with the workstream that it belongs to."""
    if route == "strategy":
        likely = [
            ask
            for ask in _by_score(scores.strategy_asks)
            if scores.strategy_asks[ask] >= limits.ask
        ]
        return likely or [_top(scores.strategy_asks)]
    if route != "workstream":
        return []
    possible = {
        ask: p
        for ask, p in scores.asks.items()
        if ask not in DOCUMENT_ASKS or DOCUMENT_ASKS[ask] in workstreams
    }
    likely = [ask for ask in _by_score(possible) if possible[ask] >= limits.ask]
    # A document that is asked for by name is not asked for as a report too.
    documents = [ask for ask in likely if ask in DOCUMENT_ASKS]
    if documents:
        best = possible[documents[0]]
        return [ask for ask in documents if best - possible[ask] < _CLOSE]
    if len(likely) > 1 and "overview" in likely:
        likely.remove("overview")
    return likely or [_top(possible)]


def _safety(scores: Scores, limits: Thresholds) -> str:
    if scores.safety >= limits.safety_first:
        return "first"
    return "line" if scores.safety >= limits.safety_line else "none"


def _ranked(
    scores: Scores, topics: list[str], reading: Reading, confidence_of: Confidence
) -> list[dict[str, Any]]:
    """Rank the readings, the chosen one first: each route, and workstreams that come next."""
    chosen = _chosen_route(scores, reading)
    readings = [
        (route, topics if route == "workstream" else [])
        for route in scores.route
        if route != SAFEGUARDING
    ]
    others = [name for name in _by_score(scores.topics)[:3] if [name] != topics]
    readings += [("workstream", [name]) for name in others]
    ranked = []
    for route, names in readings:
        raw = raw_score(scores, route, names, reading.values("workstream"))
        if route == chosen == "workstream" and names == topics and reading.is_bare_name:
            raw = max(raw, _SURE_BY_NAME_0_1)
        ranked.append(
            {
                "route": route,
                "workstreams": list(names),
                "confidence": confidence_of(raw),
                "raw": raw,
                "is_chosen": route == chosen and (route != "workstream" or names == topics),
            }
        )
    return sorted(ranked, key=lambda each: (not each["is_chosen"], -each["raw"]))


def _chosen_route(scores: Scores, reading: Reading) -> str:
    """Choose the likeliest route; of two that are close, the one whose subject is named.

    A bare name, "dyslexia", is about what it names, however many things one word may mean.
    """
    routes = [route for route in _by_score(scores.route) if route != SAFEGUARDING]
    if routes[0] == CLARIFY and reading.is_bare_name:
        return "workstream"
    behind = scores.route[routes[0]] - scores.route.get("workstream", 0.0)
    if routes[0] in _WHOLE_NOT_PART and behind < _CLOSE and reading.values("workstream"):
        return "workstream"
    return routes[0]


def _alternatives(
    ranked: list[dict[str, Any]],
    scores: Scores,
    limits: Thresholds,
    route: str,
    workstreams: list[str],
) -> list[dict[str, Any]]:
    """List the readings that were not chosen, likeliest first; all of them when asking back."""
    others = [r for r in ranked if (r["route"], r["workstreams"]) != (route, workstreams)]
    return [
        {
            "route": each["route"],
            "workstreams": each["workstreams"],
            "asks": asks_of(each["route"], each["workstreams"], scores, limits),
            "subject": _top(scores.subject) if each["route"] == "adjacent" else None,
            "confidence": round(each["confidence"], 4),
        }
        for each in others[:_MOST_ALTERNATIVES]
    ]


def _kind(route: str, scores: Scores, reading: Reading, workstreams: Sequence[str]) -> str | None:
    if route == "human":
        return _top(scores.human_kind)
    if route == SMALLTALK:
        return _top(scores.smalltalk_kind)
    if "dspl" in workstreams and _WHICH_AREA.search(reading.text):
        return "area"
    return None


def _evidence(
    scores: Scores, reading: Reading, limits: Thresholds, best: dict[str, Any]
) -> dict[str, Any]:
    def top(values: Probabilities, count: int = 3) -> dict[str, float]:
        return {name: round(values[name], 3) for name in _by_score(values)[:count]}

    return {
        "read_as": reading.text,
        "best": {"route": best["route"], "workstreams": best["workstreams"]},
        "score": round(best["raw"], 5),
        "routes": top(scores.route),
        "workstreams": top(scores.topics),
        "words": [
            {"text": hit.text, "means": f"{hit.kind} {hit.value}", "put_aside": hit.is_put_aside}
            for hit in reading.hits
        ],
        "safety": round(scores.safety, 3),
        "thresholds": vars(limits),
    }


def _by_score(values: Probabilities) -> list[str]:
    return sorted(values, key=lambda name: -values[name])


def _top(values: Probabilities) -> str:
    return max(values, key=lambda name: values[name])
