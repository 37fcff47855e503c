"""Pages do as people's settings ask: less motion, a dark scheme, colours of their choosing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.states import State

Seen = tuple[State, Page]


def test_nothing_moves_where_less_motion_is_wanted(seen: Seen) -> None:
    _, page = seen
    page.emulate_media(reduced_motion="reduce")
    for button in page.locator("main :is(button, a):visible").all()[:6]:
        button.hover()
        assert (
            page.evaluate("document.getAnimations().map(it => it.animationName ?? 'change')") == []
        )
    scrolling = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(scrolling) == "auto"
    page.emulate_media(reduced_motion="no-preference")


def test_a_dark_scheme_is_dark(seen: Seen) -> None:
    _, page = seen
    brightness = """() => getComputedStyle(document.body).backgroundColor
      .match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3"""
    light = page.evaluate(brightness)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(brightness)
    page.emulate_media(color_scheme="light")
    assert light > 200
    assert dark < 60


@pytest.mark.parametrize("selector", ["button, a.button", "textarea", ".asked, .notice, .answer"])
def test_edges_stay_where_colours_are_forced(seen: Seen, selector: str) -> None:
    # Grounds are taken away then, so whatever is told apart by its ground needs an edge.
    _, page = seen
    page.emulate_media(forced_colors="active")
    bare = page.locator(selector).evaluate_all(
        """all => all.filter(it => it.checkVisibility()).filter(it => {
          const style = getComputedStyle(it);
          const widths = [style.borderLeftWidth, style.borderTopWidth].map(parseFloat);
          return Math.max(...widths) < 1 || style.borderLeftColor === style.backgroundColor;
        }).map(it => it.outerHTML.slice(0, 160))"""
    )
    page.emulate_media(forced_colors="none")
    assert bare == []
