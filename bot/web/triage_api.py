"""The triage API: many texts sorted at once, without opening a conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.errors import NotReady
from bot.triage.sorting import SortedText, Sorter, Understanding
from bot.web.access import key_of
from bot.web.bodies import LONGEST_ID, Fields, invalid_fields, json_fields
from bot.web.problems import Problem, ProblemError, problem_from
from bot.web.service import Service, service_of

PATH = "/api/v1/triage"
MOST_ITEMS = 500
MOST_BYTES = 10 * 1024 * 1024
"""Size limit of the body, with all its items."""

AT_ONCE = 32
"""How many items are sorted before the next request's turn: all that share the model get on."""

_TURN = "triage_turn"


async def post_triage(request: Request) -> JSONResponse:
    """Sort items, each for itself: one that cannot be read says so, and the rest are sorted."""
    service = service_of(request)
    await key_of(request, "triage")
    fields = await json_fields(request)
    items = fields.objects("items", MOST_ITEMS)
    fields.check()
    sorter = _sorter(service)
    done: list[dict[str, Any]] = []
    for start in range(0, len(items), AT_ONCE):
        async with _turn(request):
            done += await _sorted(sorter, items[start : start + AT_ONCE])
    return JSONResponse({"items": done})


async def _sorted(sorter: Sorter, items: list[Any]) -> list[dict[str, Any]]:
    read = [_read(item) for item in items]
    texts = [each for _, each in read if isinstance(each, str)]
    outcomes = iter(await sorter.sort(texts))
    done = []
    for item_id, each in read:
        found = next(outcomes) if isinstance(each, str) else each
        done.append({"id": item_id} | _told(found))
    return done


def _read(item: Any) -> tuple[str | None, str | ProblemError]:
    """Give an item's id and text; what is wrong with it stands in the place of the text."""
    if not isinstance(item, dict):
        return None, ProblemError(invalid_fields({"": "expected an object"}))
    fields = Fields(item)
    item_id = fields.identifier("id")
    text = fields.text("text")
    try:
        fields.check()
    except ProblemError as exc:
        given = item.get("id")
        is_short = isinstance(given, str) and len(given) <= LONGEST_ID
        return (given if is_short else None), exc
    return item_id, text


def _told(found: SortedText | Exception) -> dict[str, Any]:
    if isinstance(found, SortedText):
        return found.as_dict()
    problem: Problem = problem_from(found)
    return {"error": problem.as_dict()}


def _sorter(service: Service) -> Sorter:
    """Give the sorter. Raises NotReady while the model is being loaded."""
    if not isinstance(service.assistant, Understanding):
        raise NotReady
    return Sorter(service.assistant, service.library)


def _turn(request: Request) -> asyncio.Lock:
    """Give the lock by which large requests take turns, so that chat waits for one batch only."""
    state = request.app.state
    if not hasattr(state, _TURN):
        setattr(state, _TURN, asyncio.Lock())
    lock: asyncio.Lock = getattr(state, _TURN)
    return lock


ROUTES = [Route(PATH, post_triage, methods=["POST"])]
