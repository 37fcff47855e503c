"""The page of one case: what is known of it, the whole conversation, what may be done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import BotError, UnknownCase
from bot.store.database import utc_now
from bot.triage.case_view import Case, look_at
from bot.triage.corrections import Corrections
from bot.triage.queue import Queue
from bot.triage.replies import MOST_CHARACTERS
from bot.triage.roles import Permission, may, may_see_contact
from bot.triage.sorting import Understanding
from bot.triage.suggesting import Suggestion, suggestions_for
from bot.web.service import service_of
from bot.web.staff.case_show import ShownCase, Sight, shown_case
from bot.web.staff.case_words import CLOSE_REASONS, DELIVERED, DONE
from bot.web.staff.guard import current_staff
from bot.web.staff.opened import gone, list_query, opened_case
from bot.web.staff.pages import show
from bot.web.staff.queue import viewer_of
from bot.web.staff.queue_address import view_from
from bot.web.staff.teaching_words import in_words

log = structlog.get_logger(__name__)

SUGGESTED_WITHIN_S = 2.0
"""How long the page waits for suggestions; it is complete without."""

IN_QUEUE = "/staff/queue/case"
"""Under which place of the console the page stands."""


@dataclass(frozen=True)
class Told:
    """What the page says beside the case: an error or what was done, and what was typed so far.

    `seen` is how many messages the page showed before.
    """

    error: str = ""
    done: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None
    is_drafted: bool = False


async def get_case(request: Request) -> Response:
    """Show a case."""
    return await case_page(
        request, told=Told(done=DONE.get(request.query_params.get("done", ""), ""))
    )


async def case_page(request: Request, status: int = 200, told: Told | None = None) -> Response:
    """Show a case with what is to be told; a page that says that there is none, where so."""
    told = told or Told()
    try:
        case, values = await asyncio.to_thread(_values, request, told)
    except UnknownCase:
        return gone(request)
    return show(
        request,
        "staff/case.html",
        status,
        error=told.error,
        done=told.done,
        typed={"text": "", "note": "", "to": "", "reason": "", **told.typed},
        is_drafted=told.is_drafted,
        suggestions=[
            {"it": each, "title": _taken(request, each)}
            for each in await suggestions_of(request, case, values["it"].mode)
        ],
        here=IN_QUEUE,
        **values,
    )


def shown_of(request: Request, case: Case, seen: int | None = None) -> ShownCase:
    """Put a case into words as it is shown to whoever asks."""
    service = service_of(request)
    seqs = [line.seq for line in case.lines if line.seq is not None]
    proposals = Corrections(service.engine, service.desk.audit).of_messages(seqs)
    sight = Sight(current_staff(request).id, utc_now(), proposals, seen)
    return shown_case(case, service.library.content, sight)


async def suggestions_of(request: Request, case: Case, mode: str) -> list[Suggestion]:
    """List suggested replies, for whoever could send one; none where that takes too long."""
    service = service_of(request)
    understanding = service.assistant
    may_reply = may(current_staff(request).role, Permission.REPLY) and mode in ("mine", "bot")
    if not may_reply or not isinstance(understanding, Understanding):
        return []
    asked = suggestions_for(understanding, service.library, case.lines)
    try:
        return await asyncio.wait_for(asked, SUGGESTED_WITHIN_S)
    except (asyncio.TimeoutError, BotError):
        log.warning("case.no_suggestion", case=case.row.id)
        return []


def _values(request: Request, told: Told) -> tuple[Case, dict[str, Any]]:
    """Read what the page shows. Raises UnknownCase."""
    service, viewer = service_of(request), viewer_of(request)
    case = opened_case(request)
    others = look_at(service.engine, case.row.id, viewer.staff_id)
    view = view_from(request.query_params)
    following = Queue(service.engine, viewer).following(view.filters, case.row.id)
    staff = current_staff(request)
    it = shown_of(request, case, told.seen)
    return case, {
        "it": it,
        "path": f"/staff/cases/{case.row.id}",
        "query": list_query(request),
        "seen": f"{it.version}-{len(it.lines)}",
        "looking": [each.name for each in others],
        "back": f"{view.address()}#case-{case.row.id}",
        "next": view.address(f"/staff/cases/{following}") if following else "",
        "is_delivered": case.row.channel in DELIVERED,
        "has_contact": case.has_contact_details
        and may_see_contact(staff, assigned_to=case.row.assigned_to),
        "people": _people(request),
        "assigned_to": case.row.assigned_to,
        "reasons": CLOSE_REASONS,
        "most": MOST_CHARACTERS,
    }


def _people(request: Request) -> list[tuple[int, str]]:
    """List who a case can be given to: those who could reply, oneself first."""
    me = current_staff(request).id
    able = [
        each
        for each in service_of(request).desk.accounts.all()
        if each.disabled_at is None and may(each.role, Permission.REPLY)
    ]
    order = sorted(able, key=lambda each: each.id != me)
    return [(each.id, f"{each.name} (you)" if each.id == me else each.name) for each in order]


def _taken(request: Request, suggestion: Suggestion) -> str:
    content = service_of(request).library.content
    return in_words(content, vars(suggestion))
