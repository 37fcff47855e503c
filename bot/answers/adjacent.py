"""Answer what is about SEND and not on the strategy page: say so, and show the right door."""

from __future__ import annotations

from bot.answers.answer import Block, Paragraph, Suggestion, Target
from bot.answers.parts import (
    Library,
    contact_cards,
    page_link,
    suggestion,
    term_paragraphs,
    workstream_suggestion,
)
from bot.answers.question import Question
from bot.content.schema import OWN_WORDS, Signpost

ANY_SUBJECT = "other"
_SEND_TEAM = "send_team"
_ADVICE = "sendiass"
_MOST_RELATED = 2
_ASKS_A_MEANING = ("ehc_what",)


def answer_adjacent(library: Library, question: Question) -> list[Block]:
    """Say that the page does not cover it, then the pages and people that may."""
    signpost = _signpost(library, question)
    say = library.wording.say
    if signpost.id == ANY_SUBJECT:
        first = Paragraph(say("adjacent.not_covered_other"))
    else:
        first = Paragraph(say("adjacent.not_covered", title=signpost.title))
    meanings = _meanings(library, question)
    if not is_door_known(library, question):
        advice = library.content.contact(_ADVICE)
        none = Paragraph(say("adjacent.none_known", name=advice.name))
        return [*meanings, first, none, Paragraph(say("adjacent.contacts")), *_team(library)]
    return [*meanings, first, *_pages(library, signpost), *_contacts(library, signpost)]


def is_door_known(library: Library, question: Question) -> bool:
    """Tell whether the content knows a page or a contact for the subject."""
    signpost = _signpost(library, question)
    return bool(signpost.pages or signpost.contacts)


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    signpost = _signpost(library, question)
    contacts = signpost.contacts
    if not is_door_known(library, question):
        contacts = (_ADVICE, _SEND_TEAM)
    seen = [library.content.contact(each).source for each in contacts]
    return [library.content.strategy.page, *signpost.pages, *seen]


def suggestions_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer the workstreams that are near, without pretending that they answer the question."""
    named = dict.fromkeys((*question.workstreams, *_signpost(library, question).related))
    found = [workstream_suggestion(library, "related", each, ("objectives",)) for each in named]
    return [*found[:_MOST_RELATED], suggestion(library, "person", Target("human"))]


def _signpost(library: Library, question: Question) -> Signpost:
    return library.content.signpost(question.subject or ANY_SUBJECT)


def _meanings(library: Library, question: Question) -> list[Block]:
    """Explain the words named, where a meaning is what was asked for."""
    if "meaning" not in question.asks and question.subject not in _ASKS_A_MEANING:
        return []
    found = [library.content.term_named(each) for each in question.terms]
    own = [term for term in dict.fromkeys(found) if term and term.source == OWN_WORDS]
    return [block for term in own for block in term_paragraphs(library, term)]


def _pages(library: Library, signpost: Signpost) -> list[Block]:
    if not signpost.pages:
        return []
    key = "adjacent.pages" if len(signpost.pages) > 1 else "adjacent.page"
    links = [page_link(library, page) for page in signpost.pages]
    return [Paragraph(library.wording.say(key)), *links]


def _contacts(library: Library, signpost: Signpost) -> list[Block]:
    """Show the contacts; say where it is told which cases the SEND team counts as urgent."""
    say = library.wording.say
    is_urgent = signpost.urgent and _SEND_TEAM in signpost.contacts
    shown = [each for each in signpost.contacts if not (is_urgent and each == _SEND_TEAM)]
    blocks: list[Block] = []
    if shown:
        blocks.append(Paragraph(say(f"adjacent.contacts{'' if signpost.pages else '_only'}")))
        blocks += contact_cards(library, shown, with_purpose=len(shown) > 1)
    if is_urgent:
        blocks += [Paragraph(say("adjacent.urgent")), *_team(library)]
    return blocks


def _team(library: Library) -> list[Block]:
    return list(contact_cards(library, (_SEND_TEAM,), with_purpose=False))
