"""The pages around the chat, from `content/site.yml`: shapes, loading and checking.

They are apart from `Content`, because no answer is made of them.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Extra, root_validator

from bot.content.fields import Day, Id, Ref, Text
from bot.content.reading import read_one
from bot.content.store import Content
from bot.errors import ContentError

FILE = "site.yml"
PAGE_IDS = ("about", "privacy", "accessibility")
"""The pages that there are, each at its own address."""

FILLED_IN = (
    "retention_days",
    "safeguarding_days",
    "edition",
    "first_year",
    "last_year",
    "count",
)
"""What may stand in braces besides the file's own names."""

_KINDS = ("text", "items", "contacts", "show", "gap")


class _Entry(BaseModel):
    class Config:
        frozen = True
        extra = Extra.forbid


class Part(_Entry):
    """A piece of a section: exactly one of the kinds.

    `show` names what the chat tells too; `gap` says what only the council can fill in.
    """

    text: Text | None = None
    items: tuple[Text, ...] | None = None
    contacts: tuple[Ref, ...] | None = None
    show: Literal["period", "safety", "meaning", "sources"] | None = None
    gap: Text | None = None

    @root_validator(skip_on_failure=True)
    @classmethod
    def _is_of_one_kind(cls, values: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in _KINDS if values[name]]
        if len(given) != 1:
            raise ValueError(f"expected one of {', '.join(_KINDS)}, found {given}; mend it")
        return values

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give what the part says in words of its own."""
        return (*(each for each in (self.text, self.gap) if each), *(self.items or ()))


class Section(_Entry):
    """A heading and what stands under it."""

    heading: Text
    parts: tuple[Part, ...]


class Page(_Entry):
    """One page; `description` is what a search engine shows of it."""

    id: Id
    title: Text
    description: Text
    sections: tuple[Section, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give every sentence of the page, its braces as they stand."""
        parts = (
            each for section in self.sections for part in section.parts for each in part.sentences
        )
        return (self.title, self.description, *(each.heading for each in self.sections), *parts)


class Site(_Entry):
    """All pages, and the day on which their statements were made and last gone through."""

    prepared: Day
    reviewed: Day | None = None
    names: Mapping[str, Text]
    pages: tuple[Page, ...]

    def page(self, page_id: str) -> Page:
        """Give a page. The loader has seen to it that each of `PAGE_IDS` is there."""
        return next(page for page in self.pages if page.id == page_id)


def load_site(folder: Path, content: Content) -> Site:
    """Read the file. Raises ContentError with every fault at once, a sentence each."""
    faults: list[str] = []
    site = read_one(folder, FILE, Site, faults)
    if site is not None:
        faults += [f"{FILE}: {fault}" for fault in _faults(site, content)]
    if site is None or faults:
        raise ContentError(faults)
    return site


def _faults(site: Site, content: Content) -> Iterator[str]:
    found = [page.id for page in site.pages]
    if sorted(found) != sorted(PAGE_IDS):
        yield f"pages: expected {', '.join(PAGE_IDS)}, each once, found {', '.join(found)}; mend it"
    known = {*FILLED_IN, *site.names}
    for page in site.pages:
        for sentence in page.sentences:
            for name in _braces(sentence):
                if name not in known:
                    yield f"page {page.id!r}: {name!r} in braces is not known in {sentence!r}"
        for section in page.sections:
            for contact in (each for part in section.parts for each in part.contacts or ()):
                if contact not in content.contacts:
                    yield (
                        f"page {page.id!r}: contact {contact!r} is not in contacts.yml; "
                        "add it or mend the id"
                    )


def _braces(sentence: str) -> Iterator[str]:
    """List what a sentence wants filled; a brace without its partner counts as a name too."""
    try:
        yield from (
            name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None
        )
    except ValueError:
        yield sentence
