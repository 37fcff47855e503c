"""Go through a page by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_TABS = 120
_NAME = """() => {
  const it = document.activeElement;
  const label = it.labels?.[0]?.innerText ?? "";
  return (it.getAttribute("aria-label") || label || it.textContent).trim();
}"""


def name_of_focused(page: Page) -> str:
    """Give the label or the words of what has the focus."""
    name: str = page.evaluate(_NAME)
    return name


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has the focus begins with a text."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name_of_focused(page).startswith(text):
            return
    raise AssertionError(f"no way by keyboard to {text!r}")


def press(page: Page, text: str) -> None:
    """Go to a link or button that begins with a text, and press it."""
    tab_to(page, text)
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Go to a box by its label, and type into it instead of what is there."""
    tab_to(page, label)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def choose(page: Page, label: str, option: str) -> None:
    """Go to a list by its label, and choose by the first letters of an option."""
    tab_to(page, label)
    page.keyboard.type(option)


def pick(page: Page, label: str) -> None:
    """Choose one of the round buttons that come next, by its label."""
    page.keyboard.press("Tab")
    for _ in range(MOST_TABS):
        if name_of_focused(page).startswith(label):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no {label!r} to choose")


def tick_alone(page: Page, group: str, label: str) -> None:
    """Go through the boxes of a group, and leave one of them ticked and no other."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.name !== name", group):
            return
        is_wanted = name_of_focused(page).startswith(label)
        if page.evaluate("document.activeElement.checked") != is_wanted:
            page.keyboard.press("Space")
    raise AssertionError(f"the boxes {group!r} have no end")
