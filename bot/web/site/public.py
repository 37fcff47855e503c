"""What the pages around the chat are made of, read and checked once as the process starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.answers.parts import Library
from bot.content.site import Site, load_site
from bot.web.service import service_of
from bot.web.site.script import Embed, embed_of
from bot.web.static_files import FOLDER
from bot.web.theme import check_theme

KEPT_S = 300
"""How long a browser may keep a page; nothing in it is anybody's own."""


@dataclass(frozen=True)
class Public:
    """The pages of `content/site.yml` and the script for other websites."""

    site: Site
    embed: Embed


def open_public(content_folder: Path, library: Library) -> Public:
    """Read all of it and check the colours. Raises ContentError, ThemeError, all faults each."""
    check_theme(FOLDER / "theme.css")
    return Public(load_site(content_folder, library.content), embed_of(library.wording))


def public_of(request: Request) -> Public:
    """Give the process's pages."""
    found: Public = request.app.state.public
    return found


def page(
    request: Request,
    template: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Render a page that is the same for everybody; `path` is its one true address."""
    service = service_of(request)
    address = service.settings.public_url + path
    body = service.pages.get_template(template).render(address=address, **values)
    caching = {"Cache-Control": f"public, max-age={KEPT_S}"}
    return HTMLResponse(body, headers={**caching, **(headers or {})})
