"""The pages around the chat, in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from bot.answers.compose import compose
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from tests.factories import library

pytestmark = pytest.mark.slow

PATHS = (
    "/about",
    "/privacy",
    "/accessibility",
    "/answers/",
    "/answers/autism",
    "/answers/strategy",
)
READ_DATA = "document.querySelector('script[type=\"application/ld+json\"]').textContent"


def test_what_search_engines_read_is_whole_and_breaks_no_policy(page: Page) -> None:
    # `watch` fails this test for any breach of the policy, which allows no script in the page.
    page.goto("/answers/autism")
    first = json.loads(page.evaluate(READ_DATA))["mainEntity"][0]
    asked = Question("workstream", ("autism",), ("objectives", "report"))
    assert first["acceptedAnswer"]["text"] == plain_text(compose(library(), asked))
    assert first["name"] == page.locator("h2").first.inner_text()


def test_from_an_answer_one_gets_to_the_chat(page: Page) -> None:
    page.goto("/answers/")
    page.get_by_role("link", name=library().content.workstream("autism").title).click()
    page.get_by_role("link", name="Ask your own question").click()
    expect(page).to_have_url(re.compile("/chat$"))
    expect(page.locator("textarea")).to_be_visible()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
def test_a_page_is_whole_without_scripts(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("a.act")).to_be_visible()


def test_the_demo_opens_the_chat_by_its_own_tag(page: Page) -> None:
    page.goto("/demo")
    page.locator("#send-help[role=button]").click()
    chat = page.frame_locator("send-help-chat iframe")
    # Shown by the script, which hears the key.
    chat.locator("#copy:not([hidden])").wait_for(state="attached")
    chat.locator("textarea").press("Escape")
    page.locator("send-help-chat dialog").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "send-help"


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
def test_the_demo_is_a_link_without_scripts(page: Page) -> None:
    page.goto("/demo")
    page.locator("#send-help").click()
    expect(page.locator("textarea")).to_be_visible()
