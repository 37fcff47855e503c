"""What the form of a case's page does: one form, whose buttons each lead to an act.

So whatever is typed comes with every act, and none of it is lost when another act is refused, or
done first.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import (
    BotError,
    CaseChanged,
    CaseNotHeld,
    CaseTaken,
    TextEmpty,
    TextTooLong,
    UnknownCase,
)
from bot.triage.case_acts import CLOSE_REASONS, Act, CaseActs
from bot.triage.case_view import Case
from bot.triage.replies import known_details, masked_reply
from bot.triage.roles import Permission, may
from bot.web.service import service_of
from bot.web.staff.case_page import Told, case_page, get_case, suggestions_of
from bot.web.staff.case_show import mode_of
from bot.web.staff.case_words import DONE, DRAFTED, MASKED, SHOWN_ANEW, fault_sentence
from bot.web.staff.guard import current_staff, field_of, form_of, staff_route
from bot.web.staff.opened import CASE, case_address, case_id_of, case_of, gone

MOST_BYTES = 128 * 1024
"""Size limit of the form: a reply and a note of the greatest length, in any alphabet."""

FIELDS = ("text", "note", "to", "reason")
TYPED = ("text", "note")
_TAKEN_OUT = " removed]"
"""How the notes end that stand in the place of what was masked."""
_SEEN = re.compile(r"^(\d{1,9})-(\d{1,9})$")
_REFUSED = (CaseChanged, CaseNotHeld, CaseTaken)
_WRONG = (TextEmpty, TextTooLong)
_NEWEST = ("taken", "replied", "handed_back")
"""After these one wants to see the newest message, and else what was done."""

Do = Callable[[CaseActs, Act], object]


async def post_take(request: Request) -> Response:
    """Take the conversation over: the bot falls silent."""
    return await _act(request, "taken", lambda acts, act: acts.take_over(act))


async def post_hand_back(request: Request) -> Response:
    """Let the bot answer again."""
    return await _act(request, "handed_back", lambda acts, act: acts.hand_back(act))


async def post_reply(request: Request) -> Response:
    """Write into the conversation."""
    return await _write(request, "replied", "text", CaseActs.reply)


async def post_note(request: Request) -> Response:
    """Write a note for the others."""
    return await _write(request, "noted", "note", CaseActs.note)


async def post_assign(request: Request) -> Response:
    """Give the case to somebody who can reply."""
    form = await form_of(request)
    chosen = field_of(form, "to")
    accounts = await asyncio.to_thread(service_of(request).desk.accounts.all)
    able = [a for a in accounts if a.disabled_at is None and may(a.role, Permission.REPLY)]
    to = next((each.id for each in able if str(each.id) == chosen), None)
    if to is None:
        return await _wrong(request, form, "Choose somebody of the list.")
    return await _act(request, "assigned", lambda acts, act: acts.assign(act, to))


async def post_release(request: Request) -> Response:
    """Take the case from whoever has it."""
    return await _act(request, "released", lambda acts, act: acts.release(act))


async def post_close(request: Request) -> Response:
    """Close the case."""
    form = await form_of(request)
    reason = field_of(form, "reason")
    if reason not in CLOSE_REASONS:
        return await _wrong(request, form, "Choose why the case is closed.")
    return await _act(request, "closed", lambda acts, act: acts.close(act, reason))


async def post_reopen(request: Request) -> Response:
    """Open the case again."""
    return await _act(request, "reopened", lambda acts, act: acts.reopen(act))


async def post_hold(request: Request) -> Response:
    """Keep the case whatever its age, or let it go."""
    is_held = field_of(await form_of(request), "is_held") == "yes"
    what = "held" if is_held else "let_go"
    return await _act(request, what, lambda acts, act: acts.hold_by_law(act, is_held=is_held))


async def post_draft(request: Request) -> Response:
    """Put a suggestion into the box, after what is typed there; or only show the case as it is."""
    form = await form_of(request)
    try:
        case = await asyncio.to_thread(case_of, request)
    except UnknownCase:
        return gone(request)
    key = field_of(form, "use")
    mode = mode_of(case, current_staff(request).id)
    found = await suggestions_of(request, case, mode) if key else []
    chosen = next((each for each in found if each.key == key), None)
    if key and chosen is None:
        return await _wrong(request, form, "That suggestion is no longer there.")
    typed = _typed(form)
    if chosen is not None:
        typed["text"] = "\n\n".join(filter(None, (typed["text"].strip(), chosen.text)))
    told = Told(done=DRAFTED if chosen else SHOWN_ANEW, typed=typed, is_drafted=chosen is not None)
    return await case_page(request, told=told)


async def _write(
    request: Request, what: str, name: str, do: Callable[[CaseActs, Act, str], object]
) -> Response:
    """Keep a text without personal details; where there are some, show first what would be kept."""
    form = await form_of(request)
    typed = field_of(form, name)
    try:
        text = masked_reply(typed, known_details(service_of(request).library.content))
    except _WRONG as exc:
        return await _wrong(request, form, fault_sentence(exc, ""))
    if text.count(_TAKEN_OUT) > typed.count(_TAKEN_OUT):
        told = Told(error=MASKED, typed={**_typed(form), name: text})
        return await case_page(request, 422, told)
    return await _act(request, what, lambda acts, act: do(acts, act, text), name, text)


async def _act(request: Request, what: str, do: Do, written: str = "", text: str = "") -> Response:
    """Do something to the case as it was seen; show it anew when it is not so any more.

    `written` is the field whose text is kept by it, as `text`.
    """
    form = await form_of(request)
    service = service_of(request)
    acts = CaseActs(service.engine, service.desk.audit)
    version, seen = _seen(form)
    act = Act(current_staff(request).id, case_id_of(request), version)
    case = None
    try:
        case = await asyncio.to_thread(case_of, request)
        await asyncio.to_thread(do, acts, act)
    except UnknownCase:
        return gone(request)
    except _REFUSED as exc:
        if case and _is_written(case, act, current_staff(request).name, written, text):
            # Pressed twice: what was wanted is done.
            return _done(request, what)
        holder = await asyncio.to_thread(_holder, request, exc)
        told = Told(error=fault_sentence(exc, holder), typed=_typed(form), seen=seen)
        return await case_page(request, 409, told)
    rest = {name: value for name, value in _typed(form).items() if name in TYPED}
    rest.pop(written, None)
    if any(value.strip() for value in rest.values()):
        return await case_page(request, told=Told(done=DONE[what], typed=rest))
    return _done(request, what)


async def _wrong(request: Request, form: FormData, error: str, status: int = 422) -> Response:
    """Show the case with what is wrong in the form."""
    return await case_page(request, status, Told(error=error, typed=_typed(form)))


def _done(request: Request, what: str) -> Response:
    place = "newest" if what in _NEWEST else "told"
    return RedirectResponse(f"{case_address(request, what)}#{place}", 303)


def _typed(form: FormData) -> dict[str, str]:
    return {name: field_of(form, name) for name in FIELDS}


def _seen(form: FormData) -> tuple[int, int | None]:
    """Read which version of the case the form was made from, and how many messages it showed."""
    found = _SEEN.match(field_of(form, "seen"))
    # No case has the version 0: a form without one is as good as one that is old.
    return (int(found[1]), int(found[2])) if found else (0, None)


def _is_written(case: Case, act: Act, name: str, written: str, text: str) -> bool:
    """Tell whether all that happened since is that this person wrote just this."""
    if case.row.version != act.version + 1:
        return False
    if written == "note":
        return bool(case.notes) and (case.notes[-1].staff_name, case.notes[-1].text) == (name, text)
    people = [line for line in case.lines if line.sender == "person"]
    is_reply = written == "text" and bool(people)
    return is_reply and (people[-1].staff_name, people[-1].text) == (name, text)


def _holder(request: Request, exc: BotError) -> str:
    """Name who has the case, where that is why nothing was done."""
    if not isinstance(exc, CaseTaken):
        return ""
    names = {each.id: each.name for each in service_of(request).desk.accounts.all()}
    return names.get(exc.staff_id, "Somebody else")


_REPLY, _ASSIGN = Permission.REPLY, Permission.ASSIGN

ROUTES = [
    staff_route(CASE, get_case, Permission.SEE_QUEUE),
    staff_route(f"{CASE}/take", post_take, _REPLY, ["POST"]),
    staff_route(f"{CASE}/hand-back", post_hand_back, _REPLY, ["POST"]),
    staff_route(f"{CASE}/reply", post_reply, _REPLY, ["POST"]),
    staff_route(f"{CASE}/draft", post_draft, _REPLY, ["POST"]),
    staff_route(f"{CASE}/note", post_note, _REPLY, ["POST"]),
    staff_route(f"{CASE}/close", post_close, _REPLY, ["POST"]),
    staff_route(f"{CASE}/reopen", post_reopen, _REPLY, ["POST"]),
    staff_route(f"{CASE}/assign", post_assign, _ASSIGN, ["POST"]),
    staff_route(f"{CASE}/release", post_release, _ASSIGN, ["POST"]),
    staff_route(f"{CASE}/hold", post_hold, Permission.HOLD_BY_LAW, ["POST"]),
]
