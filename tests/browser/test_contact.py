"""Contact details in a real browser: by keyboard, in a frame, without scripts, with a bad line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bench import Opener, Watch
from tests.browser.chatting import SAY, answer, ask, box, focused
from tests.browser.states import give_contact, give_wrong_contact, open_contact

pytestmark = pytest.mark.slow

PERSON = "I want to talk to a person"
TYPED = "and one more thing"


@pytest.fixture(params=["/chat", "/frame"])
def chat(open_page: Opener, request: pytest.FixtureRequest) -> Page:
    """Give the chat, as a page of its own and as it stands in a frame."""
    return open_page(request.param)


def press_until(page: Page, wanted: str, most: int = 25) -> None:
    """Press Tab until something of that id or name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_the_whole_way_by_keyboard_and_back_to_where_one_was(chat: Page) -> None:
    ask(chat, PERSON)
    box(chat).fill(TYPED)
    chat.locator("article a[href='/chat/contact']").focus()
    chat.keyboard.press("Enter")
    expect(chat.locator("#contact-heading")).to_be_focused()
    press_until(chat, "contact-email")
    chat.keyboard.type("ann@example.org")
    press_until(chat, "contact-consent")
    chat.keyboard.press("Space")
    press_until(chat, SAY("contact.send"))
    chat.keyboard.press("Enter")
    done = chat.get_by_text(SAY("contact.given"))
    expect(done).to_be_focused()
    press_until(chat, SAY("contact.take_back"))
    chat.keyboard.press("Enter")
    expect(chat.get_by_text(SAY("contact.taken_back"))).to_be_focused()
    press_until(chat, SAY("contact.close"))
    chat.keyboard.press("Enter")
    expect(chat.locator("#contact")).to_be_hidden()
    expect(chat.locator("article a[href='/chat/contact']")).to_be_focused()
    assert box(chat).input_value() == TYPED
    expect(answer(chat, 2)).to_have_count(0)


def test_a_fault_leads_to_its_field_with_what_was_typed(chat: Page) -> None:
    give_wrong_contact(chat)
    expect(chat.locator("#contact .error")).to_be_focused()
    chat.get_by_role("link", name=SAY("contact.email_wrong")).click()
    expect(chat.locator("#contact-email")).to_be_focused()
    expect(chat.locator("#contact-email")).to_have_value("ann")
    assert len(chat.context.pages) == 1


def test_nothing_is_shown_of_what_is_kept(chat: Page) -> None:
    give_contact(chat)
    assert "ann@example.org" not in chat.content()
    assert "900123" not in chat.content()


def test_a_line_that_breaks_is_told_and_the_details_stay_typed(chat: Page, watch: Watch) -> None:
    watch.allow("ERR_FAILED")
    open_contact(chat)
    chat.locator("#contact-email").fill("ann@example.org")
    chat.locator("#contact-consent").check()
    chat.route("**/chat/contact", lambda route: route.abort())
    chat.locator(".contact-form button").click()
    expect(chat.locator("#contact-error")).to_have_text(SAY("page.no_reach"))
    expect(chat.locator("#contact-email")).to_have_value("ann@example.org")
    chat.unroute("**/chat/contact")
    chat.locator(".contact-form button").click()
    expect(chat.get_by_text(SAY("contact.given"))).to_be_visible()


def test_without_scripts_the_form_is_a_page_of_its_own(open_page: Opener, watch: Watch) -> None:
    watch.allow("status of 422")
    page = open_page("/chat", java_script_enabled=False)
    ask(page, PERSON)
    page.locator("article a[href='/chat/contact']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("contact.heading"))
    page.get_by_label(SAY("contact.email")).fill("ann@example.org")
    page.get_by_role("button", name=SAY("contact.send")).click()
    expect(page.get_by_role("link", name=SAY("contact.no_consent"))).to_be_visible()
    expect(page.get_by_label(SAY("contact.email"))).to_have_value("ann@example.org")
    page.get_by_label(SAY("contact.consent")).check()
    page.get_by_role("button", name=SAY("contact.send")).click()
    expect(page.get_by_text(SAY("contact.given"))).to_be_visible()
    page.get_by_role("button", name=SAY("contact.take_back")).click()
    expect(page.get_by_text(SAY("contact.taken_back"))).to_be_visible()
