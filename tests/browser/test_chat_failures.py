"""Whatever goes wrong is told in a sentence, keeps what was typed, and can be tried again once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.bench import Opener, Watch
from tests.browser.chatting import SAY, answer, ask, box, listen, said
from tests.browser.house import House

pytestmark = pytest.mark.slow

TEXT = "what is being done for autism?"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a server that can be stopped."""
    house = House(tmp_path_factory.mktemp("house"))
    house.start()
    yield house
    house.stop()


@pytest.fixture
def chat(browser: Browser, house: House, watch: Watch) -> Iterator[Page]:
    """Give the chat page of that server."""
    # The browser itself calls every failed request an error.
    watch.allow("Failed to load resource")
    opener = Opener(browser, house.address, watch)
    page = opener("/chat")
    listen(page)
    yield page
    opener.close()


def send(page: Page, text: str = TEXT) -> None:
    """Type and send, and wait for nothing."""
    box(page).fill(text)
    box(page).press("Enter")


def expect_trouble(page: Page, sentence: str) -> None:
    """Expect a sentence beside the box, announced once, with what was typed kept."""
    expect(page.locator("#error")).to_have_text(sentence)
    expect(box(page)).to_have_value(TEXT)
    expect(page.locator("#waiting")).to_have_count(0)
    assert said(page).count(sentence) == 1
    assert "error" in (box(page).get_attribute("aria-describedby") or "").split()


def try_again(page: Page, number: int = 1) -> None:
    """Press the button, and wait for the answer."""
    page.get_by_role("button", name=SAY("page.try_again")).click()
    answer(page, number).wait_for()
    expect(page.locator("#error")).to_be_empty()
    expect(box(page)).to_have_value("")


def test_without_a_connection_it_says_so_and_tries_again(chat: Page, house: House) -> None:
    before = len(house.texts())
    chat.context.set_offline(offline=True)
    send(chat)
    expect_trouble(chat, SAY("page.no_reach"))
    chat.context.set_offline(offline=False)
    try_again(chat)
    assert len(house.texts()) == before + 1


def test_an_answer_lost_on_its_way_is_not_asked_for_twice(chat: Page, house: House) -> None:
    before = len(house.texts())

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    chat.route("**/chat/turns", lose, times=1)
    send(chat)
    expect_trouble(chat, SAY("page.no_reach"))
    # Pressing Send with the same words is the same as trying again.
    box(chat).press("Enter")
    answer(chat, 1).wait_for()
    assert len(house.texts()) == before + 1


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (500, SAY("page.failed_text")),
        (503, SAY("page.starting_text")),
        (502, SAY("page.failed_text")),
    ],
)
def test_a_fault_of_the_server_is_told(chat: Page, status: int, sentence: str) -> None:
    chat.route("**/chat/turns", lambda route: route.fulfill(status=status, body="x"), times=1)
    send(chat)
    expect_trouble(chat, sentence)
    try_again(chat)


def test_slow_is_told_and_too_slow_is_given_up(chat: Page) -> None:
    chat.clock.install()
    waiting: list[Route] = []
    chat.route("**/chat/turns", lambda route: waiting.append(route), times=1)  # noqa: PLW0108  Playwright marks what it calls
    send(chat)
    chat.clock.run_for(8500)
    expect(chat.locator(".finding")).to_have_text(SAY("page.still"))
    chat.clock.run_for(22_000)
    expect_trouble(chat, SAY("page.slow"))
    assert [said(chat).count(SAY(key)) for key in ("page.finding", "page.still")] == [1, 1]
    try_again(chat)


def test_an_ended_conversation_keeps_the_words_and_begins_anew(chat: Page, house: House) -> None:
    ask(chat, "hello")
    old = {"name": "conversation", "value": house.old_token("web-long-ago"), "url": house.address}
    chat.context.add_cookies([old])  # type: ignore[list-item]
    send(chat)
    expect_trouble(chat, SAY("page.ended_try"))
    try_again(chat)
    assert chat.get_by_role("article").count() == 1
    ask(chat, "and the report?", 2)


def test_a_lost_conversation_keeps_the_words_and_begins_anew(chat: Page) -> None:
    chat.context.clear_cookies()
    send(chat)
    expect_trouble(chat, SAY("page.lost_try"))
    try_again(chat)


def test_a_failed_button_can_be_tried_again_too(chat: Page) -> None:
    chat.route("**/chat/turns", lambda route: route.fulfill(status=500, body="x"), times=1)
    chat.get_by_role("button", name=SAY("suggest.person")).click()
    expect(chat.locator("#error")).to_have_text(SAY("page.failed_text"))
    try_again(chat)


def test_a_question_that_got_no_answer_is_offered_again_on_the_page(
    chat: Page, house: House
) -> None:
    ask(chat, "hello")
    with house.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO inbound (conversation_id, message_id, text, received_at)"
            " VALUES (?, 'left', ?, '2099-01-01 00:00:00')",
            (house.conversation(), TEXT),
        )
    chat.reload()
    left = answer(chat, 2)
    expect(left).to_contain_text(SAY("error.try_again"))
    left.get_by_role("button", name=SAY("page.try_again")).click()
    expect(left).to_contain_text("autism strategy")
    assert house.texts().count(TEXT) >= 1
    assert chat.get_by_role("article").count() == 2


def test_a_server_that_comes_back_goes_on_with_the_conversation(chat: Page, house: House) -> None:
    ask(chat, "hello")
    house.stop()
    send(chat)
    expect_trouble(chat, SAY("page.no_reach"))
    house.start()
    try_again(chat, 2)


def test_too_many_at_once_are_told_how_long_to_wait(chat: Page, house: House) -> None:
    house.stop()
    house.start(RATE_LIMIT="1/minute")
    try:
        ask(chat, "hello")
        send(chat)
        expect(chat.locator("#error")).to_contain_text("Please wait")
        wait = json.loads(
            chat.evaluate("document.getElementById('error').textContent.match(/\\d+/)[0]")
        )
        assert 0 < wait <= 60
        expect(box(chat)).to_have_value(TEXT)
        expect(chat.get_by_role("button", name=SAY("page.try_again"))).to_be_visible()
    finally:
        house.stop()
        house.start()
