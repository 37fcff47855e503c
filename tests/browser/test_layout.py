"""Pages keep together when narrow, large, spaced out, mirrored, printed or without style."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.bench import Opener, Watch, sized, styled
from tests.browser.states import STATES, State, ask, ask_about_autism, ask_in_danger, name_of

Seen = tuple[State, Page]

TARGET_PX = 44
# WCAG 2.2, 1.4.12: what people may set without anything being lost.
SPACING = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} p { margin-bottom: 2em !important; }"""

WIDER = "Math.max(0, document.scrollingElement.scrollWidth - document.documentElement.clientWidth)"

# Elements that hide some of their own text. What is for screen readers alone is one pixel wide, and
# in a field one can move.
CUT_OFF = """() => [...document.body.querySelectorAll("*")]
  .filter(it => it.checkVisibility() && it.clientWidth > 1)
  .filter(it => !["TEXTAREA", "INPUT"].includes(it.tagName))
  .filter(it => {
    const style = getComputedStyle(it);
    const hides = way => way === "hidden" || way === "clip";
    return (hides(style.overflowX) && it.scrollWidth > it.clientWidth + 1)
      || (hides(style.overflowY) && it.scrollHeight > it.clientHeight + 1)
      || (it.tagName === "BUTTON" && it.scrollHeight > it.clientHeight + 1);
  })
  .map(it => it.outerHTML.slice(0, 200))"""

# Links inside a sentence may be as small as its letters: WCAG 2.2, 2.5.8.
SMALL_TARGETS = """least => [...document.querySelectorAll(
    "button, input:not([type=hidden]), select, textarea, summary, a[href], [role=button]")]
  .filter(it => it.checkVisibility() && it.getBoundingClientRect().right > 0)
  .filter(it => {
    const around = it.closest("p, li, dd, td, div");
    return it.tagName !== "A" || it.innerText.trim() === around?.innerText.trim();
  })
  .map(it => [it.outerHTML.slice(0, 160), it.getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least)
  .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""


def assert_whole(page: Page) -> None:
    """Assert that nothing stands beyond the side of the page or is cut off."""
    assert page.evaluate(WIDER) == 0
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(("width", "height"), [(320, 256), (768, 1024), (1280, 800)])
def test_no_one_scrolls_sideways(seen: Seen, width: int, height: int) -> None:
    _, page = seen
    with sized(page, width, height):
        assert_whole(page)


@pytest.mark.parametrize("width", [640, 1280])
def test_letters_of_double_size_are_whole(seen: Seen, width: int) -> None:
    _, page = seen
    with sized(page, width, 800), styled(page, "html { font-size: 200% !important }"):
        assert_whole(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_spaced_out_text_is_whole(seen: Seen, width: int) -> None:
    _, page = seen
    with sized(page, width, 800), styled(page, SPACING):
        assert_whole(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_from_right_to_left_is_whole(seen: Seen, width: int) -> None:
    _, page = seen
    page.evaluate("document.documentElement.dir = 'rtl'")
    with sized(page, width, 800):
        assert_whole(page)
    page.evaluate("document.documentElement.dir = ''")


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_is_large_enough(seen: Seen, width: int) -> None:
    _, page = seen
    with sized(page, width, 800):
        assert page.evaluate(SMALL_TARGETS, TARGET_PX) == []


def test_on_a_small_screen_nothing_stays_in_the_way(seen: Seen) -> None:
    # What sticks would cover a screen of 256 pixels, which is one of 1024 at 400 %.
    _, page = seen
    with sized(page, 320, 256):
        sticking = page.evaluate(
            """() => [...document.body.querySelectorAll("*")]
              .filter(it => ["fixed", "sticky"].includes(getComputedStyle(it).position))
              .filter(it => it.checkVisibility() && it.getBoundingClientRect().height > 64)
              .map(it => it.outerHTML.slice(0, 160))"""
        )
    assert sticking == []


def test_print_is_dark_on_white_without_what_is_pressed(seen: Seen) -> None:
    state, page = seen
    if not state.is_ours:
        pytest.skip("a page of somebody else, which nobody prints")
    page.emulate_media(media="print", color_scheme="dark")
    shown = "it => it.checkVisibility()"
    assert not any(it.evaluate(shown) for it in page.locator("button, textarea, .skip a").all())
    assert page.locator("h1").evaluate(shown)
    ground, ink = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
                  getComputedStyle(document.querySelector("main p, main li")).color]"""
    )
    assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert _brightness(ink) < 120
    page.emulate_media(media="screen", color_scheme="light")


LONG_WORD = "https://" + "a" * 200
GAP = """call => {
  const range = document.createRange();
  range.setStart(call.firstChild, 0);
  range.setEnd(call.firstChild, "Call".length);
  return call.querySelector("bdi").getBoundingClientRect().left
    - range.getBoundingClientRect().right;
}"""
NUMBER_PARTS = """() => {
  const text = document.querySelector(".urgent .ways a[href='tel:03001234043'] bdi").firstChild;
  const at = part => {
    const range = document.createRange();
    range.setStart(text, text.data.indexOf(part));
    range.setEnd(text, text.data.indexOf(part) + part.length);
    return range.getBoundingClientRect().left;
  };
  return ["0300", "123", "4043"].map(at);
}"""


def test_a_word_without_end_is_broken(open_page: Opener) -> None:
    page = open_page("/chat", viewport={"width": 320, "height": 640})
    ask(page, LONG_WORD)
    assert_whole(page)


def test_a_number_can_be_read_on_a_page_put_into_arabic(open_page: Opener) -> None:
    page = open_page("/chat")
    ask_in_danger(page)
    call = page.locator(".urgent .ways a[href='tel:03001234043']")
    gap = call.evaluate(GAP)
    assert gap > 2, "no space between the word and the number"
    # As the browser's own translation does it: another direction, and an Arabic word before.
    page.evaluate(
        """() => {
          document.documentElement.dir = "rtl";
          const call = document.querySelector(".urgent .ways a[href='tel:03001234043']");
          call.firstChild.data = "اتصل ";
        }"""
    )
    found = page.evaluate(NUMBER_PARTS)
    assert found == sorted(found)


def test_an_answer_is_printed_whole(open_page: Opener) -> None:
    page = open_page("/chat")
    ask_about_autism(page)
    before = page.locator(".answer").inner_text()
    page.emulate_media(media="print")
    assert page.locator(".asked").is_visible()
    printed = page.locator(".answer").inner_text()
    assert [it for it in before.splitlines() if len(it) > 60 and it not in printed] == []


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_a_page_can_be_used_without_style(open_page: Opener, watch: Watch, state: State) -> None:
    page = open_page()
    page.route("**/*.css*", lambda route: route.fulfill(content_type="text/css", body=""))
    watch.allow(*state.allowed)
    page.goto(state.path)
    state.prepare(page)
    assert page.evaluate("document.styleSheets[0].cssRules.length") == 0
    assert page.locator("h1").is_visible()
    assert_whole(page)
    assert page.evaluate("document.images.length + document.querySelectorAll('svg').length") == 0


def _brightness(colour: str) -> float:
    red, green, blue = (int(each) for each in colour.strip("rgba()").split(",")[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue
