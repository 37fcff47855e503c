"""What the bot remembers of a conversation: small, whole, and written anew each turn.

Because each turn writes all of it, the newest turn is enough to go on from: no turn costs more
than the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.answers.answer import Answer, Notice, Suggestion, Target
from bot.answers.question import MISS_KINDS, WHICH_ONE, Question

_ASIDE_ASKS = {"period", "meaning"}
"""Asks of the whole strategy that are asked in passing, in the middle of a talk on one area."""


@dataclass(frozen=True)
class Memory:
    """What was talked of.

    `choices` are what ordinals count in, `offer` is what a yes takes, `suggested` are the buttons
    under the newest answer, with the words that they send. `route` is that of the newest answer
    that was more than small talk or a question back, `subject` what it was about where it was
    adjacent.
    """

    workstreams: tuple[str, ...] = ()
    earlier_workstreams: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    choices: tuple[Target, ...] = ()
    suggested: tuple[Target, ...] = ()
    offer: Target | None = None
    misses: int = 0
    is_period_told: bool = False
    route: str | None = None
    subject: str | None = None

    def as_slots(self) -> dict[str, Any]:
        """Give the memory as the values of Rasa slots."""
        slots = asdict(self)
        for name, targets in (("choices", self.choices), ("suggested", self.suggested)):
            slots[name] = [target.as_dict() for target in targets]
        slots["offer"] = self.offer.as_dict() if self.offer else None
        for name in ("workstreams", "earlier_workstreams", "asks"):
            slots[name] = list(slots[name])
        return slots


SLOT_NAMES = tuple(Memory().as_slots())


def memory_from(slots: Mapping[str, Any]) -> Memory:
    """Read the memory back from slots; what is missing is as in a new conversation."""
    offer = slots.get("offer")
    return Memory(
        workstreams=tuple(slots.get("workstreams") or ()),
        earlier_workstreams=tuple(slots.get("earlier_workstreams") or ()),
        asks=tuple(slots.get("asks") or ()),
        choices=tuple(target_from(choice) for choice in slots.get("choices") or ()),
        suggested=tuple(target_from(target) for target in slots.get("suggested") or ()),
        offer=target_from(offer) if offer else None,
        misses=int(slots.get("misses") or 0),
        is_period_told=bool(slots.get("is_period_told")),
        route=slots.get("route"),
        subject=slots.get("subject"),
    )


def target_from(value: Mapping[str, Any]) -> Target:
    """Read a target back from a slot."""
    return Target(
        route=value["route"],
        workstreams=tuple(value.get("workstreams") or ()),
        asks=tuple(value.get("asks") or ()),
        subject=value.get("subject"),
        kind=value.get("kind"),
        message=value.get("message"),
    )


def remember(memory: Memory, question: Question, answer: Answer) -> Memory:
    """Give the memory after an answer."""
    after = _remembered(memory, question, answer)
    return replace(after, suggested=_targets(answer.suggestions))


def _remembered(memory: Memory, question: Question, answer: Answer) -> Memory:
    told = memory.is_period_told or _tells_period(answer)
    if question.kind == "restart":
        return Memory(is_period_told=told)
    memory = replace(memory, is_period_told=told)
    if answer.route not in ("clarify", "smalltalk"):
        memory = replace(memory, route=answer.route, subject=question.subject)
    if answer.route == "clarify":
        return replace(
            memory,
            asks=question.asks or memory.asks,
            choices=_targets(answer.suggestions),
            offer=None,
            # A whole round more: the next miss is met as if there had been no "which one?".
            misses=memory.misses + (len(MISS_KINDS) if question.kind == WHICH_ONE else 1),
        )
    if answer.route == "smalltalk":
        # Thanks or an aside in the middle of a talk must not lose what it was about.
        return replace(memory, misses=0)
    offer = answer.suggestions[0].target if answer.suggestions else None
    if answer.route == "workstream":
        # The area of a town tells nothing of what is planned yet.
        asks = () if question.is_of_place_alone else answer.asks
        return Memory(
            workstreams=answer.workstreams,
            earlier_workstreams=_earlier(memory, answer.workstreams),
            asks=asks,
            choices=_parts(answer) or _kept_choices(memory, answer),
            offer=offer,
            is_period_told=told,
            route=answer.route,
        )
    if answer.route == "strategy":
        choices = question.all_areas if "areas" in answer.asks else ()
        after = replace(memory, choices=choices, offer=offer, misses=0)
        is_aside = bool(memory.workstreams) or "period" not in answer.asks
        if set(answer.asks) <= _ASIDE_ASKS and is_aside:
            return replace(after, asks=answer.asks) if "meaning" in answer.asks else after
        # "And the report?" is now about the whole strategy.
        earlier = _earlier(memory, ())
        return replace(after, workstreams=(), earlier_workstreams=earlier, asks=answer.asks)
    is_miss = bool(question.kind and question.kind.endswith("_miss"))
    misses = memory.misses + 1 if is_miss else 0
    offer = offer if answer.route == "adjacent" else None
    return replace(memory, choices=(), offer=offer, misses=misses)


def _tells_period(answer: Answer) -> bool:
    is_noticed = any(isinstance(b, Notice) and b.kind == "period" for b in answer.blocks)
    return is_noticed or "period" in answer.asks


def _targets(suggestions: tuple[Suggestion, ...]) -> tuple[Target, ...]:
    return tuple(replace(each.target, message=each.message) for each in suggestions)


def _parts(answer: Answer) -> tuple[Target, ...]:
    if len(answer.workstreams) < 2:
        return ()
    return tuple(Target("workstream", (each,), answer.asks) for each in answer.workstreams)


def _kept_choices(memory: Memory, answer: Answer) -> tuple[Target, ...]:
    """Keep the list that this answer was picked from: "and the first?" may come next."""
    names = {name for choice in memory.choices for name in choice.workstreams}
    is_picked = len(memory.choices) > 1 and set(answer.workstreams) <= names
    return memory.choices if is_picked else ()


def _earlier(memory: Memory, now: tuple[str, ...]) -> tuple[str, ...]:
    """Keep what was talked of before, newest first, so that one can go back to it."""
    names = [*memory.workstreams, *memory.earlier_workstreams]
    return tuple(dict.fromkeys(name for name in names if name not in now))
