"""What search engines ask for first: where they may look, and which pages there are."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.content.site import PAGE_IDS
from bot.web.service import service_of
from bot.web.site.answers import FOLDER, titles
from bot.web.site.public import KEPT_S

_NOT_FOR_THEM = ("/api/", "/channels/", "/chat/", "/demo", "/frame", "/staff", "/webhooks/")
_CACHING = {"Cache-Control": f"public, max-age={KEPT_S}"}


async def get_robots(request: Request) -> PlainTextResponse:
    """Say what is not worth visiting: https://www.rfc-editor.org/rfc/rfc9309."""
    sitemap = f"Sitemap: {service_of(request).settings.public_url}/sitemap.xml"
    rules = [f"Disallow: {path}" for path in _NOT_FOR_THEM]
    lines = ["User-agent: *", *rules, "", sitemap, ""]
    return PlainTextResponse("\n".join(lines), headers=_CACHING)


async def get_sitemap(request: Request) -> Response:
    """List the pages: https://www.sitemaps.org/protocol.html."""
    service = service_of(request)
    answers = [FOLDER, *(FOLDER + slug for slug in titles(service.library))]
    paths = ["/chat", *answers, *(f"/{page_id}" for page_id in PAGE_IDS)]
    addresses = [service.settings.public_url + path for path in paths]
    body = service.pages.get_template("sitemap.xml").render(addresses=addresses)
    return Response(body, headers=_CACHING, media_type="application/xml")


ROUTES = [
    Route("/robots.txt", get_robots, methods=["GET"], include_in_schema=False),
    Route("/sitemap.xml", get_sitemap, methods=["GET"], include_in_schema=False),
]
