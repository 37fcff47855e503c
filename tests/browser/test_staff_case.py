"""A case in a real browser: two of the staff and a parent at once, keyboard, axe, small screens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch, styled
from tests.browser.chatting import SAY, answer, ask
from tests.browser.keyboard import choose, press, tab_to, write
from tests.browser.test_staff_login import SCHEMES, add_staff, log_in
from tests.server.server import Talk, running_server

LEAD, AGENT, VIEWER = (f"{each}@council.example" for each in ("lead", "agent", "viewer"))
PERSON = "can I talk to a person please, it is about autism"
HARM = "my dad hits me when I get home"
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
LARGE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@dataclass
class Parent(Talk):
    """Somebody who writes to the bot, and the reference of their conversation."""

    reference: str = ""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client of a server with three of the staff."""
    folder = tmp_path_factory.mktemp("case")
    for email, role in ((LEAD, "safeguarding_lead"), (AGENT, "agent"), (VIEWER, "viewer")):
        add_staff(folder, email, role)
    with running_server(folder) as client:
        yield client


@pytest.fixture
def parent(server: httpx.Client) -> Parent:
    """Give a conversation in which somebody asked for a person."""
    talk = Parent(server)
    talk.ask("what is being done for autism?")
    talk.reference = talk.ask(PERSON)["reference"]
    return talk


def open_case(page: Page, reference: str, email: str = LEAD, *, hears: bool = True) -> Page:
    """Log in and open the case of a reference by a search; wait until news can come."""
    log_in(page, email, f"/staff/queue?q={reference}")
    link = page.locator(".case h3 a").first
    if not hears:
        link.click()
        return page
    with page.expect_response(
        lambda response: "/events?" in response.url and "/cases/" in response.url
    ):
        link.click()
    return page


def take(page: Page) -> Page:
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_label("Your reply")).to_be_visible()
    return page


def place_of(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"], box["y"]


@pytest.mark.parametrize("options", [LARGE, SMALL], ids=["large", "small"])
def test_what_the_parent_writes_appears_and_what_is_typed_stays_where_it_is(
    open_page: Opener, parent: Parent, options: dict[str, Any]
) -> None:
    page = take(open_case(open_page(**options), parent.reference))
    box = page.get_by_label("Your reply")
    with page.expect_response(lambda response: "/events?" in response.url):
        page.reload()
    box.click()
    page.keyboard.insert_text("I have looked at")
    page.keyboard.press("ArrowLeft")
    before = place_of(page, "#text")
    begun = time.monotonic()
    parent.ask("are you there?\nplease")
    line = page.locator(".line.parent").last
    expect(line).to_contain_text("are you there?")
    assert time.monotonic() - begun < 2.0
    after = place_of(page, "#text")
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) < 1.5
    expect(box).to_be_focused()
    expect(box).to_have_value("I have looked at")
    assert page.evaluate("document.activeElement.selectionStart") == len("I have looked a")
    expect(page.locator("#announcer")).to_have_text("The parent wrote.")
    # What has come is shown, so that what is typed goes out as it is.
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator("#told")).to_have_text("Your reply is sent.")
    expect(page.locator(".line.person")).to_contain_text("I have looked at")
    expect(page.locator("#newest")).to_be_in_viewport()


def test_the_bot_falls_silent_and_wakes_and_the_parent_sees_who_writes(
    open_page: Opener,
) -> None:
    chat = open_page("/chat")
    ask(chat, PERSON)
    reference = chat.locator("#reference").inner_text().split()[-1].strip(".")
    page = take(open_case(open_page(), reference))
    expect(chat.locator("#holder")).to_have_text(SAY("page.person_joined"))
    waiting = ask(chat, "what is being done for deaf children?", 2)
    expect(waiting).to_contain_text(SAY("page.waiting"))
    expect(page.locator(".line.parent").last).to_contain_text("deaf children")
    expect(page.locator(".line.parent").last).to_contain_text("The bot has not read this message.")
    page.get_by_label("Your reply").fill("I read <b>it</b>.\n\nPlease ring 0300 123 4043.")
    page.get_by_role("button", name="Send the reply").click()
    article = chat.get_by_role("article", name=SAY("page.from_person"), exact=True)
    expect(article).to_contain_text("I read <b>it</b>.")
    page.get_by_role("button", name="Hand back to the bot").click()
    expect(chat.locator("#holder")).to_have_text(SAY("page.computer_back"))
    ask(chat, "what is being done for autism?", 3)
    expect(answer(chat, 3)).to_contain_text("autism")
    expect(page.locator(".line.bot").last).to_contain_text("autism")
    later = chat.context.new_page()
    later.goto("/chat")
    expect(later.get_by_role("article", name=SAY("page.from_person"))).to_contain_text("I read")


def test_two_who_have_it_open_are_told_and_the_second_is_refused_in_a_sentence(
    open_page: Opener, watch: Watch, parent: Parent
) -> None:
    watch.allow("status of 409")
    lead = open_case(open_page(), parent.reference)
    agent = open_case(open_page(), parent.reference, AGENT)
    expect(agent.locator("#looking")).to_contain_text("Lead has this case open too")
    expect(lead.locator("#looking")).to_contain_text("Agent has this case open too")
    take(agent)
    expect(lead.locator("#changed")).to_be_visible()
    expect(lead.locator("#facts")).to_contain_text("Agent, in the chat now")
    lead.get_by_role("button", name="Take over").click()
    expect(lead.locator("#problem")).to_contain_text("Agent has the conversation")
    expect(lead.locator("#problem")).to_be_focused()
    expect(lead).to_have_title(re.compile("^Error: Case "))
    axe(lead)


def test_what_is_typed_is_kept_when_somebody_else_takes_the_conversation(
    open_page: Opener, watch: Watch, parent: Parent
) -> None:
    watch.allow("status of 409")
    agent = take(open_case(open_page(), parent.reference, AGENT))
    agent.get_by_label("Your reply").fill("Half a reply")
    lead = open_case(open_page(), parent.reference)
    lead.get_by_label("Give to").select_option(label="Lead (you)")
    lead.get_by_role("button", name="Give the case").click()
    expect(lead.get_by_role("button", name="Send the reply")).to_be_visible()
    expect(agent.locator("#changed")).to_be_visible()
    expect(agent.get_by_label("Your reply")).to_have_value("Half a reply")
    agent.get_by_role("button", name="Send the reply").click()
    expect(agent.locator("#problem")).to_contain_text("nothing was sent")
    expect(agent.get_by_label("Your reply")).to_have_value("Half a reply")
    expect(agent.get_by_role("button", name="Send the reply")).to_have_count(0)


def test_a_suggestion_goes_into_the_box_after_what_is_there_and_is_not_sent(
    open_page: Opener, parent: Parent
) -> None:
    page = take(open_case(open_page(), parent.reference))
    parent.ask("what is being done for children with speech problems?")
    page.reload()
    box = page.get_by_label("Your reply")
    box.fill("Dear parent,")
    text = page.locator(".suggestion .words").first.inner_text()
    page.get_by_role("button", name="Put it into the box").first.click()
    expect(box).to_be_focused()
    expect(box).to_have_value(f"Dear parent,\n\n{text}")
    expect(page.locator(".line.person")).to_have_count(0)
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator(".line.person")).to_contain_text("Dear parent,")


def test_a_message_is_corrected_in_its_place_while_a_reply_is_written(
    open_page: Opener, watch: Watch, parent: Parent
) -> None:
    watch.allow("status of 422")
    page = take(open_case(open_page(), parent.reference))
    page.get_by_label("Your reply").fill("Half a reply")
    line = page.locator(".line.parent").first
    line.get_by_role("link", name="Correct").click()
    box = page.get_by_label("The sentence to learn from")
    expect(box).to_be_focused()
    expect(box).to_have_value("what is being done for autism?")
    axe(page)
    line.get_by_role("button", name="Propose").click()
    expect(line.get_by_role("alert")).to_be_focused()
    box.fill(f"which plans has the county for autism {parent.reference}")
    line.get_by_role("button", name="Propose").click()
    expect(line).to_contain_text("Your correction is proposed.")
    expect(page.get_by_label("Your reply")).to_have_value("Half a reply")
    page.reload()
    expect(page.locator(".line.parent").first).to_contain_text("A correction is proposed.")


def test_a_page_with_something_typed_asks_before_it_is_left(
    open_page: Opener, parent: Parent
) -> None:
    page = take(open_case(open_page(), parent.reference))
    page.get_by_label("Your reply").click()
    page.keyboard.insert_text("Half a reply")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Back to the queue").click()
    expect(page.get_by_label("Your reply")).to_have_value("Half a reply")
    assert asked == ["beforeunload"]


def test_a_viewer_hears_the_news_and_can_do_nothing(open_page: Opener, parent: Parent) -> None:
    page = open_case(open_page(), parent.reference, VIEWER)
    parent.ask("what is being done for deaf children?")
    expect(page.locator(".line.bot").last).to_contain_text("sensory")
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    axe(page)


def test_a_case_that_becomes_one_of_safeguarding_is_closed_to_an_agent(
    open_page: Opener, parent: Parent
) -> None:
    page = open_case(open_page(), parent.reference, AGENT)
    parent.ask(HARM)
    expect(page.locator("#live")).to_contain_text("no longer open to you")
    expect(page.locator("main")).not_to_contain_text(HARM)


def test_it_works_without_scripts(open_page: Opener, watch: Watch, parent: Parent) -> None:
    watch.allow("status of 409", "status of 422")
    page = open_page(java_script_enabled=False)
    open_case(page, parent.reference, hears=False)
    page.get_by_text("Why this?").first.click()
    expect(page.locator(".why").first).to_contain_text("Taken as")
    page.get_by_role("button", name="Take over").click()
    parent.ask("speech therapy?")
    page.get_by_label("Your reply").fill("Hello.")
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator("#problem")).to_contain_text("The case has changed")
    expect(page.locator(".line .new")).to_have_count(1)
    expect(page.get_by_label("Your reply")).to_have_value("Hello.")
    page.locator(".suggestion summary").first.click()
    page.get_by_role("button", name="Put it into the box").first.click()
    expect(page.get_by_label("Your reply")).to_have_value(re.compile("^Hello.\n\n"))
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator("#told")).to_have_text("Your reply is sent.")
    page.get_by_label("A note for colleagues").fill("Rang 07700 900123.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_label("A note for colleagues")).to_have_value("Rang [phone number removed].")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".notes")).to_contain_text("Rang [phone number removed].")
    page.get_by_label("Close, because").select_option("answered")
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("#facts")).to_contain_text("Closed")
    page.get_by_role("button", name="Open again").click()
    here = page.url
    page.get_by_role("link", name="Correct").first.click()
    page.get_by_role("button", name="Propose").click()
    page.wait_for_load_state()
    page.goto(here)
    page.get_by_role("link", name="Back to the queue, as it was filtered").click()
    expect(page).to_have_url(re.compile(rf"\?q={parent.reference}"))


def test_a_case_is_worked_by_keyboard_alone(open_page: Opener, parent: Parent) -> None:
    page = open_case(open_page(), parent.reference)
    press(page, "To the reply")
    press(page, "Take over")
    expect(page.locator("#told")).to_be_visible()
    write(page, "Your reply", "Hello from a keyboard.")
    press(page, "Send the reply")
    expect(page.locator(".line.person")).to_contain_text("Hello from a keyboard.")
    write(page, "A note for colleagues", "Done by keyboard.")
    press(page, "Keep the note")
    expect(page.locator(".notes")).to_contain_text("Done by keyboard.")
    press(page, "Skip to the main part")
    press(page, "Why this?")
    expect(page.locator(".why").first).to_be_visible()
    press(page, "Hand back to the bot")
    expect(page.get_by_role("button", name="Take over")).to_be_visible()
    choose(page, "Close, because", "Passed")
    press(page, "Close the case")
    expect(page.locator("#facts")).to_contain_text("Passed on to another team")
    press(page, "Skip to the main part")
    press(page, "Back to the queue")
    expect(page).to_have_url(re.compile(r"/staff/queue\?q="))


def show_why(page: Page, parent: Parent) -> None:
    open_case(page, parent.reference)
    page.get_by_text("Why this?").first.click()


def show_mine(page: Page, parent: Parent) -> None:
    parent.ask("and what for deaf children?")
    take(open_case(page, parent.reference))


def show_correction(page: Page, parent: Parent) -> None:
    open_case(page, parent.reference)
    page.get_by_role("link", name="Correct").first.click()
    page.get_by_label("The sentence to learn from").wait_for()


def show_conflict(page: Page, parent: Parent) -> None:
    take(open_case(page, parent.reference))
    page.evaluate("document.querySelector('[name=seen]').value = '1-1'")
    page.get_by_label("Your reply").fill("Hello.")
    page.get_by_role("button", name="Send the reply").click()
    page.locator("#problem").wait_for()


def show_news(page: Page, parent: Parent) -> None:
    take(open_case(page, parent.reference))
    page.wait_for_load_state()
    parent.ask("are you there?")
    page.get_by_text("are you there?").first.wait_for()


def show_notes(page: Page, parent: Parent) -> None:
    open_case(page, parent.reference)
    page.get_by_label("A note for colleagues").fill("Rang the school.")
    page.get_by_role("button", name="Keep the note").click()
    page.locator(".notes").wait_for()


def show_closed(page: Page, parent: Parent) -> None:
    open_case(page, parent.reference)
    page.get_by_label("Close, because").select_option("answered")
    page.get_by_role("button", name="Close the case").click()
    page.get_by_role("button", name="Open again").wait_for()


def show_harm(page: Page, parent: Parent) -> None:
    parent.ask(HARM)
    open_case(page, parent.reference)


def show_gone(page: Page, _parent: Parent) -> None:
    log_in(page, LEAD, "/staff/cases/4711")


STATES: dict[str, Callable[[Page, Parent], None]] = {
    "why": show_why,
    "mine": show_mine,
    "correction": show_correction,
    "conflict": show_conflict,
    "news": show_news,
    "notes": show_notes,
    "closed": show_closed,
    "safeguarding": show_harm,
    "gone": show_gone,
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_wrong_and_nothing_is_too_wide(
    open_page: Opener, watch: Watch, parent: Parent, state: str, scheme: str
) -> None:
    # The browser counts every status from 400 on as an error.
    watch.allow("status of 409", "status of 404")
    page = open_page(**SCHEMES[scheme])
    STATES[state](page, parent)
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_what_can_be_pressed_is_large_enough_on_a_small_screen(
    open_page: Opener, parent: Parent
) -> None:
    page = open_page(**SMALL)
    show_mine(page, parent)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(
            "main button, main select, main textarea, summary, .steps a, .fix a")]
          .filter(each => each.checkVisibility())
          .map(each => [each.textContent.trim(), each.getBoundingClientRect().height])"""
    )
    assert len(boxes) > 12
    assert [each for each in boxes if each[1] < 43.5] == []


def test_the_page_stays_readable_with_text_spaced_out(open_page: Opener, parent: Parent) -> None:
    page = open_page(**SMALL)
    show_mine(page, parent)
    css = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important }"
    with styled(page, css):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_has_the_focus_is_never_hidden(open_page: Opener, parent: Parent) -> None:
    page = open_page(**LARGE)
    show_mine(page, parent)
    tab_to(page, "Your reply")
    for _ in range(12):
        page.keyboard.press("Tab")
        is_seen = page.evaluate(
            """() => {
              const it = document.activeElement, box = it.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return it === document.body || it.contains(top) || top?.contains(it);
            }"""
        )
        assert is_seen, page.evaluate("document.activeElement.outerHTML")
