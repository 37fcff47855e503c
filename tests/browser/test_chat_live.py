"""What a member of staff writes appears while the page is open, and is theirs by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.bench import Opener, Watch
from tests.browser.chatting import SAY, ask, listen, said
from tests.browser.house import House

pytestmark = pytest.mark.slow

WRITTEN = "I have looked at your question. Please call 999 in danger."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a server whose database a test may write into."""
    house = House(tmp_path_factory.mktemp("house"))
    house.start()
    yield house
    house.stop()


@pytest.fixture
def opener(browser: Browser, house: House, watch: Watch) -> Iterator[Opener]:
    """Give what opens pages of that server."""
    opener = Opener(browser, house.address, watch)
    yield opener
    opener.close()


@pytest.fixture(params=["/chat", "/frame"])
def chat(opener: Opener, request: pytest.FixtureRequest) -> Page:
    """Give the page of its own, and the page for a frame."""
    page = opener(request.param)
    listen(page)
    return page


def by_person(page: Page) -> int:
    """Count what people wrote."""
    return page.get_by_role("article", name=SAY("page.from_person"), exact=True).count()


def test_a_person_joins_writes_and_leaves(chat: Page, house: House) -> None:
    ask(chat, "hello")
    conversation = house.conversation()
    house.hold(conversation, "person")
    expect(chat.locator("#holder")).to_have_text(SAY("page.person_joined"))
    house.write(conversation, WRITTEN)
    article = chat.get_by_role("article", name=SAY("page.from_person"), exact=True)
    expect(article).to_contain_text("I have looked at your question.")
    expect(article.get_by_role("link", name="999")).to_be_visible()
    waiting = ask(chat, "thank you", 2)
    expect(waiting).to_contain_text(SAY("page.waiting"))
    house.hold(conversation, "bot")
    expect(chat.locator("#holder")).to_have_text(SAY("page.computer_back"))
    ask(chat, "what is being done for autism?", 3)
    told = said(chat)
    for key in ("page.person_joined", "page.computer_back"):
        assert told.count(SAY(key)) == 1
    assert told.count(SAY("page.person_wrote", text=WRITTEN)) == 1
    assert by_person(chat) == 1


def test_what_a_person_wrote_stands_on_the_page_that_is_opened_later(
    opener: Opener, house: House
) -> None:
    page = opener("/chat")
    ask(page, "hello")
    house.write(house.conversation(), WRITTEN)
    expect(page.get_by_role("article", name=SAY("page.from_person"))).to_be_visible()
    page.reload()
    assert by_person(page) == 1
    page.wait_for_timeout(2500)
    assert by_person(page) == 1
