"""Headers of the staff pages that differ from the public ones: nobody may frame them."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.headers import security_headers

_POLICY = "Content-Security-Policy"


class StaffHeaders:
    """ASGI middleware: no frame around any answer under /staff, whatever FRAME_ANCESTORS says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = security_headers(("'none'",), is_https=False)[_POLICY]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers on the answer."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == "/staff" or path.startswith("/staff/")):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[_POLICY] = self._policy
                headers["X-Frame-Options"] = "DENY"
                headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, sending)
