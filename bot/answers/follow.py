"""Follow a conversation: what a short message leaves open is filled from the talk before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Target
from bot.answers.heard import (
    goes_on,
    has_workstream,
    is_short,
    likeliest_subject,
    likely_route,
    named_in,
    read_text,
)
from bot.answers.turned import STRATEGY_ASKS, asks_now, at, on_strategy, on_workstreams

if TYPE_CHECKING:
    from bot.answers.memory import Memory
    from bot.answers.question import Question

_MAY_BE_A_TOWN_ALONE = ("workstream", "strategy", "clarify", "smalltalk", "out_of_scope")
_NOT_OF_A_SUBJECT = ("smalltalk", "out_of_scope", "strategy")
_ASK_OF_A_PART = {
    "aims": "objectives",
    "areas": "overview",
    "full_strategy": "report",
    "period": "objectives",
}

# A subject that is not named and no likelier than this is no new subject in a message this short.
_SURE_OF_SUBJECT_0_1 = 0.7
_LEAST_LIKELY_ROUTE_0_1 = 0.45
# "Older ones?" is taken for the strategy's years at most so surely; "is it still in force" surer.
_SURE_OF_PERIOD_0_1 = 0.75
# What was understood no surer than this may be a follow-up of something else.
_UNSURE_0_1 = 0.75

# So many subjects named by their words are no accident; one fewer where the model is at a loss.
_LEAST_OF_A_LIST = 3
_SURE_OF_ROUTE_0_1 = 0.9
_LEAST_LIKELY_WHOLE_0_1 = 0.15

_GOING_BACK = re.compile(r"\b(?:back to|return(?:ing)? to)\b", re.IGNORECASE)
_WONT_CALL = re.compile(
    r"\b(?:don'?t|do not|dont|can'?t|cant|won'?t|wont|not) (?:\w+ ){0,3}"
    r"(?:ring|call|phone|talk|speak|tell)\b",
    re.IGNORECASE,
)


def followed(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Read a message whose subject the model left open as one on what was talked of."""
    named = named_in(decision)
    if not named and _is_on_the_same_matter(question, decision, memory):
        return replace(question, route="adjacent", workstreams=(), asks=(), subject=memory.subject)
    if question.route == "strategy" and question.asks == ("meaning",) and not question.terms:
        return (
            on_workstreams(question, memory.workstreams, ("meaning",))
            if memory.workstreams
            else question
        )
    if question.route == "strategy" and _is_of_a_part(question, decision, memory):
        parts = dict.fromkeys(_ASK_OF_A_PART.get(ask, "report") for ask in question.asks)
        return on_workstreams(question, named or memory.workstreams, tuple(parts))
    returned = _returned_to(decision, memory)
    if returned and question.route in ("workstream", "clarify", "strategy"):
        return on_workstreams(question, returned, asks_now(question.asks, memory))
    if named and decision.get("is_bare") and question.route in _NOT_OF_A_SUBJECT:
        return on_workstreams(question, named, asks_now((), memory))
    if question.route not in ("workstream", "clarify"):
        return question
    reading = _likeliest_workstream(question, decision)
    if _is_a_list(question, decision, named):
        names = dict.fromkeys((*named, *question.workstreams))
        return on_workstreams(question, tuple(names), reading.asks if reading else ())
    if named:
        wanted = [each for each in memory.choices if set(each.workstreams) & set(named)]
        if question.route == "clarify" and wanted:
            return at(wanted[0], question)
        if question.route == "clarify" and decision.get("is_bare") and reading:
            return on_workstreams(question, reading.workstreams, reading.asks)
        return question
    if memory.workstreams and _is_no_new_subject(question, decision, memory):
        asks = question.asks or (reading.asks if reading else ()) or ("overview",)
        confidence = max(question.confidence, likely_route(decision, "workstream"))
        return replace(
            question,
            route="workstream",
            workstreams=memory.workstreams,
            asks=asks,
            confidence=confidence,
        )
    return question


def _is_a_list(question: Question, decision: Mapping[str, Any], named: Sequence[str]) -> bool:
    """Tell whether a message counts subjects up: all of them are meant, the unlikely ones too."""
    enough = _LEAST_OF_A_LIST - (question.route == "clarify")
    return likely_route(decision, "workstream") >= _SURE_OF_ROUTE_0_1 and len(set(named)) >= enough


def _is_no_new_subject(question: Question, decision: Mapping[str, Any], memory: Memory) -> bool:
    """Tell whether a short message that names no subject goes on with the one talked of."""
    if not is_short(decision) or likeliest_subject(decision) >= _SURE_OF_SUBJECT_0_1:
        return False
    if likely_route(decision, "workstream") >= _LEAST_LIKELY_ROUTE_0_1:
        return question.route == "workstream" or has_workstream(decision)
    # "What about girls?" says too little alone, and enough right after an answer.
    return question.route == "clarify" and memory.route == "workstream" and goes_on(decision)


def _is_on_the_same_matter(question: Question, decision: Mapping[str, Any], memory: Memory) -> bool:
    """Tell whether it goes on with what the page does not tell: "is it free?", "who writes it?"."""
    if memory.route != "adjacent" or decision.get("names_whole") or not is_short(decision):
        return False
    if question.route in ("adjacent", "human", "safeguarding"):
        return False
    is_unsure = question.route == "clarify" or question.confidence < _UNSURE_0_1
    is_subject_sure = likeliest_subject(decision) >= _SURE_OF_SUBJECT_0_1
    return is_unsure and not is_subject_sure and goes_on(decision)


def _is_of_a_part(question: Question, decision: Mapping[str, Any], memory: Memory) -> bool:
    """Tell whether a short message taken for the whole strategy goes on with a part of it."""
    if decision.get("names_whole") or not is_short(decision):
        return False
    if "period" in question.asks and question.confidence >= _SURE_OF_PERIOD_0_1:
        return False
    if "meaning" in question.asks:
        return False
    was_on_the_whole = bool(set(memory.asks) & set(STRATEGY_ASKS))
    return bool(named_in(decision)) or (bool(memory.workstreams) and not was_on_the_whole)


def _returned_to(decision: Mapping[str, Any], memory: Memory) -> tuple[str, ...]:
    """Give the subject of before that "back to the settings one" comes nearest to."""
    if named_in(decision) or not _GOING_BACK.search(read_text(decision)):
        return ()
    likeliest_first = (decision.get("evidence") or {}).get("workstreams", {})
    before = {*memory.workstreams, *memory.earlier_workstreams}
    return tuple(name for name in likeliest_first if name in before)[:1]


def refused_to_call(question: Question, decision: Mapping[str, Any], memory: Memory) -> bool:
    """Tell whether somebody who told of harm says that they will not call anyone."""
    is_about_it = question.route in ("human", "clarify", "smalltalk", "adjacent")
    was_told = memory.route == "safeguarding"
    return was_told and is_about_it and bool(_WONT_CALL.search(read_text(decision)))


def on_the_whole(question: Question, decision: Mapping[str, Any]) -> Question | None:
    """Read a short message that names the whole and no area as one on the strategy: "the aims?".

    None where even so it is unlikely; then it is asked back.
    """
    if not is_short(decision) or not decision.get("names_whole") or named_in(decision):
        return None
    if likely_route(decision, "strategy") < _LEAST_LIKELY_WHOLE_0_1:
        return None
    readings = [each for each in decision.get("alternatives", ()) if each["route"] == "strategy"]
    return on_strategy(question, readings[0].get("asks", ())) if readings else None


def carried_over(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Fill in the subject or the ask that the talk before makes clear."""
    is_on_areas = "dspl" in memory.workstreams and not named_in(decision)
    if question.towns and is_on_areas and question.route in _MAY_BE_A_TOWN_ALONE:
        return on_workstreams(question, ("dspl",), ("overview",))
    if question.route != "workstream":
        return question
    if not question.workstreams and memory.workstreams:
        return replace(question, workstreams=memory.workstreams)
    if decision.get("is_bare"):
        return replace(question, asks=asks_now((), memory))
    return question


def in_order_named(question: Question, decision: Mapping[str, Any]) -> Question:
    """Put the workstreams in the order in which the message names them; the others follow."""
    named = [each for each in named_in(decision) if each in question.workstreams]
    return replace(question, workstreams=tuple(dict.fromkeys((*named, *question.workstreams))))


def _likeliest_workstream(question: Question, decision: Mapping[str, Any]) -> Target | None:
    if question.route == "workstream":
        return Target("workstream", question.workstreams, question.asks)
    for each in decision.get("alternatives", ()):
        if each["route"] == "workstream":
            return Target("workstream", tuple(each["workstreams"]), tuple(each.get("asks", ())))
    return None
