"""What the bot answers, in one shape for every channel; the message API's `answer`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Union

Route = Literal[
    "workstream",
    "strategy",
    "adjacent",
    "human",
    "safeguarding",
    "smalltalk",
    "out_of_scope",
    "clarify",
]
Safety = Literal["first", "line", "none"]


@dataclass(frozen=True)
class Heading:
    """The title of a part."""

    text: str
    workstream: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the block as the message API does."""
        return _block("heading", self.workstream, text=self.text)


@dataclass(frozen=True)
class Paragraph:
    """One or a few sentences."""

    text: str
    workstream: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the block as the message API does."""
        return _block("paragraph", self.workstream, text=self.text)


@dataclass(frozen=True)
class ItemList:
    """Items of equal rank, in the page's order."""

    items: tuple[str, ...]
    workstream: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the block as the message API does."""
        return _block("list", self.workstream, items=list(self.items))


@dataclass(frozen=True)
class Link:
    """A link: `report` is the document itself, `section` its place on the strategy page."""

    title: str
    url: str
    kind: Literal["report", "section", "document", "page"]
    workstream: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the block as the message API does."""
        return _block("link", self.workstream, title=self.title, url=self.url, kind=self.kind)


@dataclass(frozen=True)
class ContactCard:
    """Somebody to turn to."""

    name: str
    what_for: str | None
    phone: str | None
    email: str | None
    url: str | None
    as_shown: str | None
    workstream: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the block as the message API does."""
        return _block(
            "contact",
            self.workstream,
            name=self.name,
            what_for=self.what_for,
            phone=self.phone,
            email=self.email,
            url=self.url,
            as_shown=self.as_shown,
        )


@dataclass(frozen=True)
class Notice:
    """What must be known beside the answer: its age, what came after, or who to call."""

    kind: Literal["period", "since_then", "see_also", "safety"]
    text: str
    title: str | None = None
    url: str | None = None
    workstream: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the block as the message API does."""
        return _block(
            "notice",
            self.workstream,
            kind=self.kind,
            text=self.text,
            title=self.title,
            url=self.url,
        )


Block = Union[Heading, Paragraph, ItemList, Link, ContactCard, Notice]


@dataclass(frozen=True)
class SourceNote:
    """Where the facts of an answer were read."""

    title: str
    url: str
    seen: dt.date
    checked: dt.date | None

    def as_dict(self) -> dict[str, Any]:
        """Give it as the message API does."""
        return {
            "title": self.title,
            "url": self.url,
            "seen": self.seen.isoformat(),
            "checked": self.checked.isoformat() if self.checked else None,
        }


@dataclass(frozen=True)
class Target:
    """What a choice or an offer leads to when it is taken.

    `message`: the words of the button that takes it, which then need not be understood.
    """

    route: Route
    workstreams: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    subject: str | None = None
    kind: str | None = None
    message: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give it as a slot keeps it."""
        return {
            "route": self.route,
            "workstreams": list(self.workstreams),
            "asks": list(self.asks),
            "subject": self.subject,
            "kind": self.kind,
            "message": self.message,
        }


@dataclass(frozen=True)
class Suggestion:
    """A next question: what the button says, what it sends, where that leads."""

    title: str
    message: str
    target: Target

    def as_dict(self) -> dict[str, Any]:
        """Give it as the message API does."""
        return {"title": self.title, "message": self.message}


@dataclass(frozen=True)
class Answer:
    """One whole answer."""

    route: Route
    workstreams: tuple[str, ...]
    asks: tuple[str, ...]
    confidence: float
    safety: Safety
    blocks: tuple[Block, ...]
    sources: tuple[SourceNote, ...]
    suggestions: tuple[Suggestion, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the answer as the message API does."""
        return {
            "route": self.route,
            "workstreams": list(self.workstreams),
            "asks": list(self.asks),
            "confidence": round(self.confidence, 4),
            "safety": self.safety,
            "blocks": [block.as_dict() for block in self.blocks],
            "sources": [source.as_dict() for source in self.sources],
            "suggestions": [suggestion.as_dict() for suggestion in self.suggestions],
        }


def _block(block_type: str, workstream: str | None, **values: Any) -> dict[str, Any]:
    """Leave out what is not known; a notice says its own kind beside the block's type."""
    known = {name: value for name, value in values.items() if value is not None}
    block = {"type": block_type} | known
    return block | {"workstream": workstream} if workstream else block
