"""The form for contact details: a page of its own, and a piece for the chat page's script."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.answers.wording import Wording
from bot.errors import (
    Busy,
    ContactRefused,
    ConversationEnded,
    InvalidConversation,
    NoMessageYet,
)
from bot.store.contact import KeptContact
from bot.triage.contact_fields import checked_contact
from bot.web.bodies import media_type
from bot.web.chat.forms import check_form_token, field_of, form_of
from bot.web.chat.page import chat_of, trouble_from
from bot.web.chat.visits import Visit, bears_token, fields_of_script, is_easy, visit_of
from bot.web.contacts import KINDS, consent_words, contacts_of, faults_in_words, held_in_words
from bot.web.limits import LIMITED_S
from bot.web.service import Service, service_of

PATH = "/chat/contact"
DONE = {
    "given": "contact.given",
    "taken_back": "contact.taken_back",
    "nothing": "contact.nothing_there",
}
_NO_CHAT = (InvalidConversation, ConversationEnded, NoMessageYet)


@dataclass(frozen=True)
class Filled:
    """What was typed, and what was wrong with it: by field, or with the whole."""

    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    done: str = ""


class ContactPage(HTTPEndpoint):
    """The page and its forms; what the script asks for comes as JSON with a piece of the page."""

    async def get(self, request: Request) -> Response:
        """Show the form, or what is held and how to take it back."""
        service = service_of(request)
        if bears_token(request) or "application/json" in request.headers.get("accept", ""):
            return await _piece(request, visit_of(request), Filled())
        try:
            visit = visit_of(request)
            done = DONE.get(request.query_params.get("done", ""), "")
            filled = Filled(done=done and service.library.wording.say(done))
            return HTMLResponse(await _page(request, visit, filled))
        except _NO_CHAT:
            return HTMLResponse(_without_chat(request, "contact.needs_chat"))

    async def post(self, request: Request) -> Response:
        """Keep the details or take them back; then lead back to the page, which says so."""
        if media_type(request) == "application/json":
            return await _post_of_script(request)
        form = await form_of(request)
        try:
            visit = visit_of(request)
            check_form_token(service_of(request), visit, form)
            return await _post_of_form(request, visit, form)
        except _NO_CHAT:
            return HTMLResponse(_without_chat(request, "contact.lost"), 400)


async def _post_of_form(request: Request, visit: Visit, form: FormData) -> Response:
    service = service_of(request)
    typed = {name: field_of(form, name) for name in KINDS}
    has_consent = field_of(form, "consent") == "yes"
    try:
        _check_rate(request)
        done = await _act(
            service, visit, typed, has_consent=has_consent, takes_back="take_back" in form
        )
    except ContactRefused as exc:
        faults = faults_in_words(service.library.wording, exc.faults)
        filled = Filled({**typed, "consent": "yes" if has_consent else ""}, faults)
        return HTMLResponse(await _page(request, visit, filled), 422)
    except Busy as exc:
        trouble = trouble_from(service.library.wording, exc)
        filled = Filled(typed, trouble=trouble.text)
        page = await _page(request, visit, filled)
        return HTMLResponse(page, trouble.status, trouble.headers)
    return RedirectResponse(f"{PATH}?done={done}", 303)


async def _post_of_script(request: Request) -> Response:
    """Do the same for the script. A fault is part of the piece, with what was typed."""
    service = service_of(request)
    _check_rate(request)
    fields = await fields_of_script(request)
    typed = {name: fields.optional_text(name) or "" for name in KINDS}
    has_consent, takes_back = fields.flag("consent"), fields.flag("take_back")
    fields.check()
    visit = visit_of(request)
    try:
        done = await _act(service, visit, typed, has_consent=has_consent, takes_back=takes_back)
    except ContactRefused as exc:
        faults = faults_in_words(service.library.wording, exc.faults)
        filled = Filled({**typed, "consent": "yes" if has_consent else ""}, faults)
        return await _piece(request, visit, filled)
    return await _piece(request, visit, Filled(done=service.library.wording.say(DONE[done])))


async def _act(
    service: Service, visit: Visit, typed: Mapping[str, str], *, has_consent: bool, takes_back: bool
) -> str:
    """Do what was asked; give the key of DONE. Raises ContactRefused or NoMessageYet."""
    contacts = contacts_of(service)
    if takes_back:
        were_there = await asyncio.to_thread(contacts.take_back, visit.conversation_id)
        return "taken_back" if were_there else "nothing"
    details = checked_contact(**typed, has_consent=has_consent)
    await asyncio.to_thread(contacts.give, visit.conversation_id, details)
    return "given"


def _check_rate(request: Request) -> None:
    limited_s = request.scope.get(LIMITED_S)
    if limited_s:
        raise Busy(limited_s)


async def _page(request: Request, visit: Visit, filled: Filled) -> str:
    """Make the whole page. Raises NoMessageYet."""
    service = service_of(request)
    values = await _values(service, visit, filled)
    template = service.pages.get_template("contact.html")
    return template.render(**values, has_chat=True, is_easy=is_easy(request))


async def _piece(request: Request, visit: Visit, filled: Filled) -> JSONResponse:
    """Give what stands on the page, and what a screen reader is told. Raises NoMessageYet."""
    service = service_of(request)
    values = await _values(service, visit, filled)
    html = service.pages.get_template("_contact.html").render(**values, in_chat=True)
    return JSONResponse({"html": html, "announce": filled.done, "has_faults": bool(filled.faults)})


def _without_chat(request: Request, key: str) -> str:
    service = service_of(request)
    template = service.pages.get_template("contact.html")
    why = service.library.wording.say(key)
    return template.render(has_chat=False, why=why, faults={}, trouble="", is_easy=is_easy(request))


async def _values(service: Service, visit: Visit, filled: Filled) -> dict[str, object]:
    kept = await asyncio.to_thread(contacts_of(service).kept, visit.conversation_id)
    chat = await chat_of(service, visit)
    return {
        "kept": kept and _told(service.library.wording, kept),
        "typed": {"name": "", "email": "", "phone": "", "consent": "", **filled.typed},
        "faults": filled.faults,
        "trouble": filled.trouble,
        "done": filled.done,
        "consent": consent_words(service),
        "reference": chat.reference,
        "form_token": service.tokens.form_token(visit.conversation_id),
    }


def _told(wording: Wording, kept: KeptContact) -> dict[str, object]:
    """Say what is held: when it was given and of which kind, and never the details."""
    return {
        "date": kept.consented_at.date().isoformat(),
        "kinds": held_in_words(wording, kept),
    }
