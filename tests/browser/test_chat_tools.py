"""Beside the questions: easy read, verdicts, reading aloud, copying and printing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER
from tests.browser.bench import Opener
from tests.browser.chatting import SAY, answer, ask, box, listen, said

pytestmark = pytest.mark.slow

AUTISM = "what is being done for autism?"
OBJECTIVE = load_content(CONTENT_FOLDER).workstream("autism").objectives[0]
_VOICE = """
window.spoken = [];
window.isQuiet = true;
speechSynthesis.speak = what => { window.isQuiet = false; spoken.push([what.lang, what.text]); };
speechSynthesis.cancel = () => { window.isQuiet = true; };
"""


@pytest.fixture
def chat(open_page: Opener) -> Page:
    """Give the chat page with an answer."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(_VOICE)
    page.goto("/chat")
    listen(page)
    ask(page, AUTISM)
    return page


def test_easy_read_changes_what_stands_there_and_is_remembered(chat: Page) -> None:
    box(chat).fill("half a thou")
    size = "p => parseFloat(getComputedStyle(p).fontSize)"
    before = chat.locator(".said p").first.evaluate(size)
    chat.get_by_role("button", name=SAY("page.easy_on")).click()
    shown = answer(chat, 1)
    expect(shown).to_contain_text(OBJECTIVE.easy)
    expect(shown.get_by_text(OBJECTIVE.shown)).to_be_hidden()
    assert chat.locator(".said p").first.evaluate(size) > before
    assert said(chat)[-1] == SAY("page.easy_is_on")
    expect(box(chat)).to_have_value("half a thou")
    box(chat).fill("")
    expect(ask(chat, "what is planned for special schools?", 2)).to_contain_text(
        SAY("page.own_words")
    )
    chat.reload()
    expect(shown).to_contain_text(OBJECTIVE.easy)
    chat.get_by_role("button", name=SAY("page.easy_off")).click()
    expect(shown).not_to_contain_text(OBJECTIVE.easy)


def test_a_verdict_is_taken_in_its_place(chat: Page) -> None:
    answer(chat, 1).get_by_role("button", name="No").click()
    why = chat.get_by_role("textbox", name=SAY("page.why_not"))
    expect(why).to_be_focused()
    why.fill("too short")
    chat.get_by_role("button", name=SAY("page.send_why")).click()
    thanks = chat.get_by_text(SAY("page.thanks"))
    expect(thanks).to_be_focused()


def test_buttons_of_two_answers_have_names_of_their_own(chat: Page) -> None:
    ask(chat, "hello", 2)
    names = chat.get_by_role("button").evaluate_all("all => all.map(one => one.innerText.trim())")
    whole = chat.locator(".feedback button").evaluate_all(
        "all => all.map(one => one.textContent.trim())"
    )
    assert len(names) >= 8
    assert len(whole) == len(set(whole)) == 6


def test_an_answer_is_read_aloud_in_english_and_can_be_stopped(chat: Page) -> None:
    button = answer(chat, 1).get_by_role("button", name=SAY("page.read_aloud"))
    assert chat.evaluate("spoken") == []
    button.click()
    spoken = chat.evaluate("spoken")
    assert {language for language, _ in spoken} == {"en-GB"}
    assert OBJECTIVE.shown in [text for _, text in spoken]
    assert len(spoken) == len({text for _, text in spoken})
    answer(chat, 1).get_by_role("button", name=SAY("page.stop")).click()
    assert chat.evaluate("isQuiet")
    expect(button).to_be_visible()


def test_where_there_is_no_voice_reading_aloud_is_not_offered(open_page: Opener) -> None:
    page = open_page()
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    page.goto("/chat")
    ask(page, AUTISM)
    assert page.evaluate("'speechSynthesis' in window") is False
    assert page.get_by_role("button", name=SAY("page.read_aloud")).count() == 0


def test_the_conversation_can_be_copied(chat: Page) -> None:
    chat.get_by_role("button", name=SAY("page.copy")).click()
    expect(chat.get_by_role("button", name=SAY("page.copied"))).to_be_visible()
    text = chat.evaluate("navigator.clipboard.readText()")
    assert AUTISM in text
    assert OBJECTIVE.shown in text
    assert said(chat)[-1] == SAY("page.copied")


def test_printing_opens_the_printer_and_leaves_the_forms_out(chat: Page) -> None:
    chat.evaluate("window.print = () => { window.isPrinted = true; }")
    chat.get_by_role("button", name=SAY("page.print")).click()
    assert chat.evaluate("isPrinted")
    chat.emulate_media(media="print")
    expect(answer(chat, 1)).to_be_visible()
    for hidden in (box(chat), chat.locator(".feedback").first, chat.locator("#copy")):
        expect(hidden).to_be_hidden()


def test_starting_again_gives_an_empty_page(chat: Page) -> None:
    chat.get_by_role("button", name=SAY("page.start_again")).click()
    expect(chat.get_by_role("article")).to_have_count(0)
    expect(chat.get_by_role("button", name="What is planned for autism?")).to_be_visible()
