"""Asking with scripts: at once visible, announced once, without the page being loaded anew."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.bench import Opener
from tests.browser.chatting import SAY, answer, ask, box, focused, listen, said

pytestmark = pytest.mark.slow

AUTISM = "what is being done for autism?"


@pytest.fixture
def chat(open_page: Opener) -> Page:
    """Give the chat page, with an ear on its voice."""
    page = open_page("/chat")
    listen(page)
    return page


def slow(page: Page, seconds: float) -> list[str]:
    """Let answers take some time; give the list in which the bodies sent are kept."""
    bodies: list[str] = []

    def later(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        time.sleep(seconds)
        route.continue_()

    page.route("**/chat/turns", later)
    return bodies


def test_an_answer_comes_without_loading_the_page(chat: Page) -> None:
    chat.evaluate("window.isTheSame = true")
    ask(chat, AUTISM)
    expect(answer(chat, 1)).to_contain_text("autism strategy")
    expect(box(chat)).to_have_value("")
    assert chat.evaluate("window.isTheSame")
    assert chat.url.endswith("/chat")


def test_what_was_asked_is_still_there_when_the_page_is_loaded_again(chat: Page) -> None:
    shown = ask(chat, AUTISM).inner_html()
    chat.reload()
    assert re.sub(r"\s+", "", answer(chat, 1).inner_html()) == re.sub(r"\s+", "", shown)


def test_an_answer_is_announced_exactly_once(chat: Page) -> None:
    ask(chat, AUTISM)
    chat.wait_for_timeout(1500)
    told = said(chat)
    assert len([each for each in told if each != SAY("page.finding")]) == 1
    assert told[-1].startswith(f"You asked: {AUTISM} Answer 1.")
    assert re.search(r"It has \d links\.$", told[-1])


def test_exactly_one_place_of_the_page_is_live(chat: Page) -> None:
    ask(chat, AUTISM)
    client = chat.context.new_cdp_session(chat)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    live = [
        node
        for node in nodes
        for each in node.get("properties", [])
        if each["name"] == "live" and each["value"]["value"] in {"polite", "assertive"}
    ]
    roots = [node for node in live if node["role"]["value"] == "status"]
    assert len(roots) == 1
    # What stands inside a live place is told as live too; nothing else may be.
    inside = {roots[0]["nodeId"], *roots[0].get("childIds", [])}
    assert {node["nodeId"] for node in live} <= inside


def test_finding_an_answer_is_seen_within_100_ms(chat: Page) -> None:
    slow(chat, 0.5)
    box(chat).fill(AUTISM)
    took_ms = chat.evaluate(
        """() => new Promise(resolve => {
          const begun = performance.now();
          new MutationObserver(() => {
            if (document.querySelector(".finding")?.checkVisibility())
              resolve(performance.now() - begun);
          }).observe(document.body, {childList: true, subtree: true});
          document.querySelector("button.send").click();
        })"""
    )
    assert took_ms <= 100
    expect(answer(chat, 1)).to_be_visible()


def test_waiting_is_announced_after_a_second_and_only_once(chat: Page) -> None:
    slow(chat, 2.5)
    ask(chat, AUTISM)
    assert said(chat).count(SAY("page.finding")) == 1


def test_a_quick_answer_comes_without_announcing_the_wait(chat: Page) -> None:
    ask(chat, "hello")
    second = ask(chat, "thanks", 2)
    expect(second).to_be_visible()
    assert len([each for each in said(chat) if "Answer 2" in each]) == 1


def test_a_double_click_sends_once(chat: Page) -> None:
    bodies = slow(chat, 0.3)
    box(chat).fill(AUTISM)
    chat.get_by_role("button", name="Send", exact=True).dblclick()
    answer(chat, 1).wait_for()
    assert len(bodies) == 1
    assert chat.get_by_role("article").count() == 1


def test_while_waiting_the_box_rests_and_the_button_says_so(chat: Page) -> None:
    slow(chat, 0.8)
    box(chat).fill(AUTISM)
    box(chat).press("Enter")
    button = chat.get_by_role("button", name="Send", exact=True)
    expect(button).to_have_attribute("aria-disabled", "true")
    assert box(chat).evaluate("box => box.readOnly")
    answer(chat, 1).wait_for()
    expect(button).to_have_attribute("aria-disabled", "false")
    assert not box(chat).evaluate("box => box.readOnly")


def test_enter_sends_and_shift_enter_begins_a_line(chat: Page) -> None:
    box(chat).press_sequentially("hello")
    box(chat).press("Shift+Enter")
    box(chat).press_sequentially("there")
    expect(box(chat)).to_have_value("hello\nthere")
    box(chat).press("Enter")
    answer(chat, 1).wait_for()
    assert focused(chat) == "text"


def test_enter_that_takes_a_word_being_put_together_does_not_send(chat: Page) -> None:
    box(chat).fill("にほん")
    for how in ({"isComposing": True}, {"keyCode": 229}):
        box(chat).evaluate(
            """(box, how) => box.dispatchEvent(new KeyboardEvent(
              "keydown", {key: "Enter", bubbles: true, cancelable: true, ...how}))""",
            how,
        )
    chat.wait_for_timeout(300)
    assert chat.get_by_role("article").count() == 0
    expect(box(chat)).to_have_value("にほん")


def test_letters_are_counted_only_when_few_are_left(chat: Page) -> None:
    count = chat.locator("#count")
    box(chat).fill("a" * 700)
    expect(count).to_be_empty()
    box(chat).fill("a" * 900)
    expect(count).to_have_text(SAY("page.left", left=100))
    box(chat).fill("a" * 1010)
    expect(count).to_have_text(SAY("page.over", over=10))
    assert said(chat) == [SAY("page.left", left=100)]


def test_what_is_too_long_or_empty_is_told_beside_the_box(chat: Page) -> None:
    box(chat).fill("a" * 1010)
    box(chat).press("Enter")
    expect(chat.locator("#error")).to_contain_text("1,010")
    expect(box(chat)).to_have_attribute("aria-invalid", "true")
    box(chat).fill(" ")
    box(chat).press("Enter")
    expect(chat.locator("#error")).to_have_text(SAY("page.empty"))
    assert "error" in (box(chat).get_attribute("aria-describedby") or "")
    assert said(chat)[-1] == SAY("page.empty")


def test_a_button_sends_its_question_and_keeps_what_was_typed(chat: Page) -> None:
    ask(chat, AUTISM)
    box(chat).fill("half a thou")
    chat.get_by_role("button", name=SAY("suggest.report"), exact=True).click()
    answer(chat, 2).wait_for()
    expect(box(chat)).to_have_value("half a thou")
    assert focused(chat) == "answer-2"


def test_a_new_answer_begins_in_sight(open_page: Opener) -> None:
    page = open_page("/chat", viewport={"width": 375, "height": 600})
    ask(page, AUTISM)
    ask(page, "and for deaf children?", 2)
    top = answer(page, 2).evaluate("turn => turn.getBoundingClientRect().top")
    assert 0 <= top < 300


@pytest.mark.parametrize(("is_touched", "where"), [(True, "answer-1"), (False, "text")])
def test_the_keyboard_of_a_telephone_makes_room_for_the_answer(
    open_page: Opener, is_touched: bool, where: str
) -> None:
    page = open_page("/chat", is_mobile=is_touched, has_touch=is_touched)
    box(page).fill(AUTISM)
    box(page).press("Enter")
    answer(page, 1).wait_for()
    assert focused(page) == where


def test_a_question_back_is_announced_with_its_choices(chat: Page) -> None:
    ask(chat, "asdkjh")
    choices = chat.get_by_role("form", name=SAY("page.choose")).get_by_role("button")
    assert choices.count() >= 2
    for choice in choices.all():
        assert choice.inner_text() in said(chat)[-1]


def test_the_whole_journey_by_keyboard_alone(chat: Page) -> None:
    def tab_to(name: str) -> None:
        for _ in range(40):
            chat.keyboard.press("Tab")
            if focused(chat).startswith(name):
                return
        raise AssertionError(f"Tab never came to {name}")

    tab_to(SAY("page.skip_to_box"))
    chat.keyboard.press("Enter")
    chat.keyboard.type(AUTISM)
    chat.keyboard.press("Enter")
    answer(chat, 1).wait_for()
    chat.evaluate("document.activeElement.blur()")
    chat.keyboard.press("Home")
    chat.evaluate("window.getSelection().removeAllRanges(); document.body.focus()")
    tab_to(SAY("page.skip_to_latest"))
    chat.keyboard.press("Enter")
    assert focused(chat) == "answer-1"
    tab_to(SAY("page.sources"))
    chat.keyboard.press("Enter")
    expect(chat.locator("details[open]")).to_be_visible()
    tab_to("No")
    chat.keyboard.press("Enter")
    expect(chat.get_by_label(SAY("page.why_not")).last).to_be_focused()
    chat.keyboard.type("too short")
    tab_to(SAY("page.send_why"))
    chat.keyboard.press("Enter")
    expect(answer(chat, 1)).to_contain_text(SAY("page.thanks"))
    tab_to(SAY("suggest.person"))
    chat.keyboard.press("Enter")
    answer(chat, 2).wait_for()
    expect(answer(chat, 2).get_by_role("link").first).to_be_visible()
