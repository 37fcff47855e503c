"""Short answers: small talk, out of scope, and asking back."""

from __future__ import annotations

from bot.answers.answer import Block, Paragraph, Suggestion, Target
from bot.answers.parts import Library, contact_cards, suggestion
from bot.answers.question import Question

_AFTER_A_VENT = ("send_team", "parents_forum")
_WHERE_TO_BEGIN = ("autism", "slcn", "special_schools")


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


def first_steps(library: Library) -> list[Suggestion]:
    """Offer where to begin."""
    return [
        suggestion(library, "areas", Target("strategy", (), ("areas",))),
        suggestion(library, "aims", Target("strategy", (), ("aims",))),
        suggestion(library, "person", Target("human")),
    ]


def choices_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer the readings that are open, or where to begin where none is."""
    open_readings = [_choice(library, target) for target in question.choices]
    found = list(dict.fromkeys(each for each in open_readings if each))[:2]
    if len(found) < 2:
        named = {name for each in found for name in each.target.workstreams}
        found += [
            _workstream_choice(library, Target("workstream", (name,), ("objectives",)))
            for name in _WHERE_TO_BEGIN
            if name not in named
        ]
    return [*found[:2], suggestion(library, "areas", Target("strategy", (), ("areas",)))]


def _choice(library: Library, target: Target) -> Suggestion | None:
    if target.route == "workstream" and target.workstreams:
        return _workstream_choice(library, target)
    if target.route == "strategy":
        return suggestion(library, "aims", Target("strategy", (), ("aims",)))
    if target.route == "adjacent":
        signpost = library.content.signpost(target.subject or "other")
        if signpost.id == "other":
            return None
        say = library.wording.say
        title = say("suggest.subject", title=signpost.title)
        message = say("suggest.subject_message", title=signpost.title)
        return Suggestion(title, message, target)
    if target.route == "human":
        return suggestion(library, "person", Target("human"))
    return None


def _workstream_choice(library: Library, target: Target) -> Suggestion:
    workstream = library.content.workstream(target.workstreams[0])
    target = Target("workstream", (workstream.id,), ("objectives",))
    return suggestion(library, "workstream", target, title=workstream.title)
