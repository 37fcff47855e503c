"""Take the conversation along: the whole of it as plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.answers.wording import Wording
from bot.store.turns import Turn
from bot.web.chat.page import Chat, Shown, chat_of, shown
from bot.web.chat.visits import visit_of
from bot.web.rendering import day
from bot.web.service import service_of

_FILE_NAME = "send-chat.txt"
_WAY = {"waiting": "page.waiting", "below": "page.answered_below", "failed": "error.try_again"}


async def get_download(request: Request) -> Response:
    """Give the conversation of the cookie, or of a frame's token, as a text file."""
    service = service_of(request)
    chat = await chat_of(service, visit_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{_FILE_NAME}"'}
    today = dt.datetime.now(dt.timezone.utc).date()
    text = transcript(service.library.wording, chat, today)
    return PlainTextResponse(text, headers=headers)


def transcript(wording: Wording, chat: Chat, today: dt.date) -> str:
    """Write a conversation down, its newest turns at least, with where each answer comes from."""
    head = [wording.say("page.name"), wording.say("page.saved_on", date=day(today.isoformat()))]
    if chat.reference:
        head.append(wording.say("page.reference", reference=chat.reference))
    parts = ["\n".join(head)]
    parts += ["\n".join(_lines(wording, each)) for each in shown(chat.turns, is_held=chat.is_held)]
    return "\n\n".join(parts) + "\n"


def _lines(wording: Wording, one: Shown) -> Iterator[str]:
    say, asked = wording.say, one.turn.asked
    if asked is None:
        yield f"{say('page.from_person')}:"
    else:
        yield f"{say('page.asked')} {asked.text}"
        yield f"{say('page.answer', n=asked.number)}:"
    yield from (each.text for each in one.turn.sent)
    if one.state != "answered":
        yield say(_WAY[one.state])
    yield from _sources(wording, one.turn)


def _sources(wording: Wording, turn: Turn) -> Iterator[str]:
    sources = [source for sent in turn.sent for source in sent.answer.get("sources", ())]
    if sources:
        yield f"{wording.say('page.sources')}:"
    for source in sources:
        seen = wording.say("page.seen", date=day(source["seen"]))
        yield f"- {source['title']}: {source['url']} {seen}"
