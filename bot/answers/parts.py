"""The blocks that several kinds of answer share: links, contacts, sources, next questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answers.answer import (
    ContactCard,
    Link,
    Notice,
    Paragraph,
    SourceNote,
    Suggestion,
    Target,
)
from bot.answers.grounding import Grounding
from bot.answers.wording import Wording
from bot.content.schema import OWN_WORDS, Contact, Document, Term, Workstream
from bot.content.store import Content


@dataclass(frozen=True)
class Library:
    """All that answers are made of: facts and sentences."""

    content: Content
    wording: Wording

    @cached_property
    def grounding(self) -> Grounding:
        """Give what an answer may say, worked out once."""
        return Grounding(self.content, self.wording)


def report_link(library: Library, document: Document, workstream: Workstream) -> Link:
    """Link a workstream's report: the document where its address is known, else its place."""
    if document.url:
        title = library.wording.say("link.document", title=document.title)
        return Link(title, document.url, "report", workstream.id)
    title = library.wording.say("link.section", title=workstream.title)
    return Link(title, library.content.address_of(document), "section", workstream.id)


def document_link(library: Library, document: Document, workstream_id: str | None = None) -> Link:
    """Link any other document."""
    if document.url:
        title = library.wording.say("link.document", title=document.title)
        kind = document.kind
        return Link(title, document.url, kind, workstream_id)
    title = library.wording.say("link.document_section", title=document.title)
    return Link(title, library.content.address_of(document), "section", workstream_id)


def place_link(library: Library, workstream: Workstream) -> Link:
    """Link the place of a workstream on the strategy page."""
    title = library.wording.say("link.document_section", title=workstream.title)
    url = library.content.address_on_page(workstream.page_heading)
    return Link(title, url, "section", workstream.id)


def page_link(library: Library, source_id: str, key: str = "link.page") -> Link:
    """Link a page."""
    source = library.content.source(source_id)
    return Link(library.wording.say(key, title=source.title), source.url, "page")


def contact_card(
    library: Library,
    contact: Contact,
    workstream_id: str | None = None,
    *,
    with_purpose: bool = True,
) -> ContactCard:
    """Show a contact; one that must be checked first says where it was shown.

    Without its purpose where the sentence above has told it.
    """
    as_shown = None
    if contact.verdict == "ship_dated":
        source = library.content.source(contact.source)
        as_shown = library.wording.say("source.as_shown", title=source.title)
    return ContactCard(
        contact.name,
        contact.what_for if with_purpose else None,
        contact.phone,
        contact.email,
        contact.url,
        as_shown,
        workstream_id,
    )


def contact_cards(
    library: Library, contact_ids: Sequence[str], *, with_purpose: bool = True
) -> list[ContactCard]:
    """Show several contacts; one that stands alone needs no purpose beside the sentence above."""
    contacts = [library.content.contact(each) for each in contact_ids]
    return [contact_card(library, each, with_purpose=with_purpose) for each in contacts]


def source_line(library: Library) -> Paragraph:
    """Name the edition of the strategy and its years."""
    return Paragraph(library.wording.say("source.line", edition=library.content.strategy.edition))


def term_paragraphs(
    library: Library, term: Term, workstream_id: str | None = None
) -> list[Paragraph]:
    """Explain a term: what its letters stand for, then its meaning, which may be our own words."""
    say, texts = library.wording.say, []
    if term.expansion:
        texts.append(say("workstream.term", term=term.term, expansion=term.expansion))
    if term.source == OWN_WORDS:
        texts.append(say("workstream.meaning", meaning=term.meaning))
    else:
        texts.append(say("workstream.term_fact", term=term.term, meaning=term.meaning))
    return [Paragraph(text, workstream_id) for text in texts]


def period_notice(library: Library) -> Notice:
    """Say that the strategy's time is over, with the page of the newest plan."""
    strategy = library.content.strategy
    newest = strategy.current_plan
    source = library.content.source(newest.source)
    years = {"first_year": strategy.first_year, "last_year": strategy.last_year}
    if newest.years:
        text = library.wording.say("notice.period", years=newest.years, **years)
    else:
        text = library.wording.say("notice.period_unnamed", **years)
    return Notice("period", text, source.title, source.url)


def safety_notice(library: Library) -> Notice:
    """Say who to call, above an ordinary answer to a message with a weak sign of harm."""
    team = library.content.contact("childrens_services")
    emergency = library.content.contact("emergency_999").phone
    text = library.wording.say(
        "notice.safety", name=team.name, phone=team.phone, emergency=emergency
    )
    return Notice("safety", text)


def source_notes(library: Library, source_ids: Iterable[str]) -> tuple[SourceNote, ...]:
    """List where the facts were read, each page once; our own words have no source."""
    unique = dict.fromkeys(each for each in source_ids if each != OWN_WORDS)
    sources = [library.content.source(each) for each in unique]
    return tuple(SourceNote(s.title, s.url, s.seen, s.checked) for s in sources)


def suggestion(library: Library, key: str, target: Target, **values: object) -> Suggestion:
    """Offer a next question from `wording.yml: suggest`."""
    say = library.wording.say
    title, message = say(f"suggest.{key}", **values), say(f"suggest.{key}_message", **values)
    return Suggestion(title, message, target)


def areas_suggestion(library: Library) -> Suggestion:
    """Offer the list of all areas."""
    count = len(library.content.workstreams)
    return suggestion(library, "areas", Target("strategy", (), ("areas",)), count=count)


def workstream_suggestion(
    library: Library, key: str, workstream_id: str, asks: Sequence[str], kind: str | None = None
) -> Suggestion:
    """Offer something on one workstream."""
    workstream = library.content.workstream(workstream_id)
    target = Target("workstream", (workstream_id,), tuple(asks), kind=kind)
    return suggestion(library, key, target, title=workstream.title, short=workstream.short)
