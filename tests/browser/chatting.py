"""What tests of the chat page do and look at."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from bot.answers.wording import load_wording
from bot.settings import CONTENT_FOLDER

SAY = load_wording(CONTENT_FOLDER / "wording.yml").say

_LISTEN = """() => {
  window.said = [];
  const note = () => {
    const text = document.getElementById("announcer").textContent;
    if (text) window.said.push(text);
  };
  const voice = document.getElementById("announcer");
  new MutationObserver(note).observe(voice, {childList: true, characterData: true, subtree: true});
}"""


def listen(page: Page) -> None:
    """Begin to note what screen readers are told."""
    page.evaluate(_LISTEN)


def said(page: Page) -> list[str]:
    """List what screen readers were told."""
    found: list[str] = page.evaluate("window.said")
    return found


def box(page: Page) -> Locator:
    """Give the question box."""
    return page.locator("#text")


def answer(page: Page, number: int) -> Locator:
    """Give an answer by its number."""
    return page.get_by_role("article", name=f"Answer {number}", exact=True)


def ask(page: Page, text: str, number: int = 1) -> Locator:
    """Type a question, send it, and wait for the answer of that number."""
    box(page).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    answer(page, number).wait_for()
    return answer(page, number)


def focused(page: Page) -> str:
    """Name what has the focus: its id, or else its words."""
    found: str = page.evaluate(
        "document.activeElement.id || document.activeElement.innerText.trim()"
    )
    return found
