"""The shapes of the content: what a content owner may write, entry by entry.

Every fact names its source by id.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Extra, root_validator, validator

from bot.content.fields import Day, Email, Id, Phone, Ref, Text, Url, Year

OWN_WORDS = "own_words"
"""The reserved source id of plain wording of our own, which holds no fact."""


class _Entry(BaseModel):
    class Config:
        frozen = True
        extra = Extra.forbid


class Source(_Entry):
    """A page that facts were read on: `seen` in a copy, `checked` live (None: never)."""

    id: Id
    title: Text
    url: Url
    seen: Day
    checked: Day | None = None


class _Statement(_Entry):
    page: Text
    shown: Text
    easy: Text


class Aim(_Statement):
    """What the strategy as a whole is for: the page's words, the same tidied, and plain words."""


class Objective(_Statement):
    """What a workstream sets out to do: the page's words, the same tidied, and plain words."""


class Later(_Entry):
    """What became of a subject after the strategy.

    `since_then` is told, with its year where known; `see_also` is a link alone and claims nothing.
    """

    kind: Literal["since_then", "see_also"]
    year: Year | None = None
    text: Text | None = None
    title: Text
    source: Ref
    also_seen: tuple[Ref, ...] = ()

    @root_validator(skip_on_failure=True)
    @classmethod
    def _claims_only_since_then(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["kind"] == "since_then") != (values["text"] is not None):
            raise ValueError(
                "since_then needs a 'text' and see_also has none; mend one or the other"
            )
        return values


class Document(_Entry):
    """A document that the page links to.

    While its own address is not known, `url` is None and `anchor` holds the words of the page to
    which a link leads. `kind` says what the document is, `link_kind` what a link to it opens.
    """

    id: Id
    title: Text
    kind: Literal["report", "section", "document", "page"]
    url: Url | None = None
    anchor: Text
    source: Ref

    @root_validator(skip_on_failure=True)
    @classmethod
    def _is_no_section_with_an_address(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["kind"] == "section" and values["url"] is not None:
            raise ValueError(
                "a section has no address of its own; write kind: report, document or page"
            )
        return values

    @property
    def link_kind(self) -> str:
        """Give the kind of the link: `section` while the document's own address is not known."""
        return "section" if self.url is None else self.kind


class WorkstreamDocument(Document):
    """A document besides the reports, with the ask that wants it."""

    ask: Literal["independent_review", "review_summary", "accessibility_strategy"]
    later: Later | None = None


class Workstream(_Entry):
    """One of the ten areas of the strategy, with all that the page says of it."""

    id: Id
    title: Text
    page_heading: Text
    short: Text
    meaning: Text
    meaning_source: Ref
    names: tuple[Text, ...]
    objectives: tuple[Objective, ...]
    reports: tuple[Document, ...]
    documents: tuple[WorkstreamDocument, ...]
    later: Later | None = None


class NewerPlan(_Entry):
    """A plan that came after the strategy, in one sentence.

    `year` is its first, where known, and `years` names all of them.
    """

    id: Id
    text: Text
    year: Year | None
    years: Text | None = None
    source: Ref
    is_current: bool


class Strategy(_Entry):
    """The strategy as a whole: its years, aims and documents, and what came after it."""

    title: Text
    short_title: Text
    edition: Text
    first_year: Year
    last_year: Year
    page: Ref
    meaning: Text
    purpose: Aim
    aims: tuple[Aim, ...]
    full_document: Document
    latest_progress: Document
    contact: Ref
    accessibility_note: Text | None = None
    newer_plans: tuple[NewerPlan, ...]

    @root_validator(skip_on_failure=True)
    @classmethod
    def _has_its_years_in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["first_year"] > values["last_year"]:
            raise ValueError("first_year comes after last_year; swap them")
        return values

    @validator("newer_plans")
    @classmethod
    def _has_one_current_plan(cls, value: tuple[NewerPlan, ...]) -> tuple[NewerPlan, ...]:
        current = sum(plan.is_current for plan in value)
        if current != 1:
            raise ValueError(f"expected is_current: true once, found it {current} times; mend it")
        return value

    @property
    def current_plan(self) -> NewerPlan:
        """Give the newer plan that the bot links to."""
        return next(plan for plan in self.newer_plans if plan.is_current)


class DsplArea(_Entry):
    """One local area of Delivering Special Provision Locally and its towns."""

    number: int
    towns: tuple[Text, ...]
    note: Text | None = None
    source: Ref


class Contact(_Entry):
    """Somebody to turn to, and how they may be shown.

    `ship`: as it is; `ship_dated`: with "as shown on" its source; `name_only`: by name alone.
    """

    id: Id
    name: Text
    what_for: Text
    phone: Phone | None = None
    email: Email | None = None
    url: Url | None = None
    hours: Text | None = None
    verdict: Literal["ship", "ship_dated", "name_only"]
    source: Ref
    also_seen: tuple[Ref, ...] = ()

    @root_validator(skip_on_failure=True)
    @classmethod
    def _is_shown_as_its_verdict_says(cls, values: dict[str, Any]) -> dict[str, Any]:
        ways = [name for name in ("phone", "email", "url") if values[name] is not None]
        if values["verdict"] == "name_only" and ways:
            raise ValueError(
                f"verdict name_only allows no {' or '.join(ways)}; take it out or change it"
            )
        if values["verdict"] != "name_only" and not ways:
            raise ValueError("there is no phone, email or url; add one or set verdict: name_only")
        return values


class Signpost(_Entry):
    """A subject that the page does not cover, and the door to show for it.

    `door` is `none_known` when no page and no contact is known: a gap that the owner should see.
    `urgent`: the SEND team's page counts some cases of it as urgent.
    """

    id: Id
    title: Text
    door: Literal["known", "none_known"]
    pages: tuple[Ref, ...]
    contacts: tuple[Ref, ...]
    related: tuple[Ref, ...]
    urgent: bool = False

    @root_validator(skip_on_failure=True)
    @classmethod
    def _tells_whether_a_door_is_known(cls, values: dict[str, Any]) -> dict[str, Any]:
        expected = "known" if values["pages"] or values["contacts"] else "none_known"
        if values["door"] != expected:
            raise ValueError(
                f"expected door: {expected} by its pages and contacts, found {values['door']}; "
                "mend one of them"
            )
        return values


class Term(_Entry):
    """A word that people ask about, with its meaning in one sentence.

    It belongs to a workstream, or to a subject with a signpost, or to neither.
    """

    id: Id
    term: Text
    expansion: Text | None = None
    meaning: Text
    source: Ref
    also_seen: tuple[Ref, ...] = ()
    aliases: tuple[Text, ...]
    workstream: Ref | None = None
    signpost: Ref | None = None

    @root_validator(skip_on_failure=True)
    @classmethod
    def _belongs_to_one(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["workstream"] is not None and values["signpost"] is not None:
            raise ValueError("found a workstream and a signpost; keep the one it is about")
        return values
