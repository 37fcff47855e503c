"""Follow a conversation: what a short message leaves open is filled from the talk before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Target

if TYPE_CHECKING:
    from bot.answers.memory import Memory
    from bot.answers.question import Question

SURE_0_1 = 0.95
"""Confidence of a turn that its words settle: an ordinal, a yes to an offer, "go back"."""

_CARRIED_ASKS = ("objectives", "report", "meaning")
_STRATEGY_ASKS = ("aims", "areas", "full_strategy", "progress")
_MAY_BE_A_TOWN_ALONE = ("workstream", "strategy", "clarify", "smalltalk", "out_of_scope")
_ASK_OF_A_PART = {"aims": "objectives", "areas": "overview", "full_strategy": "report"}
_SUMMARY_OF = {"review_summary": "exceptional_funding"}

# A subject that is not named and no likelier than this is no new subject in a message this short.
_SURE_OF_SUBJECT_0_1 = 0.7
_MOST_WORDS_OF_A_FOLLOW_UP = 9
_LEAST_LIKELY_ROUTE_0_1 = 0.45

# So many subjects named by their words are no accident; one fewer where the model is at a loss.
_LEAST_OF_A_LIST = 3
_SURE_OF_ROUTE_0_1 = 0.9
_LEAST_LIKELY_WHOLE_0_1 = 0.15


def picked(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question | None:
    """Take the button that sends these very words; None where none of those shown does."""
    read = str((decision.get("evidence") or {}).get("read_as", "")).casefold()
    for button in memory.suggested:
        if button.message and button.message.casefold() == read:
            return _at(button, question)
    return None


def moved(move: Mapping[str, Any], question: Question, memory: Memory) -> Question | None:
    """Follow a move, such as "yes" or "the second one", where it leads; None for no move."""
    name = move.get("name")
    asks = tuple(move.get("asks", ()))
    if name == "restart":
        return _small(question, "restart")
    if name in ("affirm", "deny"):
        return _answered(name, question, memory)
    if name == "ordinal":
        return _at_ordinals(move.get("numbers", ()), asks, question, memory)
    if name == "all":
        return _at_all(move.get("most"), asks, question, memory)
    if name == "more":
        return _more(question, memory)
    if name == "back":
        named = memory.earlier_workstreams[:1]
        return _on(question, named, asks or _carried(memory) or ("overview",))
    if name == "ask":
        return _asked_of_it(asks, question, memory)
    return None


def followed(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Read a message whose subject the model left open as one on what was talked of."""
    if question.route == "strategy" and question.asks == ("meaning",) and not question.terms:
        return _on(question, memory.workstreams, ("meaning",)) if memory.workstreams else question
    if question.route == "strategy" and _is_of_a_part(question, decision, memory):
        parts = [_ASK_OF_A_PART.get(ask, "report") for ask in question.asks]
        return _on(question, memory.workstreams, parts)
    named = _named(decision)
    if question.route == "smalltalk" and named and decision.get("is_bare"):
        # "No, I meant speech": a subject among words that say nothing else is what is wanted.
        return _on(question, named, ())
    if question.route not in ("workstream", "clarify"):
        return question
    evidence = decision.get("evidence") or {}
    reading = _likeliest_workstream(question, decision)
    if _is_a_list(question, decision, named):
        names = dict.fromkeys((*named, *question.workstreams))
        return _on(question, tuple(names), reading.asks if reading else ())
    if named:
        wanted = [each for each in memory.choices if set(each.workstreams) & set(named)]
        if question.route == "clarify" and wanted:
            return _at(wanted[0], question)
        if question.route == "clarify" and decision.get("is_bare") and reading:
            return _on(question, reading.workstreams, reading.asks)
        return question
    likeliest = max(evidence.get("workstreams", {"": 0.0}).values(), default=0.0)
    is_short = len(str(evidence.get("read_as", "")).split()) <= _MOST_WORDS_OF_A_FOLLOW_UP
    likely = evidence.get("routes", {}).get("workstream", 0.0)
    is_no_subject = is_short and likeliest < _SURE_OF_SUBJECT_0_1
    if memory.workstreams and is_no_subject and likely >= _LEAST_LIKELY_ROUTE_0_1 and reading:
        asks = question.asks or reading.asks or ("overview",)
        confidence = max(question.confidence, float(likely))
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
    likely = (decision.get("evidence") or {}).get("routes", {}).get("workstream", 0.0)
    enough = _LEAST_OF_A_LIST - (question.route == "clarify")
    return likely >= _SURE_OF_ROUTE_0_1 and len(set(named)) >= enough


def _is_of_a_part(question: Question, decision: Mapping[str, Any], memory: Memory) -> bool:
    """Tell whether a short message taken for the whole strategy goes on with a part of it."""
    read = str((decision.get("evidence") or {}).get("read_as", ""))
    is_short = len(read.split()) <= _MOST_WORDS_OF_A_FOLLOW_UP
    is_open = is_short and not decision.get("names_whole")
    is_open = is_open and not {"period", "meaning"} & set(question.asks)
    was_on_the_whole = bool(set(memory.asks) & set(_STRATEGY_ASKS))
    return bool(memory.workstreams) and is_open and not was_on_the_whole


def on_the_whole(question: Question, decision: Mapping[str, Any]) -> Question | None:
    """Read a short message that names the whole and no area as one on the strategy: "the aims?".

    None where even so it is unlikely; then it is asked back.
    """
    evidence = decision.get("evidence") or {}
    is_short = len(str(evidence.get("read_as", "")).split()) <= _MOST_WORDS_OF_A_FOLLOW_UP
    likely = float(evidence.get("routes", {}).get("strategy", 0.0))
    if not is_short or not decision.get("names_whole") or _named(decision):
        return None
    if likely < _LEAST_LIKELY_WHOLE_0_1:
        return None
    readings = [each for each in decision.get("alternatives", ()) if each["route"] == "strategy"]
    return _on_strategy(question, readings[0].get("asks", ())) if readings else None


def carried_over(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question:
    """Fill in the subject or the ask that the talk before makes clear."""
    is_on_areas = "dspl" in memory.workstreams and not _named(decision)
    if question.towns and is_on_areas and question.route in _MAY_BE_A_TOWN_ALONE:
        return _on(question, ("dspl",), ("overview",))
    if question.route != "workstream":
        return question
    if not question.workstreams and memory.workstreams:
        return replace(question, workstreams=memory.workstreams)
    if decision.get("is_bare"):
        return replace(question, asks=_carried(memory) or ("overview",))
    return question


def _answered(name: str, question: Question, memory: Memory) -> Question:
    """Take a yes or a no: to an offer, or to the choices of a question back."""
    if name == "affirm" and memory.offer:
        return _at(memory.offer, question)
    if memory.misses and memory.choices:
        kind = "which_one" if name == "affirm" else "again"
        choices = memory.choices if name == "affirm" else ()
        return replace(question, route="clarify", kind=kind, choices=choices, asks=())
    return _small(question, "ok")


def _at_ordinals(
    numbers: Sequence[int], asks: tuple[str, ...], question: Question, memory: Memory
) -> Question:
    for choices in (memory.choices, question.all_areas):
        picked = [
            choices[n - 1 if n > 0 else n]
            for n in numbers
            if choices and (0 < n <= len(choices) or n == -1)
        ]
        if picked:
            return _together(picked, asks, question, memory)
    return _on(question, (), asks)


def _at_all(
    most: int | None, asks: tuple[str, ...], question: Question, memory: Memory
) -> Question:
    choices = [each for each in memory.choices if each.workstreams]
    if choices:
        return _together(choices[:most], asks, question, memory)
    names = [*memory.workstreams, *memory.earlier_workstreams][:most]
    return _on(question, names, asks or _carried(memory) or ("overview",))


def _together(
    picked: Sequence[Target], asks: tuple[str, ...], question: Question, memory: Memory
) -> Question:
    workstreams = tuple(dict.fromkeys(name for target in picked for name in target.workstreams))
    if not workstreams:
        return _at(picked[0], question)
    own = tuple(ask for ask in picked[0].asks if ask != "overview")
    return _on(question, workstreams, asks or own or _carried(memory) or ("overview",))


def _more(question: Question, memory: Memory) -> Question:
    """Give what was not told yet: the plans after a report, else all again, said to be all."""
    if memory.workstreams:
        is_shown = bool({"objectives", "overview"} & set(memory.asks))
        asks = memory.asks if is_shown else ("objectives",)
        on = _on(question, memory.workstreams, asks)
        return replace(on, kind="more") if is_shown else on
    if set(memory.asks) & {*_STRATEGY_ASKS, "period"}:
        rest = [ask for ask in _STRATEGY_ASKS if ask not in memory.asks]
        return _on_strategy(question, rest[:1])
    return _on(question, (), ())


def _asked_of_it(asks: tuple[str, ...], question: Question, memory: Memory) -> Question:
    """Give a document or the plans of what was talked of, the whole strategy included."""
    owners = {_SUMMARY_OF[ask] for ask in asks if ask in _SUMMARY_OF}
    if owners - set(memory.workstreams):
        asks = ("overview",)
    if memory.workstreams or not memory.asks:
        return _on(question, memory.workstreams, asks)
    if "report" in asks:
        wanted = "progress" if "full_strategy" in memory.asks else "full_strategy"
        return _on_strategy(question, [wanted])
    if "meaning" in asks:
        return _on_strategy(question, ["meaning"])
    return _on_strategy(question, ["areas" if "aims" in memory.asks else "aims"])


def _at(target: Target, question: Question) -> Question:
    return replace(
        question,
        route=target.route,
        workstreams=target.workstreams,
        asks=target.asks,
        subject=target.subject,
        kind=target.kind,
        confidence=SURE_0_1,
    )


def _on(question: Question, workstreams: Sequence[str], asks: Sequence[str]) -> Question:
    return _at(Target("workstream", tuple(workstreams), tuple(asks)), question)


def _on_strategy(question: Question, asks: Sequence[str]) -> Question:
    return _at(Target("strategy", (), tuple(asks)), question)


def _small(question: Question, kind: str) -> Question:
    return replace(_at(Target("smalltalk"), question), kind=kind)


def _carried(memory: Memory) -> tuple[str, ...]:
    """Give the asks that a bare subject takes over from the turn before."""
    return tuple(ask for ask in memory.asks if ask in _CARRIED_ASKS)


def _named(decision: Mapping[str, Any]) -> list[str]:
    """List the workstreams that the message names by a known word."""
    words = (decision.get("evidence") or {}).get("words", ())
    means = [str(word["means"]).partition(" ") for word in words if not word.get("put_aside")]
    return [value for kind, _, value in means if kind == "workstream"]


def in_order_named(question: Question, decision: Mapping[str, Any]) -> Question:
    """Put the workstreams in the order in which the message names them; the others follow."""
    named = [each for each in _named(decision) if each in question.workstreams]
    return replace(question, workstreams=tuple(dict.fromkeys((*named, *question.workstreams))))


def _likeliest_workstream(question: Question, decision: Mapping[str, Any]) -> Target | None:
    if question.route == "workstream":
        return Target("workstream", question.workstreams, question.asks)
    for each in decision.get("alternatives", ()):
        if each["route"] == "workstream":
            return Target("workstream", tuple(each["workstreams"]), tuple(each.get("asks", ())))
    return None
