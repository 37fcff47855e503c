"""The queue in a real browser: news as they come, rows that stay, keyboard, axe, small screens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch
from tests.browser.keyboard import tab_to
from tests.browser.test_staff_login import SCHEMES, add_staff, log_in
from tests.server.server import Talk, running_server

LEAD, AGENT = "lead@council.example", "agent@council.example"
QUEUE = "/staff/queue"
HARM = "my dad hits me when I get home"
PERSON = "can I talk to a person please"
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client of a server on which many wait for a person and nobody was in danger yet."""
    folder = tmp_path_factory.mktemp("queue")
    add_staff(folder, LEAD, "safeguarding_lead")
    add_staff(folder, AGENT, "agent")
    with running_server(folder) as client:
        for _ in range(20):
            Talk(client).ask(PERSON)
        Talk(client).ask("what is being done for autism?")
        yield client


@pytest.fixture
def queue(open_page: Opener) -> Page:
    """Give the queue of a safeguarding lead, which hears the news."""
    return open_queue(open_page())


def open_queue(page: Page, email: str = LEAD, address: str = QUEUE) -> Page:
    log_in(page, email, QUEUE)
    with page.expect_response(lambda response: "/staff/events" in response.url):
        page.goto(address)
    return page


def top_of(page: Page, selector: str = ".case") -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"]


def say_harm(client: httpx.Client) -> str:
    """Tell of harm in a new conversation; give its reference."""
    return str(Talk(client).ask(HARM)["reference"])


def test_a_new_safeguarding_case_appears_within_two_seconds_and_no_row_moves(
    queue: Page, server: httpx.Client
) -> None:
    before, row = top_of(queue), queue.locator(".case h3").first.inner_text()
    count = int(queue.locator("[data-tab=safeguarding]").inner_text())
    begun = time.monotonic()
    reference = say_harm(server)
    link = queue.locator("#strip").get_by_role("link", name=reference)
    link.wait_for()
    assert time.monotonic() - begun < 2.0
    assert abs(top_of(queue) - before) < 1.5
    assert queue.locator(".case h3").first.inner_text() == row
    expect(link).to_be_in_viewport(ratio=1)
    expect(queue.locator("[data-tab=safeguarding]")).to_have_text(str(count + 1))
    expect(queue.locator("#announcer")).to_contain_text(f"New safeguarding case {reference}.")
    expect(queue).to_have_title(re.compile(r"^\(1 new safeguarding\) Queue"))
    queue.locator("#fresh").click()
    expect(queue.locator(".case").first).to_contain_text(reference)
    expect(queue.locator("#strip")).to_be_hidden()


def test_what_is_sent_in_the_chat_is_on_top_within_two_seconds(
    queue: Page, open_page: Opener
) -> None:
    chat = open_page("/chat")
    chat.locator("textarea[name=text]").fill(HARM)
    begun = time.monotonic()
    chat.locator("button.send").click()
    link = queue.locator("#strip a").first
    link.wait_for()
    assert time.monotonic() - begun < 2.0
    expect(chat.locator("#reference")).to_contain_text(link.inner_text())


def test_the_news_are_said_once(queue: Page, server: httpx.Client) -> None:
    queue.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => {
            const text = document.getElementById("announcer").textContent;
            if (text) window.said.push(text);
          }).observe(document.getElementById("announcer"), {childList: true});
        }"""
    )
    for count in (1, 2):
        Talk(server).ask(PERSON)
        expect(queue.locator("#fresh")).to_have_text(f"{count} new: show")
    reference = say_harm(server)
    expect(queue.locator("#fresh")).to_have_text("3 new: show")
    said = queue.evaluate("window.said")
    assert said[0] == "New cases have come."
    assert [reference in each for each in said[1:]] == [True]


def test_the_strip_stays_in_sight_and_rows_stay_where_they_are_far_down(
    queue: Page, server: httpx.Client
) -> None:
    queue.locator(".case").nth(12).scroll_into_view_if_needed()
    queue.locator(".case h3 a").nth(12).focus()
    before = top_of(queue)
    reference = say_harm(server)
    expect(queue.locator("#strip").get_by_role("link", name=reference)).to_be_in_viewport()
    assert abs(top_of(queue) - before) < 1.5
    expect(queue.locator(".case h3 a").nth(12)).to_be_focused()
    strip = queue.locator("#strip").bounding_box()
    assert strip
    # Going back by keyboard never ends under the strip.
    for _ in range(12):
        queue.keyboard.press("Shift+Tab")
        box = queue.evaluate("(() => document.activeElement.getBoundingClientRect().top)()")
        assert box >= strip["height"] - 1


def test_a_link_of_the_strip_keeps_the_focus_when_another_case_comes(
    queue: Page, server: httpx.Client
) -> None:
    reference = say_harm(server)
    link = queue.locator("#strip").get_by_role("link", name=reference)
    link.focus()
    other = say_harm(server)
    expect(queue.locator("#strip").get_by_role("link", name=other)).to_be_visible()
    expect(link).to_be_focused()


def test_an_agent_hears_of_no_safeguarding_case(open_page: Opener, server: httpx.Client) -> None:
    page = open_queue(open_page(), AGENT)
    reference = say_harm(server)
    Talk(server).ask(PERSON)
    expect(page.locator("#fresh")).to_have_text("1 new: show")
    expect(page.locator("#strip")).to_be_hidden()
    page.locator("#fresh").click()
    expect(page.locator("main")).not_to_contain_text(reference)
    expect(page.locator(".tabs")).not_to_contain_text("Safeguarding")


def test_who_is_logged_out_elsewhere_is_told(queue: Page, open_page: Opener) -> None:
    other = open_page("/staff/account")
    other.context.add_cookies([
        {"name": each["name"], "value": each["value"], "url": queue.url}
        for each in queue.context.cookies()
    ])  # fmt: skip
    other.goto("/staff/account")
    other.get_by_role("button", name="Log out").click()
    expect(queue.locator("#live")).to_have_text("You were logged out, and no news comes in.")


def test_it_works_without_scripts(open_page: Opener, server: httpx.Client) -> None:
    page = open_page(java_script_enabled=False)
    log_in(page, LEAD, QUEUE)
    page.get_by_label("Search words or reference").fill("autism")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/staff/queue\?q=autism$"))
    expect(page.locator(".case h3")).to_have_text("what is being done for autism?")
    page.get_by_role("link", name="Back to the queue").click()
    page.locator(".filters summary").click()
    page.get_by_label("Channel").select_option("sms")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/staff/queue\?channel=sms$"))
    expect(page.locator(".none")).to_contain_text("No case fits.")
    page.get_by_role("link", name="Clear filters").first.click()
    reference = say_harm(server)
    page.get_by_role("link", name="Refresh").click()
    expect(page.locator(".cases")).to_contain_text(reference)


def test_a_keyboard_alone_reaches_tab_search_filter_and_case(queue: Page) -> None:
    queue.keyboard.press("Tab")
    queue.keyboard.press("Enter")
    queue.keyboard.press("Tab")
    expect(queue.get_by_label("Search words or reference")).to_be_focused()
    tab_to(queue, "Asked for a person")
    queue.keyboard.press("Enter")
    expect(queue).to_have_url(re.compile(r"\?tab=person$"))
    tab_to(queue, "Filters")
    queue.keyboard.press("Enter")
    queue.keyboard.press("Tab")
    expect(queue.get_by_label("Cases", exact=True)).to_be_focused()
    tab_to(queue, "Show")
    queue.keyboard.press("Enter")
    expect(queue).to_have_url(re.compile(r"\?tab=person$"))
    tab_to(queue, PERSON)
    assert queue.evaluate("document.activeElement.pathname").startswith("/staff/cases/")


def hear_of_harm(page: Page, server: httpx.Client) -> None:
    open_queue(page)
    for _ in range(4):
        say_harm(server)
    page.locator("#strip li").nth(2).wait_for()
    page.locator("#fresh").wait_for()


def open_filters(page: Page, _server: httpx.Client) -> None:
    log_in(page, LEAD, f"{QUEUE}?tab=person&below=90")
    page.locator(".filters summary").click()


def search(page: Page, _server: httpx.Client) -> None:
    log_in(page, LEAD, f"{QUEUE}?q=autism")


def find_nothing(page: Page, _server: httpx.Client) -> None:
    log_in(page, LEAD, f"{QUEUE}?workstream=dspl&from=2026-01-02")


def ask_nonsense(page: Page, _server: httpx.Client) -> None:
    log_in(page, LEAD, f"{QUEUE}?from=never")


STATES: dict[str, Callable[[Page, httpx.Client], None]] = {
    "news": hear_of_harm,
    "filters": open_filters,
    "search": search,
    "nothing": find_nothing,
    "error": ask_nonsense,
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_wrong_and_nothing_is_too_wide(
    open_page: Opener, watch: Watch, server: httpx.Client, state: str, scheme: str
) -> None:
    # The browser counts every status from 400 on as an error.
    watch.allow("status of 422")
    page = open_page(**SCHEMES[scheme])
    STATES[state](page, server)
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_what_can_be_pressed_is_large_enough_on_a_small_screen(
    open_page: Opener, server: httpx.Client
) -> None:
    page = open_page(**SMALL)
    hear_of_harm(page, server)
    page.locator(".filters summary").click()
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(
            "main button, main select, main input:not([type=hidden]), summary, .tabs a, .strip a")]
          .filter(each => each.checkVisibility())
          .map(each => [each.textContent.trim(), each.getBoundingClientRect().height])"""
    )
    assert [each for each in boxes if each[1] < 43.5] == []
