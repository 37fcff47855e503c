"""What screen readers, voice control and reader modes go by: language, titles, headings, names."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.bench import Opener, Watch
from tests.browser.states import STATES, State, name_of

Seen = tuple[State, Page]

OURS = [state for state in STATES if state.is_ours]
REGIONS = ("region", "navigation", "complementary", "form", "article")
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(it => it.checkVisibility())"


def test_the_language_is_told(seen: Seen) -> None:
    _, page = seen
    assert page.locator("html").get_attribute("lang") == "en-GB"


def test_there_is_one_first_heading_and_no_level_is_skipped(seen: Seen) -> None:
    _, page = seen
    levels: list[int] = page.evaluate(f"{HEADINGS}.map(it => Number(it.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == []


def test_no_heading_is_empty(seen: Seen) -> None:
    _, page = seen
    texts: list[str] = page.evaluate(f"{HEADINGS}.map(it => it.innerText.trim())")
    assert all(texts)


@pytest.mark.parametrize("role", ["banner", "main"])
def test_each_landmark_is_there_once(seen: Seen, role: Any) -> None:
    _, page = seen
    assert page.get_by_role(role).count() == 1


def test_every_region_has_a_name_of_its_own(seen: Seen) -> None:
    _, page = seen
    # A form without a name is no landmark.
    names = [name for name in _names(page, *REGIONS) if name]
    assert [name for name in names if names.count(name) > 1] == []


def test_a_button_can_be_called_by_a_name_that_no_other_has(seen: Seen) -> None:
    _, page = seen
    names = _names(page, "button")
    assert all(names)
    assert [name for name in names if names.count(name) > 1] == []


def test_links_of_one_name_lead_to_one_place(seen: Seen) -> None:
    _, page = seen
    links: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll("a[href]")].filter(it => it.checkVisibility())
          .map(it => [it.innerText.trim(), it.href])"""
    )
    places = defaultdict(set)
    for name, place in links:
        places[name].add(place)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
    assert "" not in places


def test_a_link_in_a_window_of_its_own_says_so(seen: Seen) -> None:
    _, page = seen
    for link in page.locator("a[target=_blank]").all():
        assert re.search("new (tab|window)", link.inner_text())


def test_every_field_has_a_label_that_is_seen(seen: Seen) -> None:
    _, page = seen
    unlabelled = page.evaluate(
        """() => [...document.querySelectorAll("textarea, select, input:not([type=hidden])")]
          .filter(it => it.checkVisibility())
          .filter(it => ![...it.labels].some(by => by.offsetWidth > 10 && by.innerText.trim()))
          .map(it => it.outerHTML)"""
    )
    assert unlabelled == []


def test_what_a_button_shows_is_part_of_its_name(seen: Seen) -> None:
    _, page = seen
    renamed = page.evaluate(
        """() => [...document.querySelectorAll("button[aria-label], a[aria-label]")]
          .filter(it => !it.ariaLabel.toLowerCase().includes(it.innerText.trim().toLowerCase()))
          .map(it => it.outerHTML)"""
    )
    assert renamed == []


def test_no_element_takes_the_focus_out_of_turn(seen: Seen) -> None:
    _, page = seen
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0


def test_titles_tell_pages_apart(open_page: Opener, watch: Watch) -> None:
    titles = defaultdict(set)
    for state in STATES:
        watch.allow(*state.allowed)
        titles[open_page(state.path).title()].add(state.path)
    assert [paths for paths in titles.values() if len(paths) > 1] == []
    assert all(titles)


@pytest.mark.parametrize("state", [state for state in OURS if state.allowed], ids=name_of)
def test_the_title_of_a_page_with_an_error_says_so(
    open_page: Opener, watch: Watch, state: State
) -> None:
    # The page as the server gives it; a script that says what is wrong leaves the title alone.
    page = state.open(open_page, watch, scripts_lost=True)
    assert page.title().startswith("Error:")


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_the_first_link_skips_to_the_main_part(
    open_page: Opener, watch: Watch, state: State
) -> None:
    page = open_page(state.path)
    watch.allow(*state.allowed)
    page.keyboard.press("Tab")
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.closest('.skip') !== null")
    assert page.evaluate(f"{focused}.getBoundingClientRect().left >= 0"), "not seen with the focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.closest('main') !== null")


def test_the_way_to_people_and_the_foot_are_the_same_on_every_page(
    open_page: Opener, watch: Watch
) -> None:
    found = set()
    for state in OURS:
        watch.allow(*state.allowed)
        page = open_page(state.path)
        people = page.locator("header a").last.evaluate("it => it.outerHTML")
        found.add((people, page.locator("footer").evaluate("it => it.outerHTML")))
    ((people, _),) = found
    assert 'href="/people"' in people


def _names(page: Page, *roles: str) -> list[str]:
    """List the accessible names of the elements of some roles, as the browser computes them."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        node.get("name", {}).get("value", "")
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in roles
    ]
