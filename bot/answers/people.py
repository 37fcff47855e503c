"""Answers that lead to people: a person wanted, a child in danger."""

from __future__ import annotations

from bot.answers.answer import Block, Paragraph, Suggestion
from bot.answers.parts import Library, areas_suggestion, contact_cards
from bot.answers.question import Question

PEOPLE = ("send_team", "send_duty_line", "strategy_team", "parents_forum")
"""Who is shown when a person is wanted, until staff take conversations over."""

_FOR_FEEDBACK = ("strategy_team", "parents_forum", "send_team")
EMERGENCY = ("emergency_999",)
WORRY = ("childrens_services",)
TALK = ("childline", "nspcc", "mental_health")
IN_DANGER = (*EMERGENCY, *WORRY, *TALK)


def answer_human(library: Library, question: Question) -> list[Block]:
    """Show the people to turn to, and do not say that anybody was told."""
    kind = question.kind if f"human.{question.kind}" in library.wording.sentences else "person"
    intro = library.wording.say(f"human.{kind}")
    return [Paragraph(intro), *contact_cards(library, people_for(question))]


def next_steps(library: Library, question: Question) -> list[Suggestion]:
    """Offer the list of areas to somebody who asked for no person and was not understood."""
    is_miss = bool(question.kind and question.kind.endswith("_miss"))
    return [areas_suggestion(library)] if is_miss else []


def people_for(question: Question) -> tuple[str, ...]:
    """List the ids of the contacts for what a person is wanted for."""
    return _FOR_FEEDBACK if question.kind == "feedback" else PEOPLE


def answer_safeguarding(library: Library) -> list[Block]:
    """Give the numbers to call, at once and nothing else."""
    say = library.wording.say
    return [
        Paragraph(say("safeguarding.first")),
        *contact_cards(library, EMERGENCY, with_purpose=False),
        Paragraph(say("safeguarding.worry")),
        *contact_cards(library, WORRY, with_purpose=False),
        Paragraph(say("safeguarding.talk")),
        *contact_cards(library, TALK),
        Paragraph(say("safeguarding.limit")),
    ]


def sources_of(library: Library, contact_ids: tuple[str, ...]) -> list[str]:
    """List the ids of the sources that the contacts were seen in."""
    return [library.content.contact(each).source for each in contact_ids]
