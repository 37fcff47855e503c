"""The headers that every answer carries, and the id by which a request is found in the log."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.clients import Clients
from bot.web.framing import framing_sites

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
_STATIC_PATH = "/static/"


def security_headers(frame_ancestors: Sequence[str], *, is_https: bool) -> dict[str, str]:
    """Give the headers that tell browsers what a page of ours may do."""
    policy = [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"frame-ancestors {framing_sites(frame_ancestors)}",
    ]
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: browsers would then send a form of our own with `Origin: null`.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


class CommonHeaders:
    """ASGI middleware: security headers, caching rules and a request id on every answer."""

    def __init__(self, app: ASGIApp, headers: dict[str, str], clients: Clients) -> None:
        self._app = app
        self._headers = headers
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the request's id in the log and in the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._request_id(scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
                is_static = scope["path"].startswith(_STATIC_PATH) and message["status"] < 400
                headers.setdefault(
                    "Cache-Control", "public, max-age=3600" if is_static else "no-store"
                )
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            await self._app(scope, receive, sending)

    def _request_id(self, scope: Scope) -> str:
        """Take the id that a trusted proxy gave, or make one."""
        given = Headers(scope=scope).get("x-request-id", "")
        if self._clients.is_trusted_peer(scope) and _REQUEST_ID.match(given):
            return given
        return secrets.token_hex(8)
