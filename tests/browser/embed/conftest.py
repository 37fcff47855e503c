"""A bot that one council may frame, and that council's website."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.embed.council import Council, running_council
from tests.browser.states import ANSWER
from tests.server.server import running_server


@pytest.fixture(scope="session")
def council() -> Iterator[Council]:
    """Give the council's website."""
    with running_council() as council:
        yield council


@pytest.fixture(scope="session")
def server(council: Council, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client of a bot that the council may frame."""
    folder = tmp_path_factory.mktemp("embed")
    with running_server(folder, FRAME_ANCESTORS=council.origin) as client:
        council.bot = str(client.base_url).rstrip("/")
        yield client


@pytest.fixture(scope="session")
def address(server: httpx.Client, council: Council) -> str:
    """Give the address that pages are opened at: the council's."""
    return council.origin


class Visit:
    """Somebody on the council's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))

    @property
    def chat(self) -> FrameLocator:
        """Give the chat in its frame."""
        return self.page.frame_locator("send-help-chat iframe")

    @property
    def is_open(self) -> bool:
        """Tell whether the panel is shown."""
        return self.page.locator("send-help-chat dialog").is_visible()

    def open(self, link: str = "send-help") -> None:
        """Press a link that has become a button; wait until the chat can be used."""
        is_first = self.page.locator("send-help-chat").count() == 0
        self.page.locator(f"#{link}[aria-expanded=false]").click()
        self.chat.locator("textarea").wait_for()
        if is_first:
            # Its script has run once the chat is told of, and is given the focus.
            expect(self.page.locator("send-help-chat iframe")).to_be_focused()

    def ask(self, text: str) -> None:
        """Ask in the frame and wait for the answer."""
        answers = self.chat.get_by_role("heading", name=ANSWER)
        before = answers.count()
        self.chat.locator("textarea").fill(text)
        self.chat.locator("button.send").click()
        answers.nth(before).wait_for()

    def wait_until_closed(self) -> None:
        """Wait until the panel is hidden."""
        self.page.locator("send-help-chat dialog").wait_for(state="hidden")


@pytest.fixture
def visit(page: Page) -> Visit:
    """Give a visitor with a fresh page."""
    return Visit(page)
