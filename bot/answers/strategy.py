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
)
from bot.answers.question import Question
from bot.content.schema import Document

_ORDER = ("meaning", "aims", "areas", "full_strategy", "progress", "period")
_OFFERS = ("areas", "aims", "full_strategy", "progress")
_MOST_SUGGESTIONS = 3


def answer_strategy(library: Library, question: Question) -> list[Block]:
    """Compose the parts asked for, in a fixed order; the aims and areas where nothing was."""
    parts = {
        "meaning": _meaning,
        "aims": _aims,
        "areas": _areas,
        "full_strategy": _full_strategy,
        "progress": _progress,
        "period": _period,
    }
    blocks = [block for ask in _asks(question) for block in parts[ask](library)]
    return [*blocks, source_line(library)]


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    strategy, asks = library.content.strategy, _asks(question)
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


def _meaning(library: Library) -> list[Block]:
    term = library.content.term("send")
    text = library.wording.say("strategy.meaning", expansion=term.expansion)
    plain = library.wording.say("workstream.meaning", meaning=term.meaning)
    return [Paragraph(text), Paragraph(plain)]


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
