"""Load the content folder, check it whole, and look things up in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from bot.content.checks import Files, find_faults
from bot.content.reading import read_entries, read_one, read_page
from bot.content.schema import (
    Contact,
    Document,
    DsplArea,
    Signpost,
    Source,
    Strategy,
    Term,
    Workstream,
)
from bot.errors import ContentError, UnknownEntry, UnknownWorkstream

_Found = TypeVar("_Found")
_APOSTROPHES = re.compile("['\u2019\u2018`]")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Content:
    """All facts of the bot, checked; each collection by id, in the order of its file."""

    strategy: Strategy
    workstreams: Mapping[str, Workstream]
    sources: Mapping[str, Source]
    contacts: Mapping[str, Contact]
    signposts: Mapping[str, Signpost]
    glossary: Mapping[str, Term]
    dspl_areas: tuple[DsplArea, ...]

    def workstream(self, workstream_id: str) -> Workstream:
        """Give a workstream. Raises UnknownWorkstream when the id is not in the content."""
        if workstream_id not in self.workstreams:
            raise UnknownWorkstream(workstream_id)
        return self.workstreams[workstream_id]

    def source(self, source_id: str) -> Source:
        """Give a source. Raises UnknownEntry for an id not in the content, own_words included."""
        return _entry(self.sources, "source", source_id)

    def contact(self, contact_id: str) -> Contact:
        """Give a contact. Raises UnknownEntry when the id is not in the content."""
        return _entry(self.contacts, "contact", contact_id)

    def signpost(self, subject_id: str) -> Signpost:
        """Give the signpost of an adjacent subject. Raises UnknownEntry for an unknown subject."""
        return _entry(self.signposts, "signpost", subject_id)

    def term(self, term_id: str) -> Term:
        """Give a glossary term. Raises UnknownEntry when the id is not in the content."""
        return _entry(self.glossary, "term", term_id)

    def term_named(self, word: str) -> Term | None:
        """Find the glossary term that a word or its spelled-out form stands for.

        A term or alias goes before an expansion; case, hyphens and apostrophes do not count.
        """
        wanted = _folded(word)
        for term in self.glossary.values():
            if wanted in map(_folded, (term.term, *term.aliases)):
                return term
        for term in self.glossary.values():
            if term.expansion is not None and wanted == _folded(term.expansion):
                return term
        return None

    def areas_in(self, text: str) -> tuple[DsplArea, ...]:
        """List the local areas whose towns a text names, in the order of their numbers."""
        padded = f" {_folded(text)} "
        return tuple(
            area
            for area in self.dspl_areas
            if any(f" {_folded(town)} " in padded for town in area.towns)
        )

    def area_of_town(self, text: str) -> DsplArea | None:
        """Find the one local area whose town a text names; None for no area, or for several."""
        areas = self.areas_in(text)
        return areas[0] if len(areas) == 1 else None

    def address_of(self, document: Document) -> str:
        """Give a document's own address, or else that of its place on the strategy page."""
        return self.address_on_page(document.anchor) if document.url is None else document.url

    def address_on_page(self, words: str) -> str:
        """Give the address that leads a browser to words on the strategy page.

        A text fragment, https://wicg.github.io/scroll-to-text-fragment/: a browser without it opens
        the page at its top.
        """
        # In a text directive a hyphen marks a prefix or suffix, so it is encoded too.
        fragment = quote(words, safe="").replace("-", "%2D")
        return f"{self.source(self.strategy.page).url}#:~:text={fragment}"


def load_content(folder: Path) -> Content:
    """Read the content folder.

    Raises ContentError with every fault at once, a sentence each.
    """
    faults: list[str] = []
    files = Files(
        strategy=read_one(folder, "strategy.yml", Strategy, faults),
        workstreams=read_entries(folder, "workstreams.yml", "workstream", Workstream, faults),
        sources=read_entries(folder, "sources.yml", "source", Source, faults),
        contacts=read_entries(folder, "contacts.yml", "contact", Contact, faults),
        signposts=read_entries(folder, "signposts.yml", "signpost", Signpost, faults),
        glossary=read_entries(folder, "glossary.yml", "term", Term, faults),
        dspl_areas=read_entries(folder, "dspl_areas.yml", "area", DsplArea, faults),
        page=read_page(folder, faults),
    )
    faults.extend(find_faults(files))
    if files.strategy is None or faults:
        raise ContentError(faults)
    return Content(
        strategy=files.strategy,
        workstreams={entry.id: entry for entry in files.workstreams.found},
        sources={entry.id: entry for entry in files.sources.found},
        contacts={entry.id: entry for entry in files.contacts.found},
        signposts={entry.id: entry for entry in files.signposts.found},
        glossary={entry.id: entry for entry in files.glossary.found},
        dspl_areas=tuple(files.dspl_areas.found),
    )


def _entry(entries: Mapping[str, _Found], kind: str, entry_id: str) -> _Found:
    if entry_id not in entries:
        raise UnknownEntry(kind, entry_id)
    return entries[entry_id]


def _folded(text: str) -> str:
    """Give the words in small letters, one space apart, so that spellings can be compared."""
    return _NO_LETTERS.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()
