"""The description of the interface, OpenAPI 3.1; its text stands in `openapi.yml` beside this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.answers.compose import compose
from bot.answers.parts import Library
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from bot.web.service import service_of
from bot.yaml_text import parse_yaml

_FILE = Path(__file__).with_suffix(".yml")
_EXAMPLE = Question(route="workstream", workstreams=("autism",), asks=("objectives",))


async def get_openapi(request: Request) -> JSONResponse:
    """Give the description, with this server's address."""
    service = service_of(request)
    return JSONResponse(describe(service.library, service.settings.public_url))


def describe(library: Library, public_url: str) -> dict[str, Any]:
    """Read the description and put in an answer as the bot gives it now, so that it stays true."""
    document: dict[str, Any] = parse_yaml(_FILE.read_text(encoding="utf-8"))
    document["servers"] = [{"url": public_url}]
    answer = compose(library, _EXAMPLE)
    shown = {"text": plain_text(answer), "answer": answer.as_dict()}
    message = {"id": "m0123456789ab", "from": "bot", **shown}
    schemas = document["components"]["schemas"]
    schemas["Message"]["examples"] = [message]
    schemas["Answer"]["examples"] = [answer.as_dict()]
    return document


ROUTES = [Route("/openapi.json", get_openapi, methods=["GET"])]
