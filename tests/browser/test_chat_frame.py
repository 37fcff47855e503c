"""In a frame the chat has no cookie, and needs no storage."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bench import Opener
from tests.browser.chatting import SAY, answer, ask, box

pytestmark = pytest.mark.slow

AUTISM = "what is being done for autism?"
_NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {get() { throw new DOMException("no", "SecurityError"); }});
"""
_HOST = """<!doctype html><title>A council</title><h1>A council</h1>
<script>window.heard = [];
addEventListener("message", e => heard.push([e.origin, e.data]));</script>
<iframe title="chat" width="400" height="600" src="/frame?origin={origin}"></iframe>"""


@pytest.fixture(params=["with storage", "without storage"])
def frame(open_page: Opener, request: pytest.FixtureRequest) -> Page:
    """Give the page for frames, with storage and where it throws."""
    page = open_page()
    if request.param == "without storage":
        page.add_init_script(_NO_STORAGE)
    page.goto("/frame")
    return page


def test_a_conversation_goes_on_without_a_cookie(frame: Page) -> None:
    ask(frame, AUTISM)
    shown = ask(frame, "and the report?", 2)
    expect(shown).to_contain_text("Autism report")
    assert frame.context.cookies() == []


def test_verdict_easy_read_and_download_work_without_a_cookie(frame: Page) -> None:
    ask(frame, AUTISM)
    answer(frame, 1).get_by_role("button", name="Yes").click()
    expect(answer(frame, 1)).to_contain_text(SAY("page.thanks"))
    frame.get_by_role("button", name=SAY("page.easy_on")).click()
    expect(answer(frame, 1)).to_contain_text(SAY("page.own_words"))
    with frame.expect_download() as download:
        frame.get_by_role("link", name=SAY("page.download")).click()
    assert AUTISM in download.value.path().read_text(encoding="utf-8")
    assert frame.context.cookies() == []


def test_starting_again_forgets_the_conversation(frame: Page) -> None:
    ask(frame, AUTISM)
    frame.get_by_role("button", name=SAY("page.start_again")).click()
    expect(frame.get_by_role("article")).to_have_count(0)
    box(frame).wait_for()
    ask(frame, "hello")


def test_a_frame_that_is_loaded_again_shows_its_conversation(open_page: Opener) -> None:
    page = open_page("/frame")
    ask(page, AUTISM)
    page.reload()
    expect(answer(page, 1)).to_contain_text("autism strategy")
    ask(page, "and the report?", 2)


def test_links_leave_the_frame_and_the_page_says_so(frame: Page) -> None:
    expect(frame.get_by_text(SAY("page.new_tab"))).to_be_visible()
    ask(frame, AUTISM)
    with frame.context.expect_page() as opened:
        frame.get_by_role("link", name=SAY("page.people")).click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(SAY("page.people"))


def test_escape_tells_the_page_around_and_nobody_else(open_page: Opener, address: str) -> None:
    page = open_page()
    page.route(
        "**/host",
        lambda route: route.fulfill(body=_HOST.format(origin=address), content_type="text/html"),
    )
    page.goto("/host")
    inside = page.frame_locator("iframe")
    inside.locator("#text").press("Escape")
    page.wait_for_function("heard.length >= 2")
    assert page.evaluate("heard") == [
        [address, {"v": 1, "type": "ready"}],
        [address, {"v": 1, "type": "close"}],
    ]


def test_a_page_around_that_is_not_allowed_is_told_nothing(open_page: Opener) -> None:
    page = open_page("/frame?origin=https://evil.example")
    assert page.locator("#ask-form").get_attribute("data-parent") is None
