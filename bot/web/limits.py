"""What is refused before anything reads it: too large, too slow, too often."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.clients import Clients
from bot.web.problems import BODY_TOO_LARGE, BODY_TOO_SLOW, ProblemError, too_many_requests

MOST_BYTES = 16 * 1024
"""Size limit of a request's body."""

BODY_TIMEOUT_S = 10.0
UPLOAD_TIMEOUT_S = 120.0
"""How long a whole upload may take: 10 MB at less than 1 Mbit/s."""

_MOST_DRAINED = 4 * 1024 * 1024
_MOST_CLIENTS = 10_000
_PERIODS_S = {"second": 1.0, "minute": 60.0, "hour": 3600.0}

LIMITED_S = "bot.limited_s"
"""Key in the scope of a page's request that came too often: seconds until the next may come."""


class BodyLimit:
    """ASGI middleware: reads the whole body first, and refuses one that is too large or slow."""

    def __init__(
        self,
        app: ASGIApp,
        larger: Mapping[str, int] | None = None,
        uploads: Mapping[str, int] | None = None,
    ) -> None:
        """Let `larger` name the paths that may take more, each with its limit in bytes.

        One that ends with a slash stands for all paths under it. `uploads` are paths whose body is
        not read first: who sends it is looked at before.
        """
        self._app = app
        self._larger = dict(larger or {})
        self._uploads = dict(uploads or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body. Raises ProblemError with 413 or 408."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] in self._uploads:
            most = self._uploads[scope["path"]]
            if _declared(Headers(scope=scope)) > most:
                raise ProblemError(BODY_TOO_LARGE)
            await self._app(scope, _counted(receive, most), send)
            return
        most = self._most(scope["path"])
        _refuse_at_once(Headers(scope=scope), most)
        try:
            body = await asyncio.wait_for(_body(receive, most), BODY_TIMEOUT_S)
        except asyncio.TimeoutError as exc:
            raise ProblemError(BODY_TOO_SLOW) from exc
        await self._app(scope, _replay(body, receive), send)

    def _most(self, path: str) -> int:
        for name, most in self._larger.items():
            if path == name or (name.endswith("/") and path.startswith(name)):
                return most
        return MOST_BYTES


def _refuse_at_once(headers: Headers, most: int) -> None:
    """Refuse a body that waits to be allowed, or that nobody would care to drain."""
    waits = headers.get("expect", "").lower() == "100-continue"
    if _declared(headers) > (most if waits else max(most, _MOST_DRAINED)):
        raise ProblemError(BODY_TOO_LARGE)


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def _counted(receive: Receive, most: int) -> Receive:
    """Give on what arrives; a body that grows too large or takes too long ends in an error."""
    size, is_whole = 0, False
    until = time.monotonic() + UPLOAD_TIMEOUT_S

    async def counted() -> Message:
        nonlocal size, is_whole
        if is_whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
        except asyncio.TimeoutError as exc:
            raise ProblemError(BODY_TOO_SLOW) from exc
        size += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if size > most:
            raise ProblemError(BODY_TOO_LARGE)
        return message

    return counted


async def _body(receive: Receive, most: int) -> bytes:
    """Read the body. One that is too large is read on for a while and dropped.

    A client that still sends when the connection closes would never see why.
    """
    parts: list[bytes] = []
    size = 0
    has_more = True
    while has_more and size <= max(most, _MOST_DRAINED):
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        if size <= most:
            parts.append(part)
        has_more = message.get("more_body", False)
    if size > most:
        raise ProblemError(BODY_TOO_LARGE)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class Buckets:
    """Token buckets by client: as many at once as a period allows, then as they refill."""

    def __init__(self, rate: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a rate such as 30/minute."""
        number, _, period = rate.partition("/")
        self._size = float(number)
        self._per_s = self._size / _PERIODS_S[period]
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> int:
        """Take one; give 0, or the whole seconds to wait when there is none."""
        now = self._clock()
        left, since = self._kept.pop(client, (self._size, now))
        left = min(self._size, left + (now - since) * self._per_s)
        is_free = left >= 1
        self._kept[client] = (left - 1 if is_free else left, now)
        if len(self._kept) > _MOST_CLIENTS:
            self._kept.popitem(last=False)
        return 0 if is_free else max(1, math.ceil((1 - left) / self._per_s))


class RateLimit:
    """ASGI middleware: refuses a client's posts to some paths when they come too often."""

    def __init__(
        self,
        app: ASGIApp,
        rate: str | None,
        clients: Clients,
        paths: Iterable[str],
        pages: Iterable[str] = (),
    ) -> None:
        """Let `pages` name paths that refuse by themselves, keeping what was typed."""
        self._app = app
        self._buckets = Buckets(rate) if rate else None
        self._clients = clients
        self._paths = frozenset(paths)
        self._pages = frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may come. Raises ProblemError with 429."""
        wait_s = self._wait_s(scope)
        if wait_s and scope["path"] not in self._pages:
            raise ProblemError(too_many_requests(wait_s))
        if wait_s:
            scope[LIMITED_S] = wait_s
        await self._app(scope, receive, send)

    def _wait_s(self, scope: Scope) -> int:
        if self._buckets is None or scope["type"] != "http" or scope["method"] != "POST":
            return 0
        if scope["path"] not in self._paths | self._pages:
            return 0
        return self._buckets.take(self._clients.address(scope))
