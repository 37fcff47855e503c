"""Whoever uses the keyboard alone sees where they are, meets everything, is caught nowhere."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.bench import Opener, Watch, sized
from tests.browser.states import STATES, State, name_of

Seen = tuple[State, Page]

MOST_STOPS = 120

# Where the focus is: what it is on, how that is marked, and whether it can be seen.
STOP = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  it.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
  const style = getComputedStyle(it);
  const box = it.getClientRects()[0];
  const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const hit = document.elementFromPoint(...middle);
  const numbers = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  let around = it.parentElement;
  const isClear = colour => numbers(colour).length === 4 && numbers(colour)[3] === 0;
  while (around && isClear(getComputedStyle(around).backgroundColor)) around = around.parentElement;
  const ground = around ? getComputedStyle(around).backgroundColor : "rgb(255, 255, 255)";
  return {
    html: it.outerHTML.slice(0, 160),
    stop: it.dataset.stop,
    is_skip: it.closest(".skip") !== null,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    colour: numbers(style.outlineColor).slice(0, 3),
    ground: numbers(ground).slice(0, 3),
    is_hit: hit !== null && (it.contains(hit) || hit.contains(it)),
    is_inside: middle[0] >= 0 && middle[1] >= 0
      && middle[0] <= innerWidth && middle[1] <= innerHeight,
    top: box.top + scrollY, bottom: box.bottom + scrollY,
  };
}"""

FORGET = """() => {
  for (const it of document.querySelectorAll("[data-stop]")) delete it.dataset.stop;
  document.activeElement?.blur();
  window.getSelection()?.removeAllRanges();
  scrollTo(0, 0);
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Go through a page with Tab, from the top until it comes round; give each stop once."""
    page.evaluate(FORGET)
    page.locator("body").evaluate(
        "it => { it.tabIndex = -1; it.focus(); it.removeAttribute('tabindex') }"
    )
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or any(each["stop"] == stop["stop"] for each in found):
            break
        found.append(stop)
    page.evaluate(FORGET)
    return found


def contrast(one: list[float], other: list[float]) -> float:
    """Give the contrast of two colours, by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen(seen: Seen, scheme: Any) -> None:
    _, page = seen
    page.emulate_media(color_scheme=scheme)
    for stop in stops(page):
        assert stop["outline"] >= 2, stop
        assert contrast(stop["colour"], stop["ground"]) >= 3, stop
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(("width", "height"), [(320, 256), (1280, 800)])
def test_what_has_the_focus_is_not_covered(seen: Seen, width: int, height: int) -> None:
    _, page = seen
    with sized(page, width, height):
        for stop in stops(page):
            assert stop["is_inside"], stop
            assert stop["is_hit"], stop


def test_the_focus_goes_through_the_page_as_the_eye_does(seen: Seen) -> None:
    _, page = seen
    with sized(page, 320, 640):
        found = [stop for stop in stops(page) if not stop["is_skip"]]
    for one, following in pairwise(found):
        assert following["bottom"] > one["top"], (one, following)


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_tab_meets_all_that_can_be_used_and_is_caught_nowhere(
    open_page: Opener, watch: Watch, state: State
) -> None:
    page = state.open(open_page, watch)
    there = page.evaluate(
        """() => [...document.querySelectorAll(
            "a[href], button, textarea, select, summary, input:not([type=hidden]), [tabindex='0']")]
          .filter(it => it.checkVisibility() && !it.disabled).length"""
    )
    assert len(stops(page)) == there


def _luminance(colour: list[float]) -> float:
    """Give the relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
