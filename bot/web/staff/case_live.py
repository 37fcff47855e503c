"""News for a case's page that is open: what is said, who has it, who else looks at it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from starlette.requests import Request
from starlette.responses import Response

from bot.errors import UnknownCase
from bot.triage.case_view import Case, look_at, version_of, who_else_looks
from bot.triage.roles import Permission
from bot.web.events import event
from bot.web.problems import INVALID_FIELDS, ProblemError
from bot.web.service import service_of
from bot.web.staff.case_page import shown_of
from bot.web.staff.case_show import ShownCase, ShownLine
from bot.web.staff.guard import current_staff, staff_route
from bot.web.staff.live import stream_of
from bot.web.staff.opened import CASE, case_id_of, case_of, is_safeguarding, list_query
from bot.web.staff.pages import render
from bot.web.staff.queue import viewer_of

EVENTS = f"{CASE}/events"

TELL_EVERY_S = 30.0
"""How often an open page tells that somebody looks at it; see `LOOKING_FOR`."""

_MOST_BEFORE = 20
"""A page that is older than its stream is told its newest messages again."""


@dataclass
class CaseWatch:
    """Looks for what one open page of a case must be told; `version` is what the page shows."""

    request: Request
    version: int
    told: dict[str, str] = field(default_factory=dict)
    facts: str = ""
    looking: str | None = None
    looked_at: float = -TELL_EVERY_S
    is_gone: bool = False

    def look(self) -> list[str]:
        """Give `case` when something has changed, `looking`, and `gone` when it may not be seen."""
        if self.is_gone:
            return []
        try:
            return [*self._case(), *self._others()]
        except UnknownCase:
            self.is_gone = True
            return [event("gone", {})]

    def _case(self) -> list[str]:
        service, case_id = service_of(self.request), case_id_of(self.request)
        version = version_of(service.engine, case_id)
        if version == self.version and self.told:
            return []
        case = case_of(self.request)
        self._tell_trail(case)
        it = shown_of(self.request, case)
        is_first, before = not self.told, self.told
        self.told = {line.key: self._line(line) for line in it.lines}
        facts_before, self.facts = self.facts, self._part("staff/_case_facts.html", it)
        if is_first and it.version == self.version:
            return []
        if is_first:
            before = {line.key: self.told[line.key] for line in it.lines[:-_MOST_BEFORE]}
        self.version = it.version
        changed = [line for line in it.lines if before.get(line.key) != self.told[line.key]]
        new = [line for line in changed if line.key not in before]
        after = {line.key: earlier.key for earlier, line in pairwise(it.lines)}
        told = {
            "seen": f"{it.version}-{len(it.lines)}",
            "version": it.version,
            "mode": it.mode,
            "facts": self.facts,
            "notes": self._part("staff/_case_notes.html", it),
            "lines": [
                {"key": each.key, "after": after.get(each.key, ""), "html": self.told[each.key]}
                for each in changed
            ],
            "say": _said(new) or ("The case has changed." if facts_before != self.facts else ""),
        }
        return [event("case", told)]

    def _others(self) -> list[str]:
        engine, case_id = service_of(self.request).engine, case_id_of(self.request)
        staff_id = current_staff(self.request).id
        if time.monotonic() - self.looked_at >= TELL_EVERY_S:
            self.looked_at = time.monotonic()
            others = look_at(engine, case_id, staff_id)
        else:
            others = who_else_looks(engine, case_id, staff_id)
        html = render(
            self.request,
            "staff/_case_looking.html",
            looking=sorted(each.name for each in others),
        )
        if html == self.looking:
            return []
        self.looking = html
        return [event("looking", {"html": html})]

    def _tell_trail(self, case: Case) -> None:
        """Tell the audit trail of a safeguarding case, unless it was told today of this viewer."""
        if is_safeguarding(case):
            service, viewer = service_of(self.request), viewer_of(self.request)
            desk = service.desk
            desk.viewed.tell(service.engine, desk.audit, viewer.staff_id, [case.row.id])

    def _line(self, line: ShownLine) -> str:
        path = f"/staff/cases/{case_id_of(self.request)}"
        query = list_query(self.request)
        return render(self.request, "staff/_case_line.html", line=line, path=path, query=query)

    def _part(self, template: str, it: ShownCase) -> str:
        return render(self.request, template, it=it)


def _said(new: Sequence[ShownLine]) -> str:
    """Say who wrote, each once, for screen readers."""
    said = {"parent": "The parent wrote.", "bot": "The bot answered."}
    return " ".join(dict.fromkeys(said.get(each.sender, f"{each.who}, wrote.") for each in new))


async def get_case_events(request: Request) -> Response:
    """Answer with a stream of `case`, `looking`, `gone` and, when the session has ended, `over`.

    Raises ProblemError with 422 unless `version` says what the page shows.
    """
    version = request.query_params.get("version", "")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise ProblemError(INVALID_FIELDS)
    # Streams of cases are counted by themselves, so that the queue's own news always come.
    key = f"staff-{current_staff(request).id}-case"
    return stream_of(request, CaseWatch(request, int(version)), key)


ROUTES = [staff_route(EVENTS, get_case_events, Permission.SEE_QUEUE, is_use=False)]
