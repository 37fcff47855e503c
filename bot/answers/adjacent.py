"""Answer what is about SEND and not on the strategy page: say so, and show the right door."""

from __future__ import annotations

from bot.answers.answer import Block, Paragraph, Suggestion, Target
from bot.answers.parts import Library, contact_card, contact_cards, page_link, suggestion
from bot.answers.question import Question
from bot.content.schema import Signpost

ANY_SUBJECT = "other"
_FALLBACK_CONTACT = "send_team"
_ADVICE = "sendiass"


def answer_adjacent(library: Library, question: Question) -> list[Block]:
    """Say that the page does not cover it, then the pages and people that may."""
    signpost = _signpost(library, question)
    say = library.wording.say
    if signpost.id == ANY_SUBJECT:
        first = say("adjacent.other")
    else:
        first = say("adjacent.not_covered", title=signpost.title)
    if not signpost.pages and not signpost.contacts:
        return [Paragraph(first), *_no_door(library, signpost)]
    blocks: list[Block] = [Paragraph(first)]
    if signpost.pages:
        blocks.append(Paragraph(say("adjacent.pages")))
        blocks += [page_link(library, page) for page in signpost.pages]
    if signpost.contacts:
        key = "adjacent.contacts" if signpost.pages else "adjacent.contacts_only"
        blocks.append(Paragraph(say(key)))
        blocks += contact_cards(library, signpost.contacts)
    return blocks


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    signpost = _signpost(library, question)
    contacts = signpost.contacts
    if not signpost.pages and not contacts:
        contacts = (_FALLBACK_CONTACT,)
    return [*signpost.pages, *(library.content.contact(each).source for each in contacts)]


def suggestions_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer the workstreams that are near, without pretending that they answer the question."""
    named = [*question.workstreams, *_signpost(library, question).related]
    found = []
    for workstream_id in dict.fromkeys(named):
        workstream = library.content.workstream(workstream_id)
        target = Target("workstream", (workstream_id,), ("objectives",))
        title = library.wording.say("suggest.related", short=workstream.short)
        message = library.wording.say("suggest.workstream_message", title=workstream.title)
        found.append(Suggestion(title, message, target))
    person = suggestion(library, "person", Target("human"))
    return [*found[:2], person]


def _signpost(library: Library, question: Question) -> Signpost:
    return library.content.signpost(question.subject or ANY_SUBJECT)


def _no_door(library: Library, signpost: Signpost) -> list[Block]:
    say = library.wording.say
    advice = library.content.contact(_ADVICE)
    if signpost.id == ANY_SUBJECT:
        text = say("adjacent.other_door", name=advice.name)
    else:
        text = say("adjacent.none_known", title=signpost.title, name=advice.name)
    card = contact_card(library, library.content.contact(_FALLBACK_CONTACT))
    return [Paragraph(text), Paragraph(say("adjacent.contacts")), card]
