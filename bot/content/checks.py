"""Check what the schema cannot see: references between the files, and the page's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.content.ids import CONTACT_IDS, SUBJECT_IDS, WORKSTREAM_IDS
from bot.content.reading import PAGE_FILE, Entries
from bot.content.schema import (
    OWN_WORDS,
    Contact,
    Document,
    DsplArea,
    Later,
    Signpost,
    Source,
    Strategy,
    Term,
    Workstream,
)

_STRATEGY_FILE = "strategy.yml"
_Reference = tuple[str, str, str, Entries[Any]]


@dataclass(frozen=True)
class Files:
    """All content files as read; what could not be read is None or empty."""

    strategy: Strategy | None
    workstreams: Entries[Workstream]
    sources: Entries[Source]
    contacts: Entries[Contact]
    signposts: Entries[Signpost]
    glossary: Entries[Term]
    dspl_areas: Entries[DsplArea]
    page: str | None


def find_faults(files: Files) -> Iterator[str]:
    """Give a sentence for each fault between entries and files."""
    yield from _repeated_ids(files)
    yield from _missing_entries(files)
    yield from _unknown_references(files)
    yield from _repeated_names(files)
    if files.page is not None:
        yield from _words_not_on_the_page(files, files.page)


def _repeated_ids(files: Files) -> Iterator[str]:
    collections: list[Entries[Any]] = [
        files.workstreams,
        files.sources,
        files.contacts,
        files.signposts,
        files.glossary,
    ]
    for entries in collections:
        for entry_id in _repeated(entry.id for entry in entries.found):
            yield f"{entries.file}: {entries.kind} {entry_id!r} stands twice; keep one"
    for number in _repeated(area.number for area in files.dspl_areas.found):
        yield f"{files.dspl_areas.file}: area {number} stands twice; keep one or mend its number"
    for document_id in _repeated(document.id for _, document in _documents(files)):
        yield f"{files.workstreams.file}: document {document_id!r} stands twice; rename one"
    if files.sources.ids is not None and OWN_WORDS in files.sources.ids:
        yield f"{files.sources.file}: {OWN_WORDS!r} is kept for our own words; rename the source"


def _missing_entries(files: Files) -> Iterator[str]:
    required: list[tuple[Entries[Any], tuple[str, ...], bool]] = [
        (files.workstreams, WORKSTREAM_IDS, True),
        (files.signposts, SUBJECT_IDS, True),
        (files.contacts, CONTACT_IDS, False),
    ]
    for entries, wanted, is_closed in required:
        if entries.ids is None:
            continue
        for entry_id in wanted:
            if entry_id not in entries.ids:
                yield f"{entries.file}: {entries.kind} {entry_id!r} is missing; add it"
        for entry_id in sorted(entries.ids.difference(wanted)) if is_closed else ():
            yield (
                f"{entries.file}: {entries.kind} {entry_id!r} is not one that the bot knows; "
                "mend the id, or teach the bot and add it to bot/content/ids.py"
            )


def _unknown_references(files: Files) -> Iterator[str]:
    for where, name, wanted, entries in _references(files):
        if entries.ids is not None and wanted not in entries.ids:
            yield f"{where}: {name} {wanted!r} is not in {entries.stem}; add it or fix the id"


def _references(files: Files) -> Iterator[_Reference]:
    """Give each reference: where it stands, its name, the wanted id, and the entries to look in."""
    for where, named, is_own_allowed in _sourced(files):
        for wanted in named:
            if not (is_own_allowed and wanted == OWN_WORDS):
                yield where, "source", wanted, files.sources
    for workstream in files.workstreams.found:
        if workstream.meaning_source != OWN_WORDS:
            where = f"{files.workstreams.file}: workstream {workstream.id!r}"
            yield where, "meaning_source", workstream.meaning_source, files.sources
    if files.strategy is not None:
        yield _STRATEGY_FILE, "page", files.strategy.page, files.sources
        yield _STRATEGY_FILE, "contact", files.strategy.contact, files.contacts
    for term in files.glossary.found:
        if term.workstream is not None:
            where = f"{files.glossary.file}: term {term.id!r}"
            yield where, "workstream", term.workstream, files.workstreams
        if term.signpost is not None:
            where = f"{files.glossary.file}: term {term.id!r}"
            yield where, "signpost", term.signpost, files.signposts
    for signpost in files.signposts.found:
        where = f"{files.signposts.file}: signpost {signpost.id!r}"
        yield from ((where, "page", wanted, files.sources) for wanted in signpost.pages)
        yield from ((where, "contact", wanted, files.contacts) for wanted in signpost.contacts)
        yield from ((where, "workstream", wanted, files.workstreams) for wanted in signpost.related)


def _sourced(files: Files) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Give each entry with its sources, and whether our own words may be one."""
    for where, document in _documents(files):
        yield where, (document.source,), False
    for where, later in _laters(files):
        yield where, (later.source, *later.also_seen), False
    for plan in files.strategy.newer_plans if files.strategy is not None else ():
        yield f"{_STRATEGY_FILE}: newer plan {plan.id!r}", (plan.source,), False
    for contact in files.contacts.found:
        where = f"{files.contacts.file}: contact {contact.id!r}"
        yield where, (contact.source, *contact.also_seen), False
    for area in files.dspl_areas.found:
        yield f"{files.dspl_areas.file}: area {area.number}", (area.source,), False
    for term in files.glossary.found:
        yield f"{files.glossary.file}: term {term.id!r}", (term.source, *term.also_seen), True


def _repeated_names(files: Files) -> Iterator[str]:
    names = (name.casefold() for entry in files.workstreams.found for name in entry.names)
    for name in _repeated(names):
        yield f"{files.workstreams.file}: name {name!r} stands twice; keep it where it belongs"
    words = (
        word.casefold() for entry in files.glossary.found for word in (entry.term, *entry.aliases)
    )
    for word in _repeated(words):
        yield f"{files.glossary.file}: word {word!r} stands twice among terms and aliases; keep one"
    towns = (town.casefold() for area in files.dspl_areas.found for town in area.towns)
    for town in _repeated(towns):
        yield f"{files.dspl_areas.file}: town {town!r} stands twice; keep it in its own area"


def _words_not_on_the_page(files: Files, page: str) -> Iterator[str]:
    lines = page.splitlines()
    for workstream in files.workstreams.found:
        if workstream.page_heading not in lines:
            yield (
                f"{files.workstreams.file}: workstream {workstream.id!r}: page_heading "
                f"{workstream.page_heading!r} is not a line of {PAGE_FILE}; copy it from there"
            )
    strategy_page = files.strategy.page if files.strategy is not None else None
    for where, document in _documents(files):
        if document.url is not None:
            continue
        if document.anchor not in page:
            yield (
                f"{where}: anchor {document.anchor!r} is not in {PAGE_FILE}; "
                "copy words from there or enter the url"
            )
        if strategy_page is not None and document.source != strategy_page:
            yield (
                f"{where}: expected source {strategy_page!r}, found {document.source!r}: without a "
                "url it is reached by its place on that page; enter the url or mend the source"
            )


def _documents(files: Files) -> Iterator[tuple[str, Document]]:
    if files.strategy is not None:
        yield f"{_STRATEGY_FILE}: full_document", files.strategy.full_document
        yield f"{_STRATEGY_FILE}: latest_progress", files.strategy.latest_progress
    for workstream in files.workstreams.found:
        for report in workstream.reports:
            yield f"{files.workstreams.file}: report of {workstream.id!r}", report
        for document in workstream.documents:
            yield f"{files.workstreams.file}: document of {workstream.id!r}", document


def _laters(files: Files) -> Iterator[tuple[str, Later]]:
    for workstream in files.workstreams.found:
        if workstream.later is not None:
            yield f"{files.workstreams.file}: later of {workstream.id!r}", workstream.later
        for document in workstream.documents:
            if document.later is not None:
                yield f"{files.workstreams.file}: later of document {document.id!r}", document.later


def _repeated(values: Iterable[str | int]) -> list[str | int]:
    return [value for value, times in Counter(values).items() if times > 1]
