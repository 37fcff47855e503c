"""A made-up council's page with the chat on it, and what its web team would have to do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.web.framing import framing_sites, origin_of
from bot.web.headers import security_headers
from bot.web.service import service_of
from bot.web.site.public import page, public_of


async def get_demo(request: Request) -> HTMLResponse:
    """Show the page."""
    settings, embed = service_of(request).settings, public_of(request).embed
    is_https = settings.public_url.startswith("https://")
    policy = security_headers(settings.frame_ancestors, is_https=is_https)[
        "Content-Security-Policy"
    ]
    return page(
        request,
        "demo.html",
        "/demo",
        # The only page of ours that shows a frame.
        headers={"Content-Security-Policy": f"{policy}; frame-src 'self'"},
        ours=settings.public_url,
        origin=origin_of(settings.public_url),
        sites=framing_sites(settings.frame_ancestors),
        version=embed.version,
        integrity=embed.integrity,
    )


ROUTES = [Route("/demo", get_demo, methods=["GET"], include_in_schema=False)]
