"""Answer on the strategy as a whole: aims, areas, documents, its age, what SEND means."""

from __future__ import annotations

from bot.answers.answer import Block, ItemList, Paragraph, Suggestion, Target
from bot.answers.parts import (
    Library,
    areas_suggestion,
    contact_card,
    document_link,
    page_link,
    source_line,
    suggestion,
    term_paragraphs,
)
from bot.answers.question import Question
from bot.content.schema import Document, Term

_ORDER = ("meaning", "aims", "areas", "full_strategy", "progress", "period")
_OFFERS = ("areas", "aims", "full_strategy", "progress")
_MOST_SUGGESTIONS = 3
_SEND = "send"


def answer_strategy(library: Library, question: Question) -> list[Block]:
    """Compose the parts asked for, in a fixed order; the aims and areas where nothing was."""
    parts = {
        "aims": _aims,
        "areas": _areas,
        "full_strategy": _full_strategy,
        "progress": _progress,
        "period": _period,
    }
    blocks: list[Block] = []
    for ask in _asks(question):
        blocks += _meaning(library, question) if ask == "meaning" else parts[ask](library)
    return blocks if is_word_alone(library, question) else [*blocks, source_line(library)]


def is_word_alone(library: Library, question: Question) -> bool:
    """Tell whether an answer says in our own words what a word means, and nothing of the strategy.

    SEND itself is spelt out by the page; another word is not.
    """
    is_meaning = question.route == "strategy" and question.asks == ("meaning",)
    return is_meaning and all(term.id != _SEND for term in _terms(library, question))


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    strategy, asks = library.content.strategy, _asks(question)
    if is_word_alone(library, question):
        return [term.source for term in _terms(library, question)]
    later = [plan.source for plan in strategy.newer_plans] if "period" in asks else []
    team = [library.content.contact(strategy.contact).source] if "aims" in asks else []
    return [strategy.page, *team, *later]


def suggestions_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer the parts of the strategy that were not asked for."""
    asks = _asks(question)
    found = [
        areas_suggestion(library)
        if ask == "areas"
        else suggestion(library, ask, Target("strategy", (), (ask,)))
        for ask in _OFFERS
        if ask not in asks
    ]
    return found[:_MOST_SUGGESTIONS]


def _asks(question: Question) -> list[str]:
    return [ask for ask in _ORDER if ask in question.asks] or ["aims", "areas"]


def _meaning(library: Library, question: Question) -> list[Block]:
    return [block for each in _terms(library, question) for block in term_paragraphs(library, each)]


def _terms(library: Library, question: Question) -> list[Term]:
    """List the words to explain: those that were named, else SEND."""
    found = [library.content.term_named(each) for each in question.terms]
    terms = [term for term in dict.fromkeys(found) if term is not None]
    return terms or [library.content.term(_SEND)]


def _aims(library: Library) -> list[Block]:
    strategy, say = library.content.strategy, library.wording.say
    contact = library.content.contact(strategy.contact)
    return [
        Paragraph(say("strategy.aims", purpose=strategy.purpose.easy)),
        ItemList(tuple(aim.shown for aim in strategy.aims)),
        Paragraph(say("strategy.contact")),
        contact_card(library, contact, with_purpose=False),
    ]


def _areas(library: Library) -> list[Block]:
    titles = tuple(each.title for each in library.content.workstreams.values())
    intro = library.wording.say("strategy.areas", count=len(titles))
    return [Paragraph(intro), ItemList(titles)]


def _full_strategy(library: Library) -> list[Block]:
    return _document(library, "full_strategy", library.content.strategy.full_document)


def _progress(library: Library) -> list[Block]:
    return _document(library, "progress", library.content.strategy.latest_progress)


def _document(library: Library, key: str, document: Document) -> list[Block]:
    """Say whether the link opens the document itself or its place on the page."""
    strategy = library.content.strategy
    text = library.wording.say(
        f"strategy.{key}_own" if document.url else f"strategy.{key}",
        first_year=strategy.first_year,
        last_year=strategy.last_year,
    )
    return [Paragraph(text), document_link(library, document)]


def _period(library: Library) -> list[Block]:
    strategy, say = library.content.strategy, library.wording.say
    text = say("strategy.period", first_year=strategy.first_year, last_year=strategy.last_year)
    return [
        Paragraph(text),
        Paragraph(say("strategy.newer")),
        ItemList(tuple(plan.text for plan in strategy.newer_plans)),
        Paragraph(say("strategy.not_known")),
        page_link(library, strategy.current_plan.source),
    ]
