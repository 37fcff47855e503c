"""Who may: conversation tokens and API keys in the Authorization header."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request

from bot.store.keys import ApiKey, find_key
from bot.web.problems import KEY_SCOPE, KEY_WANTED, TOKEN_WANTED, ProblemError
from bot.web.service import service_of

_KEY = re.compile(r"^[0-9a-f]{12}\.[A-Za-z0-9_-]{20,64}$")


def conversation_token(request: Request) -> str:
    """Give the conversation token that the request bears, unread.

    Raises ProblemError with 401 when there is none.
    """
    token = _bearer(request)
    if token is None:
        raise ProblemError(TOKEN_WANTED)
    return token


async def key_of(request: Request, scope: str) -> ApiKey:
    """Give the API key of the request. Raises ProblemError with 401, or 403 for its scope."""
    key = _bearer(request) or ""
    if not _KEY.match(key):
        raise ProblemError(KEY_WANTED)
    found = await asyncio.to_thread(find_key, service_of(request).engine, key)
    if found is None:
        raise ProblemError(KEY_WANTED)
    if found.scope != scope:
        raise ProblemError(KEY_SCOPE)
    return found


def _bearer(request: Request) -> str | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" and value.strip() else None
