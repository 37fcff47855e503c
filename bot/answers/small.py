"""Short answers: small talk, out of scope, and asking back."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.adjacent import ANY_SUBJECT
from bot.answers.answer import Block, Paragraph, Suggestion, Target
from bot.answers.parts import (
    Library,
    areas_suggestion,
    contact_cards,
    suggestion,
    workstream_suggestion,
)
from bot.answers.question import Question

_AFTER_A_VENT = ("send_team", "parents_forum")
_WHERE_TO_BEGIN = ("autism", "slcn", "special_schools")
_MOST_READINGS = 2


def answer_smalltalk(library: Library, question: Question) -> list[Block]:
    """Say something short and true."""
    kind = question.kind if f"smalltalk.{question.kind}" in library.wording.sentences else "help"
    first = Paragraph(library.wording.say(f"smalltalk.{kind}"))
    return [first, *contact_cards(library, contacts_after(question))]


def contacts_after(question: Question) -> tuple[str, ...]:
    """List the contacts shown with small talk: people, for somebody who is upset."""
    return _AFTER_A_VENT if question.kind == "vent" else ()


def answer_out_of_scope(library: Library) -> list[Block]:
    """Say kindly that this is not what the bot knows."""
    return [Paragraph(library.wording.say("out_of_scope.answer"))]


def answer_clarify(library: Library, question: Question) -> list[Block]:
    """Ask back; the choices are the suggestions."""
    return [Paragraph(library.wording.say(f"clarify.{question.kind or 'choose'}"))]


def next_steps(library: Library, question: Question) -> list[Suggestion]:
    """Offer where to begin, but not to somebody who says goodbye."""
    if question.kind == "goodbye":
        return []
    return [
        areas_suggestion(library),
        suggestion(library, "aims", Target("strategy", (), ("aims",))),
        suggestion(library, "person", Target("human")),
    ]


def choices_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer the readings that are open, or where to begin where none is; then all areas."""
    targets = [replace(target, message=None) for target in question.choices]
    open_readings = [_choice(library, target) for target in targets]
    found = list(dict.fromkeys(each for each in open_readings if each))[:_MOST_READINGS]
    named = {name for each in found for name in each.target.workstreams}
    asks = question.asks or ("objectives",)
    for name in _WHERE_TO_BEGIN:
        if len(found) < _MOST_READINGS and name not in named:
            found.append(_workstream_choice(library, Target("workstream", (name,), asks)))
    return [*found, areas_suggestion(library)]


def _choice(library: Library, target: Target) -> Suggestion | None:
    if target.route == "workstream" and target.workstreams:
        return _workstream_choice(library, target)
    if target.route == "strategy" and target.asks != ("areas",):
        return suggestion(library, "aims", Target("strategy", (), ("aims",)))
    if target.route == "adjacent":
        signpost = library.content.signpost(target.subject or ANY_SUBJECT)
        if signpost.id != ANY_SUBJECT:
            return suggestion(library, "subject", target, title=signpost.title)
    if target.route == "human":
        return suggestion(library, "person", Target("human"))
    return None


def _workstream_choice(library: Library, target: Target) -> Suggestion:
    is_report = target.asks == ("report",)
    key, ask = ("workstream_report", "report") if is_report else ("workstream", "objectives")
    return workstream_suggestion(library, key, target.workstreams[0], (ask,))
