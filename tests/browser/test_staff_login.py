"""The console's frame in a real browser: log in by keyboard, keep others out, stay readable."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.settings import ROOT
from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch
from tests.server.server import running_server

EMAIL, PASSWORD = "ada@council.example", "violet kettle ladder"
VIEWER = "grace@council.example"
SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}


def add_staff(folder: Path, email: str, role: str) -> None:
    """Add an account as a person does it the first time."""
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "staff", "add", email, "--role", role],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}"},
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        timeout=60,
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("staff")
    add_staff(folder, EMAIL, "admin")
    add_staff(folder, VIEWER, "viewer")
    with running_server(folder) as client:
        yield str(client.base_url).rstrip("/")


def log_in(page: Page, email: str = EMAIL, path: str = "/staff/people") -> None:
    """Log in and arrive at a page."""
    page.goto(path)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


def fail_to_log_in(page: Page) -> None:
    page.goto("/staff/login")
    page.get_by_label("Email address").fill("nobody@council.example")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()


def open_more(page: Page) -> None:
    log_in(page)
    page.locator("summary").first.click()


def add_nobody(page: Page) -> None:
    log_in(page)
    page.get_by_label("Name").fill("Somebody")
    page.locator("#email").fill("somebody@council.example")
    page.get_by_label("First password").fill("short")
    page.get_by_role("button", name="Add account").click()
    page.get_by_role("alert").wait_for()


STATES: dict[str, Callable[[Page], object]] = {
    "login": lambda page: page.goto("/staff/login"),
    "login-error": fail_to_log_in,
    "people": open_more,
    "people-error": add_nobody,
    "account": lambda page: log_in(page, path="/staff/account"),
    "audit": lambda page: log_in(page, path="/staff/audit"),
    "refused": lambda page: log_in(page, VIEWER, "/staff/audit"),
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_wrong(open_page: Opener, watch: Watch, state: str, scheme: str) -> None:
    # The browser counts every status from 400 on as an error.
    watch.allow("status of 422", "status of 403", "status of 429")
    page = open_page(**SCHEMES[scheme])
    STATES[state](page)
    axe(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not too_wide


def test_logging_in_and_out_takes_a_keyboard_alone(open_page: Opener) -> None:
    page = open_page("/staff/account")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/staff/account$"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Log out":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You are logged out.")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in to the staff console")


def test_what_is_wrong_has_the_focus(open_page: Opener, watch: Watch) -> None:
    watch.allow("status of 422")
    page = open_page()
    fail_to_log_in(page)
    expect(page.locator("#problem")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Email address")).to_have_value("nobody@council.example")
    expect(page.get_by_label("Password")).to_have_value("")


def test_it_works_without_scripts(open_page: Opener) -> None:
    page = open_page(java_script_enabled=False)
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff accounts")


def test_a_script_cannot_read_the_session(open_page: Opener) -> None:
    page = open_page()
    log_in(page)
    assert page.evaluate("document.cookie") == ""


def test_a_form_of_another_site_changes_nothing(open_page: Opener, address: str) -> None:
    page = open_page()
    log_in(page)
    before = page.locator(".card").count()
    fields = {"email": "evil@council.example", "name": "E", "role": "admin", "password": PASSWORD}
    hidden = "".join(f'<input name="{name}" value="{fields[name]}">' for name in fields)
    form = f'<form method="post" action="{address}/staff/people">{hidden}<button>Go</button></form>'
    page.route(
        "http://evil.test/", lambda route: route.fulfill(body=form, content_type="text/html")
    )
    page.goto("http://evil.test/")
    page.get_by_role("button").click()
    page.wait_for_url(f"{address}/**")
    page.goto(f"{address}/staff/people")
    assert page.locator(".card").count() == before


def test_another_site_cannot_frame_the_console(
    open_page: Opener, watch: Watch, address: str
) -> None:
    watch.allow("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "X-Frame-Options")
    page = open_page()
    frame = f'<iframe src="{address}/staff/login" title="framed"></iframe>'
    page.route(
        "http://evil.test/", lambda route: route.fulfill(body=frame, content_type="text/html")
    )
    page.goto("http://evil.test/")
    page.wait_for_load_state("networkidle")
    assert page.frame_locator("iframe").get_by_label("Password").count() == 0


def test_what_can_be_pressed_is_large_enough(open_page: Opener) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    open_more(page)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(
            "button, select, input:not([type=hidden]), summary, .bar a")]
          .filter(each => each.checkVisibility() && !each.closest(".skip"))
          .map(each => [each.textContent.trim(), each.getBoundingClientRect().height])"""
    )
    assert [each for each in boxes if each[1] < 43.5] == []


@pytest.mark.parametrize("path", ["/staff/login", "/staff/account"])
def test_the_pages_stay_readable_with_text_spaced_out(open_page: Opener, path: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    log_in(page, path="/staff/account")
    page.goto(path)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
            + "word-spacing: 0.16em !important }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
