"""Contact details in the message API: give them, ask what is held, take them back."""

from __future__ import annotations

import asyncio

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import ContactRefused
from bot.triage.contact_fields import checked_contact
from bot.web.access import conversation_token
from bot.web.bodies import invalid_fields, json_fields
from bot.web.contacts import consent_words, contacts_of, faults_in_words, kinds_held
from bot.web.problems import ProblemError
from bot.web.service import service_of

PATH = "/api/v1/contact"


class ContactDetailsOfConversation(HTTPEndpoint):
    """The contact details of the conversation whose token the request bears."""

    async def get(self, request: Request) -> JSONResponse:
        """Tell of which kind they are, never what they say, and what giving them agrees to."""
        service = service_of(request)
        kept = await asyncio.to_thread(contacts_of(service).kept, _conversation_of(request))
        return JSONResponse(
            {
                "given_at": kept and f"{kept.consented_at:%Y-%m-%dT%H:%M:%SZ}",
                "holds": kinds_held(kept) if kept else [],
                "consent": consent_words(service),
            }
        )

    async def post(self, request: Request) -> Response:
        """Keep them, in the place of earlier ones."""
        service = service_of(request)
        conversation_id = _conversation_of(request)
        fields = await json_fields(request)
        given = [fields.optional_text(name) or "" for name in ("name", "email", "phone")]
        has_consent = fields.flag("consent")
        fields.check()
        try:
            details = checked_contact(*given, has_consent=has_consent)
        except ContactRefused as exc:
            faults = faults_in_words(service.library.wording, exc.faults)
            raise ProblemError(invalid_fields(faults)) from exc
        await asyncio.to_thread(contacts_of(service).give, conversation_id, details)
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        """Erase them; that there were none is no fault."""
        contacts = contacts_of(service_of(request))
        await asyncio.to_thread(contacts.take_back, _conversation_of(request))
        return Response(status_code=204)


def _conversation_of(request: Request) -> str:
    return service_of(request).tokens.read(conversation_token(request))


ROUTES = [Route(PATH, ContactDetailsOfConversation)]
