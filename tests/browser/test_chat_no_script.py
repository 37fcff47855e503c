"""Everything a person needs works with scripts turned off: forms and links."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.answers.wording import load_wording
from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER
from tests.browser.bench import Opener
from tests.browser.chatting import SAY, answer, ask, box
from tests.browser.house import today

pytestmark = pytest.mark.slow

AUTISM = "what is being done for autism?"
OBJECTIVE = load_content(CONTENT_FOLDER).workstream("autism").objectives[0]


@pytest.fixture
def chat(open_page: Opener) -> Page:
    """Give the chat page of a browser without scripts."""
    return open_page("/chat", java_script_enabled=False)


def test_a_question_leads_to_its_answer(chat: Page) -> None:
    shown = ask(chat, AUTISM)
    expect(shown).to_contain_text(OBJECTIVE.shown)
    expect(shown.get_by_role("link").first).to_be_visible()
    assert chat.url.endswith("/chat#answer-1")
    ask(chat, "and for deaf children?", 2)
    assert chat.url.endswith("/chat#answer-2")


def test_what_only_scripts_can_do_is_not_shown(chat: Page) -> None:
    ask(chat, AUTISM)
    for key in ("page.copy", "page.print", "page.read_aloud"):
        assert chat.get_by_role("button", name=SAY(key)).count() == 0


def test_a_button_asks_its_question(chat: Page) -> None:
    chat.get_by_role("button", name="What is planned for autism?").click()
    expect(answer(chat, 1)).to_contain_text(OBJECTIVE.shown)
    chat.get_by_role("button", name=SAY("suggest.report"), exact=True).click()
    expect(answer(chat, 2)).to_be_visible()


def test_a_person_is_one_button_away(chat: Page) -> None:
    chat.get_by_role("button", name=SAY("suggest.person")).click()
    expect(answer(chat, 1)).to_contain_text(SAY("human.person"))


def test_a_verdict_is_taken_with_its_reason(chat: Page) -> None:
    ask(chat, AUTISM)
    ask(chat, "hello", 2)
    answer(chat, 1).get_by_role("button", name="No", exact=False).click()
    chat.get_by_label(SAY("page.why_not")).last.fill("too short")
    chat.get_by_role("button", name=SAY("page.send_why")).click()
    expect(answer(chat, 1)).to_contain_text(SAY("page.thanks"))
    answer(chat, 2).get_by_role("button", name="Yes", exact=False).click()
    expect(answer(chat, 2)).to_contain_text(SAY("page.thanks"))


def test_easy_read_shows_plain_words_and_keeps_what_was_typed(chat: Page) -> None:
    shown = ask(chat, AUTISM)
    box(chat).fill("half a thou")
    chat.get_by_role("button", name=SAY("page.easy_on")).click()
    expect(box(chat)).to_have_value("half a thou")
    expect(shown).to_contain_text(OBJECTIVE.easy)
    expect(shown).to_contain_text(SAY("page.own_words"))
    expect(shown.get_by_text(OBJECTIVE.shown)).to_be_hidden()
    shown.get_by_text(SAY("page.page_words")).click()
    expect(shown.get_by_text(OBJECTIVE.shown)).to_be_visible()
    chat.goto("/chat")
    expect(shown).to_contain_text(OBJECTIVE.easy)
    chat.get_by_role("button", name=SAY("page.easy_off")).click()
    expect(shown).not_to_contain_text(OBJECTIVE.easy)


def test_the_conversation_can_be_saved(chat: Page) -> None:
    ask(chat, AUTISM)
    with chat.expect_download() as download:
        chat.get_by_role("link", name=SAY("page.download")).click()
    text = download.value.path().read_text(encoding="utf-8")
    for part in (
        SAY("page.saved_on", date=today()),
        f"{SAY('page.asked')} {AUTISM}",
        OBJECTIVE.shown,
        SAY("page.sources"),
        "https://",
    ):
        assert part in text


def test_starting_again_empties_the_page(chat: Page) -> None:
    ask(chat, AUTISM)
    chat.get_by_role("button", name=SAY("page.start_again")).click()
    expect(chat.get_by_role("article")).to_have_count(0)
    ask(chat, "hello")


def test_the_reference_is_there_to_be_quoted(chat: Page) -> None:
    ask(chat, AUTISM)
    start = load_wording(CONTENT_FOLDER / "wording.yml").sentences["page.reference"].split("{")[0]
    expect(chat.get_by_text(start.strip())).to_be_visible()


def test_the_people_to_contact_are_a_link_away_on_every_page(chat: Page) -> None:
    chat.get_by_role("link", name=SAY("page.people")).click()
    expect(chat.get_by_role("heading", level=1)).to_have_text(SAY("page.people"))
    expect(chat.locator("a[href^='tel:']").first).to_be_visible()
    expect(chat.get_by_role("link", name=SAY("page.people"))).to_be_visible()
