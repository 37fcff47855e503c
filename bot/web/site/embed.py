"""`embed.js`, by which another website shows the chat."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.site.public import public_of
from bot.web.site.script import Embed

_A_WHILE = "public, max-age=3600"
_FOR_EVER = "public, max-age=31536000, immutable"


async def get_embed(request: Request) -> Response:
    """Give the newest script."""
    return _script(public_of(request).embed, _A_WHILE)


async def get_version(request: Request) -> Response:
    """Give the script of one version; one that is no more leaves the page its plain link."""
    embed = public_of(request).embed
    if request.path_params["version"] != embed.version:
        return Response(status_code=404, media_type="text/javascript")
    return _script(embed, _FOR_EVER)


def _script(embed: Embed, caching: str) -> Response:
    headers = {
        "Cache-Control": caching,
        # A hash in the tag is only checked where other sites may read the script.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(embed.body, headers=headers, media_type="text/javascript")


ROUTES = [
    Route("/embed.js", get_embed, methods=["GET"], include_in_schema=False),
    Route("/embed-{version}.js", get_version, methods=["GET"], include_in_schema=False),
]
