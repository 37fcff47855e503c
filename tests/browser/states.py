"""The pages as people see them, for the tests that look at all of them.

To have a new page or state looked at, add one line to STATES.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.bench import Opener, Watch

QUESTION = "what is being done for autism?"
ANSWER = re.compile(r"^Answer \d+")


def ask(page: Page, text: str) -> None:
    """Type a message, send it and wait for the answer."""
    answers = page.get_by_role("heading", name=ANSWER)
    before = answers.count()
    page.locator("textarea[name=text]").fill(text)
    page.locator("button.send").click()
    answers.nth(before).wait_for()


def ask_about_autism(page: Page) -> None:
    """Get a common answer: a list, a link, a notice, sources, next questions."""
    ask(page, QUESTION)


def ask_several(page: Page) -> None:
    """Get a conversation with several kinds of answer, an urgent one and contacts among them."""
    for text in (QUESTION, "and for deaf children?", "he is not safe at home", "hello"):
        ask(page, text)


def ask_in_danger(page: Page) -> None:
    """Get the numbers that come before everything else."""
    ask(page, "he is not safe at home")


def ask_unclearly(page: Page) -> None:
    """Get a question back, with choices."""
    ask(page, "asdkjh")


def read_easily(page: Page) -> None:
    """Get an answer in easy read."""
    ask_about_autism(page)
    page.locator("button[name=easy][value=yes]").click()
    page.locator("html.easy .ideas").wait_for()


def send_nothing(page: Page) -> None:
    """Send an empty box, and be told so."""
    page.locator("button.send").click()
    page.locator("textarea[aria-invalid=true]").wait_for()


def open_contact(page: Page) -> None:
    """Ask for a person, and follow the way to the form for contact details."""
    ask(page, "I want to talk to a person")
    page.locator("article a[href='/chat/contact']").click()
    page.locator("#contact-heading").wait_for()


def give_wrong_contact(page: Page) -> None:
    """Send contact details with all the faults there are."""
    open_contact(page)
    page.locator("#contact-name").fill("x" * 101)
    page.locator("#contact-email").fill("ann")
    page.locator("#contact-phone").fill("12")
    page.locator(".contact-form button").click()
    page.locator("#contact-consent-error").wait_for()


def give_contact(page: Page) -> None:
    """Leave contact details, and see that they are kept."""
    open_contact(page)
    page.locator("#contact-email").fill("ann@example.org")
    page.locator("#contact-phone").fill("07700 900123")
    page.locator("#contact-consent").check()
    page.locator(".contact-form button").click()
    page.locator(".held").wait_for()


def stay(_page: Page) -> None:
    """Look at the page as it opens."""


@dataclass(frozen=True)
class State:
    """A page and what is done there before one looks."""

    name: str
    path: str
    prepare: Callable[[Page], None] = stay
    # What the console may say: the browser itself counts every status from 400 on as an error.
    allowed: tuple[str, ...] = ()
    # The demonstration is a page of somebody else, made to another pattern.
    is_ours: bool = True

    def open(self, open_page: Opener, watch: Watch, **options: Any) -> Page:
        """Open the page and bring it into the state."""
        watch.allow(*self.allowed)
        page = open_page(self.path, **options)
        self.prepare(page)
        return page


STATES = [
    State("chat-empty", "/chat"),
    State("chat-answer", "/chat", ask_about_autism),
    State("chat-long", "/chat", ask_several),
    State("chat-danger", "/chat", ask_in_danger),
    State("chat-choices", "/chat", ask_unclearly),
    State("chat-error", "/chat", send_nothing, allowed=("status of 422", "status of 400")),
    State("chat-easy", "/chat", read_easily),
    State("frame", "/frame"),
    State("contact-no-chat", "/chat/contact"),
    State("contact", "/chat", open_contact),
    State("contact-wrong", "/chat", give_wrong_contact, allowed=("status of 422",)),
    State("contact-kept", "/chat", give_contact),
    State("not-found", "/nowhere", allowed=("status of 404",)),
    State("people", "/people"),
    State("about", "/about"),
    State("privacy", "/privacy"),
    State("accessibility", "/accessibility"),
    State("answers", "/answers/"),
    State("answer-page", "/answers/autism"),
    State("demo", "/demo", is_ours=False),
]


def name_of(state: State) -> str:
    """Give the id of a parametrized test."""
    return state.name
