"""Answer on one or several workstreams: objectives, reports, documents, meanings."""

from __future__ import annotations

from bot.answers import areas
from bot.answers.answer import Block, Heading, ItemList, Notice, Paragraph, Suggestion, Target
from bot.answers.grounding import names_together
from bot.answers.parts import (
    Library,
    areas_suggestion,
    contact_card,
    document_link,
    place_link,
    report_link,
    source_line,
    suggestion,
    term_paragraphs,
    workstream_suggestion,
)
from bot.answers.question import Question
from bot.content.schema import Later, Term, Workstream, WorkstreamDocument

MOST_IN_FULL = 3
"""How many workstreams one answer tells of in full; of more it gives the places alone."""

_DSPL = "dspl"
_PLAN_ASKS = {"objectives", "overview"}
_MOST_SUGGESTIONS = 3
_DOCUMENT_SUGGESTIONS = {
    "independent_review": "review",
    "review_summary": "review_summary",
    "accessibility_strategy": "accessibility",
}


def answer_workstreams(library: Library, question: Question) -> list[Block]:
    """Compose one part for each workstream asked about, in the order that they were named."""
    workstreams = [library.content.workstream(each) for each in question.workstreams]
    if len(workstreams) > MOST_IN_FULL:
        intro = Paragraph(library.wording.say("workstream.many"))
        places = [place_link(library, each) for each in workstreams]
        return [intro, *places, source_line(library)]
    blocks: list[Block] = []
    for workstream in workstreams:
        if len(workstreams) > 1:
            blocks.append(Heading(workstream.title, workstream.id))
        blocks += _part(library, workstream, question)
    return [*blocks, source_line(library)]


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources that the answer's facts stand in."""
    ids = [library.content.strategy.page]
    if len(question.workstreams) > MOST_IN_FULL:
        return ids
    for workstream in (library.content.workstream(each) for each in question.workstreams):
        for later in _laters(workstream, question):
            ids += [later.source, *later.also_seen]
        if "meaning" in question.asks:
            terms = _terms(library, workstream, question)
            ids += [each for term in terms for each in (term.source, *term.also_seen)]
            ids += [] if terms else [workstream.meaning_source]
        if _is_without_report(workstream, question):
            ids.append(library.content.contact(library.content.strategy.contact).source)
    if _DSPL in question.workstreams:
        ids += areas.sources_of(library, question)
    return ids


def suggestions_for(library: Library, question: Question) -> list[Suggestion]:
    """Offer first what most ask next, which a bare "yes" takes: the report after the plans."""
    if len(question.workstreams) > MOST_IN_FULL:
        is_report = question.asks == ("report",)
        key, ask = ("workstream_report", "report") if is_report else ("workstream", "objectives")
        first_two = question.workstreams[: _MOST_SUGGESTIONS - 1]
        offers = [workstream_suggestion(library, key, each, (ask,)) for each in first_two]
        return [*offers, areas_suggestion(library)]
    workstreams = [library.content.workstream(each) for each in question.workstreams]
    first = next((each for each in workstreams if each.objectives), workstreams[0])
    is_area_alone = areas.is_asked_alone(library, question)
    asks = set() if is_area_alone else set(question.asks) or {"overview"}
    found: list[Suggestion] = []

    def offer(key: str, ask: str, kind: str | None = None) -> None:
        found.append(workstream_suggestion(library, key, first.id, (ask,), kind))

    has_plan = bool(first.objectives)
    reported = [each for each in workstreams if each.reports]
    if not has_plan and not reported:
        target = Target("strategy", (), ("full_strategy",))
        found.append(suggestion(library, "full_strategy", target))
    if len(reported) > 1 and "report" not in asks:
        names = names_together(each.short for each in reported)
        target = Target("workstream", tuple(each.id for each in reported), ("report",))
        found.append(suggestion(library, "reports", target, names=names))
    if has_plan and (is_area_alone or ("meaning" in asks and not asks & _PLAN_ASKS)):
        offer("objectives", "objectives")
    if len(reported) == 1 and "report" not in asks:
        found.append(workstream_suggestion(library, "report", reported[0].id, ("report",)))
    for document in first.documents:
        if document.ask not in asks:
            offer(_DOCUMENT_SUGGESTIONS[document.ask], document.ask)
    if has_plan and not is_area_alone and not asks & (_PLAN_ASKS | {"meaning"}):
        offer("objectives", "objectives")
    if first.id == _DSPL and question.kind != "area" and not question.towns:
        offer("areas_by_town", "overview", "area")
    if "meaning" not in asks:
        offer("meaning", "meaning")
    return [*found[: _MOST_SUGGESTIONS - 1], areas_suggestion(library)]


def _part(library: Library, workstream: Workstream, question: Question) -> list[Block]:
    asks = set(question.asks) or {"overview"}
    documents = _documents(workstream, question)
    if not documents and not asks & (_PLAN_ASKS | {"report", "meaning"}):
        # A document that this workstream does not have: its plans say most about it.
        asks.add("overview")
    is_area_alone = workstream.id == _DSPL and areas.is_asked_alone(library, question)
    shows_plan = bool(asks & _PLAN_ASKS) and not is_area_alone
    blocks: list[Block] = []
    if workstream.id == _DSPL:
        blocks += areas.areas_of(library, question)
    if is_area_alone:
        text = library.wording.say("workstream.area_of_strategy", title=workstream.title)
        blocks.append(Paragraph(text, workstream.id))
    if "meaning" in asks:
        blocks += _meanings(library, workstream, question)
    if shows_plan:
        blocks += _objectives(library, workstream, question)
    if documents:
        key = "document" if len(documents) == 1 else "documents"
        key = key if all(each.url for each in documents) else f"{key}_section"
        blocks.append(Paragraph(library.wording.say(f"workstream.{key}"), workstream.id))
        blocks += [document_link(library, each, workstream.id) for each in documents]
    if shows_plan:
        blocks += [report_link(library, each, workstream) for each in workstream.reports]
    elif "report" in asks:
        blocks += _reports(library, workstream)
    laters = _laters(workstream, question)
    return [*blocks, *(_notice(library, later, workstream) for later in laters)]


def _objectives(library: Library, workstream: Workstream, question: Question) -> list[Block]:
    say = library.wording.say
    if not workstream.objectives:
        count = len(library.content.workstreams)
        text = say("workstream.no_objectives", title=workstream.title, count=count)
        return [Paragraph(text, workstream.id), *_strategy_team(library, workstream)]
    key = "all_again" if question.kind == "more" else "objectives"
    intro = say(f"workstream.{key}", short=workstream.short)
    items = tuple(objective.shown for objective in workstream.objectives)
    return [Paragraph(intro, workstream.id), ItemList(items, workstream.id)]


def _reports(library: Library, workstream: Workstream) -> list[Block]:
    say = library.wording.say
    if not workstream.reports:
        none = Paragraph(say("workstream.no_report", title=workstream.title), workstream.id)
        return [none, *_strategy_team(library, workstream)]
    key = "report" if all(each.url for each in workstream.reports) else "report_section"
    intro = Paragraph(say(f"workstream.{key}", short=workstream.short), workstream.id)
    return [intro, *(report_link(library, each, workstream) for each in workstream.reports)]


def _strategy_team(library: Library, workstream: Workstream) -> list[Block]:
    contact = library.content.contact(library.content.strategy.contact)
    intro = library.wording.say("workstream.ask_strategy_team")
    card = contact_card(library, contact, workstream.id, with_purpose=False)
    return [Paragraph(intro, workstream.id), card]


def _meanings(library: Library, workstream: Workstream, question: Question) -> list[Block]:
    """Explain the terms that were asked about, or the workstream itself."""
    say = library.wording.say
    blocks: list[Block] = []
    terms = _terms(library, workstream, question)
    for term in terms:
        blocks += term_paragraphs(library, term, workstream.id)
    if not terms:
        text = say("workstream.meaning", meaning=workstream.meaning)
        blocks.append(Paragraph(text, workstream.id))
    # The words above are our own; this is what the page says, and what the source line is for.
    if not set(question.asks) & _PLAN_ASKS:
        text = say("workstream.area_of_strategy", title=workstream.title)
        blocks.append(Paragraph(text, workstream.id))
    return blocks


def _terms(library: Library, workstream: Workstream, question: Question) -> list[Term]:
    """List the terms to explain: those asked about, else the workstream's own short name."""
    glossary = library.content.glossary.values()
    found = [library.content.term_named(each) for each in question.terms]
    terms = [term for term in dict.fromkeys(found) if term is not None]
    own = [term for term in terms if term.workstream == workstream.id]
    if own:
        return own
    named = f" {' '.join((workstream.title, *workstream.names)).casefold()} "
    general = [
        term
        for term in terms
        if term.workstream is None and f" {term.term.casefold()} " not in named
    ]
    short_names = [t for t in glossary if t.workstream == workstream.id and t.expansion]
    return general or short_names


def _documents(workstream: Workstream, question: Question) -> list[WorkstreamDocument]:
    return [document for document in workstream.documents if document.ask in question.asks]


def _is_without_report(workstream: Workstream, question: Question) -> bool:
    is_wanted = bool(set(question.asks) & (_PLAN_ASKS | {"report"})) or not question.asks
    return is_wanted and not workstream.reports


def _laters(workstream: Workstream, question: Question) -> list[Later]:
    """List what came after: what is known always, a page that may help beside the plans alone."""
    asks = set(question.asks) or {"overview"}
    found = [document.later for document in _documents(workstream, question) if document.later]
    own = workstream.later
    is_crowded = len(question.workstreams) == MOST_IN_FULL
    if own is not None and not found:
        is_wanted = bool(asks & _PLAN_ASKS) and not is_crowded
        found += [own] if own.kind == "since_then" or is_wanted else []
    return list(dict.fromkeys(found))


def _notice(library: Library, later: Later, workstream: Workstream) -> Notice:
    source = library.content.source(later.source)
    text = later.text or library.wording.say("notice.see_also")
    return Notice(later.kind, text, later.title, source.url, workstream.id)
