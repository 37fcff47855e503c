"""All addresses of the chat, for people and for the page's own script."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.answers.compose import compose
from bot.answers.question import Question
from bot.web.chat import contact, forms, keeping, scripted
from bot.web.chat.page import Chat, View, render
from bot.web.framing import parent_origin
from bot.web.service import service_of


async def get_root(_request: Request) -> Response:
    """Lead to the chat page."""
    return RedirectResponse("/chat", 302)


async def get_frame(request: Request) -> Response:
    """Show an empty chat for the frame of another site; its script keeps the conversation."""
    service = service_of(request)
    ours = (service.settings.public_url, str(request.base_url))
    claimed = request.query_params.get("origin", "")
    parent = parent_origin(claimed, service.settings.frame_ancestors, ours)
    return HTMLResponse(render(service, Chat(""), View(in_frame=True, parent=parent)))


async def get_people(request: Request) -> Response:
    """Show whom to contact, without any conversation."""
    service = service_of(request)
    answer = compose(service.library, Question("human", kind="contact")).as_dict()
    template = service.pages.get_template("people.html")
    return HTMLResponse(template.render(answer=answer))


def _route(path: str, endpoint: object, *methods: str) -> Route:
    # The public interface alone is described in /openapi.json.
    return Route(path, endpoint, methods=methods or None, include_in_schema=False)  # type: ignore[arg-type]


ROUTES = [
    _route("/", get_root, "GET"),
    _route("/people", get_people, "GET"),
    _route("/frame", get_frame, "GET"),
    _route("/chat", forms.ChatPage),
    _route("/chat/easy", forms.EasyRead),
    _route(contact.PATH, contact.ContactPage),
    _route("/chat/download", keeping.get_download, "GET"),
    _route("/chat/turns", scripted.post_turn, "POST"),
    _route("/chat/log", scripted.post_log, "POST"),
    _route("/chat/events", scripted.get_events, "GET"),
    _route("/chat/feedback", scripted.post_feedback, "POST"),
]
