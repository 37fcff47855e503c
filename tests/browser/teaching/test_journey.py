"""The whole journey by keyboard alone: a child in danger, a person who replies, a bot that learns.

A parent and three of the staff, each at a browser of their own. Nothing is pressed with a mouse:
pages are opened by their addresses, and the rest is Tab, Enter, Space, arrows and letters.
"""

from __future__ import annotations

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.bench import Opener
from tests.browser.chatting import SAY, answer
from tests.browser.keyboard import pick, press, tab_to, tick_alone, write
from tests.browser.teaching.place import (
    EDITOR,
    LEAD,
    MANAGER,
    SENTENCE,
    TRAINED_WITHIN_S,
    Place,
    is_understood,
    wait_until,
)
from tests.browser.test_staff_login import PASSWORD
from tests.server.server import Talk

HARM = "my dad hits me when I get home"
REPLY = "I am here, and I have read what you wrote."
SEEN_WITHIN_S = 2.0
TAKEN_WITHIN_S = 60

pytestmark = pytest.mark.timeout(2400)


def log_in(page: Page, email: str, path: str) -> Page:
    page.goto(path)
    write(page, "Email address", email)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log out").wait_for()
    return page


def say(chat: Page, text: str, number: int) -> None:
    """Write into the chat, and wait for what stands under it."""
    if chat.evaluate("document.activeElement.id") != "text":
        tab_to(chat, SAY("page.label"))
    chat.keyboard.insert_text(text)
    chat.keyboard.press("Enter")
    answer(chat, number).wait_for()


def hear_of_harm(chat: Page, lead: Page) -> None:
    """A child tells of harm; within two seconds it stands above the queue, and is opened."""
    with lead.expect_response(lambda response: "/staff/events" in response.url):
        log_in(lead, LEAD, "/staff/queue")
    tab_to(chat, SAY("page.label"))
    chat.keyboard.insert_text(HARM)
    begun = time.monotonic()
    chat.keyboard.press("Enter")
    link = lead.locator("#strip").get_by_role("link").first
    link.wait_for()
    assert time.monotonic() - begun < SEEN_WITHIN_S
    axe(lead)
    press(lead, link.inner_text())
    expect(lead.locator("#lines")).to_contain_text(HARM)
    expect(lead.locator("#facts")).to_contain_text("a child may be in danger")
    axe(lead)


def talk_and_hand_back(chat: Page, lead: Page) -> None:
    """The lead takes the chat, writes, and hands it back: the bot is silent, and answers again."""
    press(lead, "Take over")
    expect(chat.locator("#holder")).to_have_text(SAY("page.person_joined"))
    write(lead, "Your reply", REPLY)
    axe(lead)
    press(lead, "Send the reply")
    expect(lead.locator(".line.person")).to_contain_text(REPLY)
    article = chat.get_by_role("article", name=SAY("page.from_person"), exact=True)
    expect(article).to_contain_text(REPLY)
    axe(chat)
    say(chat, "thank you", 2)
    expect(answer(chat, 2)).to_contain_text(SAY("page.waiting"))
    expect(lead.locator(".line.parent").last).to_contain_text("thank you")
    press(lead, "Hand back to the bot")
    lead.get_by_role("button", name="Take over").wait_for()
    expect(chat.locator("#holder")).to_have_text(SAY("page.computer_back"))
    say(chat, "what is being done for autism?", 3)
    expect(answer(chat, 3)).to_contain_text("autism")
    expect(answer(chat, 3)).not_to_contain_text(SAY("page.waiting"))
    expect(lead.locator(".line.bot").last).to_contain_text("autism")
    axe(lead)


def correct(lead: Page) -> None:
    """Another conversation was misread: the lead finds it and says what it is about."""
    press(lead, "Skip to the main part")
    press(lead, "Back to the queue")
    expect(lead).to_have_url(re.compile(r"/staff/queue"))
    lead.wait_for_load_state()
    write(lead, "Search words or reference", "wombat")
    lead.keyboard.press("Enter")
    expect(lead).to_have_url(re.compile(r"\?q=wombat$"))
    lead.wait_for_load_state()
    press(lead, SENTENCE[:20])
    expect(lead.locator("#lines")).to_contain_text(SENTENCE)
    press(lead, "Correct")
    box = lead.get_by_label("The sentence to learn from")
    expect(box).to_be_focused()
    expect(box).to_have_value(SENTENCE)
    pick(lead, "One or more workstreams")
    tick_alone(lead, "workstreams", "Speech, language")
    axe(lead)
    press(lead, "Propose")
    expect(lead.locator("#lines")).to_contain_text("Your correction is proposed.")
    axe(lead)


def approve_and_train(editor: Page) -> None:
    """A second person approves, and trains a candidate; the page shows how the two compare."""
    log_in(editor, EDITOR, "/staff/teaching")
    expect(editor.get_by_text(SENTENCE)).to_be_visible()
    axe(editor)
    press(editor, "Approve")
    expect(editor.get_by_role("status")).to_contain_text("approved")
    press(editor, "Train a candidate")
    progress = editor.locator("#training [role=status]")
    expect(progress).to_contain_text("Candidate 1 is being trained")
    axe(editor)
    # It changes by itself: the page is not touched again until the tables are there.
    expect(progress).to_contain_text("measuring", timeout=1000 * TRAINED_WITHIN_S)
    expect(editor.get_by_role("table")).to_be_visible(timeout=1000 * TRAINED_WITHIN_S)
    axe(editor)
    expect(editor.get_by_role("row", name="Taught examples understood")).to_contain_text("1 of 1")
    expect(editor.get_by_role("button", name="into service")).to_have_count(0)


def promote(manager: Page, server: httpx.Client) -> None:
    """A manager puts the candidate into service, and no message is dropped meanwhile."""
    log_in(manager, MANAGER, "/staff/teaching")
    press(manager, "Put candidate 1 into service")
    expect(manager.get_by_role("status")).to_contain_text("in service")
    axe(manager)
    dropped = []

    def asked() -> bool:
        reply = Talk(server).ask("what is being done for autism?")
        dropped.append(len(reply["messages"]) != 1)
        return is_understood(server)

    wait_until(asked, TAKEN_WITHIN_S)
    assert not any(dropped)


def test_from_a_child_in_danger_to_a_bot_that_has_learned_and_back(
    place: Place, server: httpx.Client, open_page: Opener
) -> None:
    assert not is_understood(server)
    before = {file: file.read_bytes() for file in place.tree.glob("evaluation/**/*.*")}
    chat, lead = open_page("/chat"), open_page()
    hear_of_harm(chat, lead)
    talk_and_hand_back(chat, lead)
    correct(lead)
    approve_and_train(open_page())
    assert not is_understood(server)
    promote(open_page(), server)
    again = open_page("/chat")
    say(again, SENTENCE, 1)
    expect(answer(again, 1)).to_contain_text("speech")

    back = place.run("rollback")
    assert back.returncode == 0, back.stderr
    wait_until(lambda: not is_understood(server), TAKEN_WITHIN_S)
    audit = place.run("audit", "verify")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert {file: file.read_bytes() for file in place.tree.glob("evaluation/**/*.*")} == before
