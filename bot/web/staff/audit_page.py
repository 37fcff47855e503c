"""The audit trail as a page: the newest entries, and older ones step by step."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.store.audit import AuditEntry, entries
from bot.web.service import service_of
from bot.web.staff.pages import show

AUDIT = "/staff/audit"
AT_ONCE = 50


async def get_audit(request: Request) -> Response:
    """Show a page of entries: those before the number in the address."""
    before = request.query_params.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None
    rows, has_more = await asyncio.to_thread(_rows, request, number)
    return show(request, "staff/audit.html", rows=rows, has_more=has_more, is_newest=number is None)


def _rows(request: Request, before: int | None) -> tuple[list[dict[str, Any]], bool]:
    service = service_of(request)
    names = {each.id: each.name for each in service.desk.accounts.all()}
    with service.engine.begin() as connection:
        found = entries(connection, before, AT_ONCE + 1)
    return [_row(entry, names) for entry in found[:AT_ONCE]], len(found) > AT_ONCE


def _row(entry: AuditEntry, names: Mapping[int, str]) -> dict[str, Any]:
    """Give an entry in words."""
    part, _, act = entry.action.replace("_", " ").partition(".")
    subject = f"{entry.subject_kind} {entry.subject_id}".replace("_", " ")
    if entry.subject_kind == "staff" and entry.subject_id.isdecimal():
        subject = _account(int(entry.subject_id), names)
    detail = json.loads(entry.detail)
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": "–" if entry.actor_id is None else _account(entry.actor_id, names),
        "what": f"{part.capitalize()}: {act}",
        "subject": subject,
        "detail": ", ".join(f"{name}: {value}" for name, value in detail.items()).replace("_", " "),
    }


def _account(staff_id: int, names: Mapping[int, str]) -> str:
    return names.get(staff_id, f"account {staff_id}")
