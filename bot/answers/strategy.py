"""Answer on the strategy as a whole: aims, areas, documents, its age, what SEND means."""

from __future__ import annotations

from bot.answers.answer import Block, ItemList, Link, Paragraph, Suggestion, Target
from bot.answers.parts import (
    Library,
    contact_card,
    document_link,
    page_link,
    source_line,
    suggestion,
)
from bot.answers.question import Question

_ORDER = ("meaning", "aims", "areas", "full_strategy", "progress", "period")


def answer_strategy(library: Library, question: Question) -> list[Block]:
    """Compose the parts asked for, in a fixed order; the aims and areas where nothing was."""
    asks = [ask for ask in _ORDER if ask in question.asks] or ["aims", "areas"]
    parts = {
        "meaning": _meaning,
        "aims": _aims,
        "areas": _areas,
        "full_strategy": _full_strategy,
        "progress": _progress,
        "period": _period,
    }
    blocks = [block for ask in asks for block in parts[ask](library)]
    return [*blocks, source_line(library)]


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    strategy = library.content.strategy
    later = [plan.source for plan in strategy.newer_plans] if "period" in question.asks else []
    return [strategy.page, *later]


def suggestions_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer the parts of the strategy that were not asked for."""
    order = ("areas", "aims", "progress")
    return [
        suggestion(library, ask, Target("strategy", (), (ask,)))
        for ask in order
        if ask not in question.asks
    ]


def _meaning(library: Library) -> list[Block]:
    term = library.content.term("send")
    text = library.wording.say("strategy.meaning", expansion=term.expansion)
    plain = library.wording.say("workstream.meaning", meaning=term.meaning)
    return [Paragraph(text), Paragraph(plain)]


def _aims(library: Library) -> list[Block]:
    aims = tuple(aim.shown for aim in library.content.strategy.aims)
    contact = library.content.contact(library.content.strategy.contact)
    return [
        Paragraph(library.wording.say("strategy.aims")),
        ItemList(aims),
        Paragraph(library.wording.say("strategy.contact")),
        contact_card(library, contact),
    ]


def _areas(library: Library) -> list[Block]:
    titles = tuple(each.title for each in library.content.workstreams.values())
    return [Paragraph(library.wording.say("strategy.areas")), ItemList(titles)]


def _full_strategy(library: Library) -> list[Block]:
    strategy = library.content.strategy
    text = library.wording.say("strategy.full_strategy", edition=strategy.edition)
    return [Paragraph(text), document_link(library, strategy.full_document)]


def _progress(library: Library) -> list[Block]:
    document = library.content.strategy.latest_progress
    return [
        Paragraph(library.wording.say("strategy.progress")),
        document_link(library, document),
    ]


def _period(library: Library) -> list[Block]:
    strategy = library.content.strategy
    text = library.wording.say(
        "strategy.period", first_year=strategy.first_year, last_year=strategy.last_year
    )
    plans = tuple(plan.text for plan in strategy.newer_plans)
    links: list[Link] = [
        page_link(library, plan.source) for plan in strategy.newer_plans if plan.is_current
    ]
    newer = Paragraph(library.wording.say("strategy.newer"))
    return [Paragraph(text), newer, ItemList(plans), *links]
