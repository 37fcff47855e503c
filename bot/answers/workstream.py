"""Answer on one or several workstreams: objectives, reports, documents, meanings, areas."""

from __future__ import annotations

from bot.answers.answer import Block, Heading, ItemList, Notice, Paragraph, Suggestion, Target
from bot.answers.parts import (
    Library,
    contact_card,
    document_link,
    report_link,
    source_line,
    suggestion,
)
from bot.answers.question import Question
from bot.content.schema import DsplArea, Workstream

DOCUMENT_ASKS = ("independent_review", "review_summary", "accessibility_strategy")
_MOST_SUGGESTIONS = 3
_DOCUMENT_SUGGESTIONS = {
    "independent_review": "review",
    "review_summary": "review_summary",
    "accessibility_strategy": "accessibility",
}


def answer_workstreams(library: Library, question: Question) -> list[Block]:
    """Compose one part for each workstream asked about, in the order that they were named."""
    workstreams = [library.content.workstream(each) for each in question.workstreams]
    blocks: list[Block] = []
    for workstream in workstreams:
        if len(workstreams) > 1:
            blocks.append(Heading(workstream.title, workstream.id))
        blocks += _part(library, workstream, question)
    return [*blocks, source_line(library)]


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    ids = [library.content.strategy.page]
    for workstream in (library.content.workstream(each) for each in question.workstreams):
        if workstream.later:
            ids += [workstream.later.source, *workstream.later.also_seen]
        if "meaning" in question.asks:
            ids.append(workstream.meaning_source)
    if "dspl" in question.workstreams and (question.towns or question.kind == "area"):
        ids += [area.source for area in library.content.dspl_areas]
    return ids


def suggestions_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer what was not asked of the first workstream, then the ten areas."""
    workstream = library.content.workstream(question.workstreams[0])
    shows_objectives = bool({"objectives", "overview"} & set(question.asks))
    found: list[Suggestion] = []

    def offer(key: str, ask: str) -> None:
        target = Target("workstream", (workstream.id,), (ask,))
        found.append(suggestion(library, key, target, title=workstream.title))

    if workstream.reports and "report" not in question.asks:
        offer("report", "report")
    for document in workstream.documents:
        if document.ask not in question.asks:
            offer(_DOCUMENT_SUGGESTIONS[document.ask], document.ask)
    if workstream.objectives and not shows_objectives:
        offer("objectives", "objectives")
    if workstream.id == "dspl" and question.kind != "area":
        offer("areas_by_town", "overview")
    if "meaning" not in question.asks:
        offer("meaning", "meaning")
    areas = suggestion(library, "areas", Target("strategy", (), ("areas",)))
    return [*found[: _MOST_SUGGESTIONS - 1], areas]


def _part(library: Library, workstream: Workstream, question: Question) -> list[Block]:
    asks = set(question.asks) or {"overview"}
    blocks: list[Block] = []
    if workstream.id == "dspl":
        blocks += _areas(library, question)
    if "meaning" in asks:
        blocks += _meanings(library, workstream, question)
    if asks & {"objectives", "overview"}:
        blocks += _objectives(library, workstream)
    documents = [each for each in workstream.documents if each.ask in asks]
    if documents:
        say = library.wording.say("workstream.document", short=workstream.short)
        blocks.append(Paragraph(say, workstream.id))
        blocks += [document_link(library, each, workstream.id) for each in documents]
    if asks & {"report", "objectives", "overview"}:
        blocks += _reports(library, workstream, is_asked=not asks & {"objectives", "overview"})
    return blocks + _later(library, workstream)


def _objectives(library: Library, workstream: Workstream) -> list[Block]:
    if not workstream.objectives:
        return [_none_known(library, workstream), *_strategy_team(library, workstream)]
    intro = library.wording.say("workstream.objectives", short=workstream.short)
    items = tuple(objective.shown for objective in workstream.objectives)
    return [Paragraph(intro, workstream.id), ItemList(items, workstream.id)]


def _reports(library: Library, workstream: Workstream, *, is_asked: bool) -> list[Block]:
    if workstream.reports:
        links = [report_link(library, each, workstream) for each in workstream.reports]
        if not is_asked:
            return list(links)
        intro = library.wording.say("workstream.report", short=workstream.short)
        return [Paragraph(intro, workstream.id), *links]
    if not is_asked:
        return []
    none = library.wording.say("workstream.no_report", title=workstream.title)
    return [Paragraph(none, workstream.id), *_strategy_team(library, workstream)]


def _none_known(library: Library, workstream: Workstream) -> Paragraph:
    text = library.wording.say("workstream.no_objectives", title=workstream.title)
    return Paragraph(text, workstream.id)


def _strategy_team(library: Library, workstream: Workstream) -> list[Block]:
    contact = library.content.contact(library.content.strategy.contact)
    intro = library.wording.say("workstream.ask_strategy_team")
    return [Paragraph(intro, workstream.id), contact_card(library, contact, workstream.id)]


def _meanings(library: Library, workstream: Workstream, question: Question) -> list[Block]:
    """Explain the terms that were asked about, or the workstream itself."""
    say = library.wording.say
    found = [library.content.term_named(each) for each in question.terms]
    terms = [term for term in found if term is not None]
    own = [term for term in terms if term.workstream in (None, workstream.id)]
    blocks: list[Block] = []
    for term in own:
        if term.expansion:
            text = say("workstream.term", term=term.term, expansion=term.expansion)
            blocks.append(Paragraph(text, workstream.id))
        blocks.append(Paragraph(say("workstream.meaning", meaning=term.meaning), workstream.id))
    if not own:
        text = say("workstream.meaning", meaning=workstream.meaning)
        blocks.append(Paragraph(text, workstream.id))
    return blocks


def _areas(library: Library, question: Question) -> list[Block]:
    """Name the area of each town named; list all areas when one is asked for without a town."""
    say = library.wording.say
    blocks: list[Block] = []
    for place in question.towns:
        area = library.content.area_of_town(place)
        if area is not None:
            town = next(t for t in area.towns if t.casefold() == place.casefold())
            text = say(
                "workstream.area", place=town, number=area.number, towns=towns_of(area)
            )
            blocks.append(Paragraph(text, "dspl"))
    if blocks or question.kind != "area":
        return blocks
    items = tuple(
        say("workstream.area_item", number=area.number, towns=towns_of(area))
        for area in library.content.dspl_areas
    )
    return [Paragraph(say("workstream.area_unknown"), "dspl"), ItemList(items, "dspl")]


def towns_of(area: DsplArea) -> str:
    """Name the towns of an area in one line."""
    return ", ".join(area.towns)


def _later(library: Library, workstream: Workstream) -> list[Block]:
    later = workstream.later
    if later is None:
        return []
    source = library.content.source(later.source)
    text = later.text if later.text else library.wording.say("notice.see_also")
    return [Notice(later.kind, text, later.title, source.url, workstream.id)]
