"""The pages about the chat: what it is, what it keeps, how usable it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.answers.answer import Block, ItemList, Paragraph
from bot.answers.parts import Library, contact_cards, period_notice, safety_notice, source_notes
from bot.content.site import PAGE_IDS, Part, Site
from bot.store.retention import Retention
from bot.web.service import service_of
from bot.web.site.public import page, public_of


@dataclass(frozen=True)
class Shown:
    """A part as the templates take it: blocks as an answer has them, sources, or a gap."""

    blocks: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    gap: str | None = None


async def get_statement(request: Request) -> HTMLResponse:
    """Show one of the pages."""
    service, site = service_of(request), public_of(request).site
    page_id = request.url.path.strip("/")
    values = values_of(service.library, site, Retention(service.settings.retention_days))
    wanted = site.page(page_id)
    sections = [
        (section.heading, [shown(service.library, part, values) for part in section.parts])
        for section in wanted.sections
    ]
    return page(
        request,
        "statement.html",
        f"/{page_id}",
        title=wanted.title,
        description=wanted.description,
        sections=sections,
        prepared=_dates(site) if page_id == "accessibility" else None,
    )


def values_of(library: Library, site: Site, retention: Retention) -> dict[str, object]:
    """Give what stands in the braces of `content/site.yml`."""
    strategy = library.content.strategy
    return {
        "retention_days": retention.ordinary_days,
        "safeguarding_days": retention.safeguarding_days,
        "edition": strategy.edition,
        "first_year": strategy.first_year,
        "last_year": strategy.last_year,
        "count": len(library.content.workstreams),
        **site.names,
    }


def shown(library: Library, part: Part, values: Mapping[str, object]) -> Shown:
    """Turn a part of a section into what the chat's own templates show."""
    if part.gap:
        return Shown([], [], part.gap.format_map(values))
    if part.show == "sources":
        notes = source_notes(library, library.content.sources)
        return Shown([], [note.as_dict() for note in notes])
    return Shown([block.as_dict() for block in _blocks(library, part, values)], [])


def _blocks(library: Library, part: Part, values: Mapping[str, object]) -> list[Block]:
    if part.text:
        return [Paragraph(part.text.format_map(values))]
    if part.items:
        return [ItemList(tuple(item.format_map(values) for item in part.items))]
    if part.contacts:
        return list(contact_cards(library, part.contacts))
    if part.show == "period":
        return [period_notice(library)]
    if part.show == "safety":
        return [safety_notice(library)]
    term = library.content.term("send")
    return [Paragraph(library.wording.say("strategy.meaning", expansion=term.expansion))]


def _dates(site: Site) -> dict[str, str | None]:
    """Give the days of the statement, as ISO dates."""
    reviewed = site.reviewed.isoformat() if site.reviewed else None
    return {"made": site.prepared.isoformat(), "reviewed": reviewed}


ROUTES = [
    Route(f"/{page_id}", get_statement, methods=["GET"], include_in_schema=False)
    for page_id in PAGE_IDS
]
