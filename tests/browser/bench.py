"""What the browser tests stand on: Chromium, pages in it, and what those complain of."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_HERE = (
    "no Chromium on this machine: run ops/browser.sh, which installs one or says why it cannot"
)
WAIT_MS = 10_000

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Names under .test are this machine, for a page of somebody else; no other name exists.
    "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*",
)

_OURS = re.compile(r"^(127\.[\d.]+|localhost|[\w.-]+\.test)$")


class NoChromium(Exception):
    """There is no browser to test with."""


def find_chromium(playwright: Playwright) -> str:
    """Give the program: the machine's, or the one that Playwright downloads. Raises NoChromium."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    if not found and not Path(own).is_file():
        raise NoChromium(NOT_HERE)
    return found or own


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run Chromium without a window. Raises NoChromium."""
    # Chromium's own cage does not work for root, who runs the tests in containers.
    cage = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright), args=[*FLAGS, *cage]
        )
        yield browser
        browser.close()


@dataclass
class Watch:
    """What pages complain of: console errors (breaches of the CSP too), exceptions, strangers."""

    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        """Let complaints through in which one of the patterns is found."""
        self.allowed.extend(patterns)

    def left(self) -> list[str]:
        """List the complaints that nobody allowed."""
        return [
            each
            for each in self.complaints
            if not any(re.search(pattern, each) for pattern in self.allowed)
        ]

    def over(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("console", self._hear)
        context.on("weberror", lambda thrown: self._note(f"thrown: {thrown.error}"))
        context.on("request", lambda request: self._ask_where(request.url))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._note(said.text)

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _ask_where(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not _OURS.match(parts.hostname or ""):
            self._note(f"a request to a stranger: {url}")


class Opener:
    """Opens pages, each in a context of its own, with no cookies of others."""

    def __init__(self, browser: Browser, address: str, watch: Watch) -> None:
        self._browser, self._address, self._watch = browser, address, watch
        self._contexts: list[BrowserContext] = []

    def __call__(
        self, path: str | None = None, *, scripts_lost: bool = False, **options: Any
    ) -> Page:
        """Open a page of ours (None: empty); options are those of Playwright's `new_context`.

        With `scripts_lost` no script of a page ever arrives. Unlike `java_script_enabled=False`
        this leaves `page.evaluate` as it is, which else waits for ever for a promise.
        """
        options = {"base_url": self._address, "locale": "en-GB", **options}
        context = self._browser.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        self._watch.over(context)
        self._contexts.append(context)
        if scripts_lost:
            context.route("**/*.js*", lambda route: route.fulfill(content_type="text/javascript"))
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    def close(self) -> None:
        """Close all that was opened."""
        for context in self._contexts:
            context.close()


@contextmanager
def styled(page: Page, css: str) -> Iterator[None]:
    """Hold a style sheet over a page, in a way that its own CSP does not forbid."""
    page.evaluate(
        """css => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
        }""",
        css,
    )
    try:
        yield
    finally:
        page.evaluate("() => { document.adoptedStyleSheets = [] }")


@contextmanager
def sized(page: Page, width: int, height: int) -> Iterator[None]:
    """Give a page another size for a while."""
    before = page.viewport_size
    assert before
    page.set_viewport_size({"width": width, "height": height})
    try:
        yield
    finally:
        page.set_viewport_size(before)


@contextmanager
def preferring(page: Page, **media: Any) -> Iterator[None]:
    """Let a page meet somebody's settings for a while; they are those of `emulate_media`."""
    as_before: dict[str, Any] = dict.fromkeys(media, "null")
    page.emulate_media(**media)
    try:
        yield
    finally:
        page.emulate_media(**as_before)
