"""Where a move leads: "yes", "the second one", "both", "go back", "and the report?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.answers.answer import Target
from bot.answers.heard import read_text
from bot.answers.turned import STRATEGY_ASKS, asks_now, at, on_strategy, on_workstreams, small

if TYPE_CHECKING:
    from bot.answers.memory import Memory
    from bot.answers.question import Question

_SUMMARY_OF = {"review_summary": "exceptional_funding"}


def picked(question: Question, decision: Mapping[str, Any], memory: Memory) -> Question | None:
    """Take the button that sends these very words; None where none of those shown does."""
    read = read_text(decision).casefold()
    for button in memory.suggested:
        if button.message and button.message.casefold() == read:
            return at(button, question)
    return None


def moved(move: Mapping[str, Any], question: Question, memory: Memory) -> Question | None:
    """Follow a move, such as "yes" or "the second one", where it leads; None for no move."""
    name = move.get("name")
    asks = tuple(move.get("asks", ()))
    if name == "restart":
        return small(question, "restart")
    if name in ("affirm", "deny"):
        return _answered(name, question, memory)
    if name == "ordinal":
        return _at_ordinals(move.get("numbers", ()), asks, question, memory)
    if name == "all":
        return _at_all(move.get("most"), asks, question, memory)
    if name == "more":
        return _more(question, memory)
    if name == "back":
        return on_workstreams(question, _other(memory), asks_now(asks, memory))
    if name == "ask":
        return _asked_of_it(asks, question, memory)
    return None


def _answered(name: str, question: Question, memory: Memory) -> Question:
    """Take a yes or a no: to an offer, or to the choices of a question back."""
    if name == "affirm" and memory.offer:
        return at(memory.offer, question)
    if memory.misses and memory.choices:
        kind = "which_one" if name == "affirm" else "again"
        choices = memory.choices if name == "affirm" else ()
        return replace(question, route="clarify", kind=kind, choices=choices, asks=())
    return small(question, "ok")


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
    return on_workstreams(question, (), asks)


def _at_all(
    most: int | None, asks: tuple[str, ...], question: Question, memory: Memory
) -> Question:
    choices = [each for each in memory.choices if each.workstreams]
    if choices:
        return _together(choices[:most], asks, question, memory)
    names = [*memory.workstreams, *memory.earlier_workstreams][:most]
    return on_workstreams(question, names, asks_now(asks, memory))


def _together(
    picked: Sequence[Target], asks: tuple[str, ...], question: Question, memory: Memory
) -> Question:
    workstreams = tuple(dict.fromkeys(name for target in picked for name in target.workstreams))
    if not workstreams:
        return at(picked[0], question)
    own = tuple(ask for ask in picked[0].asks if ask != "overview")
    return on_workstreams(question, workstreams, asks_now(asks or own, memory))


def _more(question: Question, memory: Memory) -> Question:
    """Give what was not told yet: the plans after a report, else all again, said to be all."""
    if memory.workstreams:
        is_shown = bool({"objectives", "overview"} & set(memory.asks))
        asks = memory.asks if is_shown else ("objectives",)
        on = on_workstreams(question, memory.workstreams, asks)
        return replace(on, kind="more") if is_shown else on
    if set(memory.asks) & {*STRATEGY_ASKS, "period"}:
        rest = [ask for ask in STRATEGY_ASKS if ask not in memory.asks]
        return on_strategy(question, rest[:1])
    return on_workstreams(question, (), ())


def _asked_of_it(asks: tuple[str, ...], question: Question, memory: Memory) -> Question:
    """Give a document or the plans of what was talked of, the whole strategy included."""
    owners = {_SUMMARY_OF[ask] for ask in asks if ask in _SUMMARY_OF}
    if owners - set(memory.workstreams):
        asks = ("overview",)
    if memory.workstreams or not memory.asks:
        return on_workstreams(question, memory.workstreams, asks)
    if "report" in asks:
        wanted = "progress" if "full_strategy" in memory.asks else "full_strategy"
        return on_strategy(question, [wanted])
    if "meaning" in asks:
        return on_strategy(question, ["meaning"])
    return on_strategy(question, ["areas" if "aims" in memory.asks else "aims"])


def _other(memory: Memory) -> tuple[str, ...]:
    """Give the other one of two that were shown, else what was talked of before."""
    shown = dict.fromkeys(name for choice in memory.choices for name in choice.workstreams)
    left = [name for name in shown if name not in memory.workstreams]
    return tuple(left) if len(left) == 1 else memory.earlier_workstreams[:1]
