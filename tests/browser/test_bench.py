"""The bench itself: it notices what it is there to notice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from tests.browser.axe import axe, violations
from tests.browser.bench import Opener, Watch, styled


def test_axe_speaks_up_when_something_is_wrong(page: Page) -> None:
    page.set_content("<main><img src='data:,'><button></button></main>")
    rules = {each["id"] for each in violations(page)}
    assert {"image-alt", "button-name", "html-has-lang"} <= rules
    with pytest.raises(AssertionError, match=r"image-alt: .*\n +\['img'\]"):
        axe(page)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('a fault of ours')", "a fault of ours"),
        ("setTimeout(() => { throw new Error('not caught') })", "not caught"),
        (
            "document.body.setAttribute('style', 'margin: 0')",
            "Content Security Policy",
        ),
        ("fetch('/static/none').catch(() => 0)", "status of 404"),
    ],
)
def test_what_a_page_complains_of_is_noticed(
    open_page: Opener, watch: Watch, script: str, complaint: str
) -> None:
    page = open_page("/chat")
    assert watch.left() == []
    page.evaluate(script.join(("() => {", "}")))
    page.wait_for_timeout(200)
    assert any(complaint in each for each in watch.left()), watch.left()
    watch.allow(".")


def test_strangers_cannot_be_reached_and_are_noticed(page: Page, watch: Watch) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://council.example/")
    assert watch.left() == ["a request to a stranger: http://council.example/"]
    watch.allow("stranger")


def test_a_style_put_in_holds_in_spite_of_the_policy(open_page: Opener) -> None:
    page = open_page("/chat")
    spacing = "getComputedStyle(document.querySelector('h1')).letterSpacing"
    with styled(page, "h1 { letter-spacing: 7px }"):
        assert page.evaluate(spacing) == "7px"
    assert page.evaluate(spacing) == "normal"
