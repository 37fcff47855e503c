"""Reject whatever an answer says that neither the content nor the wording holds.

Answers are composed, not generated, so nothing should ever be rejected: this is the guard that
keeps it so. What may be said is gathered once for each library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations

from bot.answers.answer import (
    Answer,
    Block,
    ContactCard,
    ItemList,
    Link,
    Notice,
    SourceNote,
)
from bot.answers.wording import Wording
from bot.content.schema import Document, Later
from bot.content.store import Content
from bot.errors import BotError

_MOST_NAMED_TOGETHER = 3


class GroundingError(BotError):
    """An answer says something that content and wording do not hold; `statements` lists it."""

    def __init__(self, statements: Iterable[str]) -> None:
        self.statements = list(statements)
        super().__init__(f"not in content or wording: {'; '.join(self.statements)}")


class Grounding:
    """Knows every value of the content and every sentence of the wording."""

    def __init__(self, content: Content, wording: Wording) -> None:
        self._wording = wording
        self._values = frozenset(_values_of(content))
        self._addresses = frozenset(_addresses_of(content))
        self._sources = {(s.title, s.url, s.seen, s.checked) for s in content.sources.values()}
        self._ids = frozenset(content.workstreams)
        # Only what passed is kept, so this holds no more than content and wording can say.
        self._passed: set[str] = set()

    def ungrounded(self, answer: Answer) -> list[str]:
        """List the statements of an answer that stand nowhere; an empty list is as it should be."""
        wrong = [text for text in _texts_of(answer) if not self._is_said(text)]
        wrong += [url for url in _links_of(answer) if url not in self._addresses]
        wrong += [each for each in answer.workstreams if each not in self._ids]
        wrong += [source.title for source in answer.sources if not self._is_source(source)]
        return wrong

    def check(self, answer: Answer) -> Answer:
        """Give the answer back. Raises GroundingError when any of it stands nowhere."""
        wrong = self.ungrounded(answer)
        if wrong:
            raise GroundingError(wrong)
        return answer

    def _is_said(self, text: str) -> bool:
        if text in self._passed:
            return True
        is_said = text in self._values or any(
            all(value in self._values for value in filling.values())
            for filling in self._wording.fillings(text)
        )
        if is_said:
            self._passed.add(text)
        return is_said

    def _is_source(self, source: SourceNote) -> bool:
        return (source.title, source.url, source.seen, source.checked) in self._sources


def ungrounded(answer: Answer, content: Content, wording: Wording) -> list[str]:
    """List the statements of an answer that are neither the content's nor the wording's."""
    return Grounding(content, wording).ungrounded(answer)


def names_together(names: Iterable[str]) -> str:
    """Join names in a phrase: "autism and special schools"."""
    return " and ".join(names)


def towns_together(towns: Iterable[str]) -> str:
    """Name towns in one line."""
    return ", ".join(towns)


def _texts_of(answer: Answer) -> Iterator[str]:
    for block in answer.blocks:
        yield from (text for text in _texts_in(block) if text is not None)
    for suggestion in answer.suggestions:
        yield from (suggestion.title, suggestion.message)


def _texts_in(block: Block) -> Iterable[str | None]:
    if isinstance(block, ItemList):
        return block.items
    if isinstance(block, Link):
        return (block.title,)
    if isinstance(block, ContactCard):
        return (block.name, block.what_for, block.phone, block.email, block.as_shown)
    if isinstance(block, Notice):
        return (block.text, block.title)
    return (block.text,)


def _links_of(answer: Answer) -> Iterator[str]:
    for block in answer.blocks:
        if isinstance(block, (Link, ContactCard, Notice)) and block.url is not None:
            yield block.url


def _values_of(content: Content) -> Iterator[str]:
    """Give everything that may stand in an answer, alone or in the braces of a sentence."""
    strategy = content.strategy
    yield from (strategy.title, strategy.short_title, strategy.edition, strategy.purpose.easy)
    yield from (str(strategy.first_year), str(strategy.last_year))
    yield from (aim.shown for aim in strategy.aims)
    for plan in strategy.newer_plans:
        yield from (plan.text, plan.years or plan.text)
    for source in content.sources.values():
        yield source.title
    for contact in content.contacts.values():
        known = (contact.phone, contact.email)
        yield from (contact.name, contact.what_for, *(each for each in known if each))
    for signpost in content.signposts.values():
        yield signpost.title
    for term in content.glossary.values():
        yield from (term.term, term.meaning, term.expansion or term.term)
    yield from _values_of_workstreams(content)
    yield from _values_of_areas(content)
    yield from (document.title for document in _documents_of(content))


def _values_of_workstreams(content: Content) -> Iterator[str]:
    workstreams = content.workstreams.values()
    yield str(len(workstreams))
    for workstream in workstreams:
        yield from (workstream.title, workstream.short, workstream.meaning)
        yield from (objective.shown for objective in workstream.objectives)
    for later in _laters_of(content):
        yield from (later.title, later.text or later.title)
    shorts = [workstream.short for workstream in workstreams]
    for count in range(2, _MOST_NAMED_TOGETHER + 1):
        yield from map(names_together, permutations(shorts, count))


def _values_of_areas(content: Content) -> Iterator[str]:
    yield str(len(content.dspl_areas))
    for area in content.dspl_areas:
        yield from (str(area.number), *area.towns, towns_together(area.towns))
        if area.note is not None:
            yield area.note


def _addresses_of(content: Content) -> Iterator[str]:
    yield from (source.url for source in content.sources.values())
    yield from (contact.url for contact in content.contacts.values() if contact.url)
    yield from map(content.address_of, _documents_of(content))
    for workstream in content.workstreams.values():
        yield content.address_on_page(workstream.page_heading)


def _documents_of(content: Content) -> Iterator[Document]:
    yield from (content.strategy.full_document, content.strategy.latest_progress)
    for workstream in content.workstreams.values():
        yield from (*workstream.reports, *workstream.documents)


def _laters_of(content: Content) -> Iterator[Later]:
    for workstream in content.workstreams.values():
        found = (workstream.later, *(document.later for document in workstream.documents))
        yield from (later for later in found if later is not None)
