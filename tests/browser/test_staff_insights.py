"""Charts in a real browser: readable in every scheme, by a screen reader's way and as files."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot.store.case_tables import CASES, READINGS
from bot.store.database import migrate, open_database, utc_now
from bot.store.tables import FEEDBACK, OUTBOUND
from tests.browser.axe import axe
from tests.browser.bench import Opener
from tests.browser.test_staff_login import PASSWORD, SCHEMES, add_staff
from tests.server.server import running_server
from tests.triage.recorded import Recorded, reading

MANAGER = "manager@council.example"
SHOTS = os.environ.get("SHOTS")
ASKED = (
    ("What is being done for autism?", reading(workstreams=["autism"])),
    ("what is being done for autism", reading(workstreams=["autism"])),
    ("and for speech?", reading(workstreams=["slcn"])),
    ("the taxi to school never comes", reading("adjacent", is_door_known=False)),
    ("school taxi late again", reading("adjacent", is_door_known=False)),
    ("taxi driver was changed", reading("clarify")),
    ("can somebody ring me", reading("human", kind="person")),
    ("what does the strategy say about deaf children", reading(workstreams=["sensory_physical"])),
)


def fill(folder: Path) -> None:
    """Put in some weeks of conversations."""
    engine = open_database(f"sqlite:///{folder / 'bot.sqlite3'}")
    migrate(engine)
    recorded = Recorded(engine)
    for number in range(60):
        text, understood = ASKED[number % len(ASKED)]
        recorded.say(f"web-{number}", text, understood)
    now = utc_now()
    with engine.begin() as connection:
        for case in connection.execute(sa.select(CASES.c.id)).scalars().all():
            at = now - dt.timedelta(hours=11 * (case % 50))
            is_case = READINGS.c.case_id == case
            connection.execute(READINGS.update().where(is_case).values(made_at=at))
            replied = at + dt.timedelta(hours=case % 30) if case % 3 == 0 else None
            values = {"opened_at": at, "first_reply_at": replied}
            connection.execute(CASES.update().where(CASES.c.id == case).values(**values))
        for outbound in connection.execute(sa.select(OUTBOUND.c.id).limit(12)).scalars().all():
            verdict = "down" if outbound < "m8" else "up"
            row = {"outbound_id": outbound, "verdict": verdict, "given_at": now}
            connection.execute(FEEDBACK.insert().values(**row))
    engine.dispose()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("insights")
    fill(folder)
    add_staff(folder, MANAGER, "manager")
    with running_server(folder) as client:
        yield str(client.base_url).rstrip("/")


def log_in(page: Page) -> None:
    page.goto("/staff/insights")
    page.get_by_label("Email address").fill(MANAGER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Insights")


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_everybody_can_read_the_charts(open_page: Opener, scheme: str) -> None:
    page = open_page(**SCHEMES[scheme])
    log_in(page)
    look(page, f"insights-{scheme}")
    for summary in page.locator(".figure summary").all():
        summary.click()
    look(page, f"insights-tables-{scheme}")
    page.goto("/staff/insights?from=2020-01-01&to=2020-01-07")
    look(page, f"insights-empty-{scheme}")


def test_a_chart_says_in_words_what_it_shows(open_page: Opener) -> None:
    page = open_page()
    log_in(page)
    picture = page.get_by_role("img", name="What came of them")
    expect(picture).to_be_visible()
    assert "the highest is" in (picture.locator("desc").text_content() or "")
    bars = picture.locator("rect.fill")
    widest = max(bars.evaluate_all("all => all.map(each => each.getBoundingClientRect().width)"))
    whole = picture.evaluate("each => each.getBoundingClientRect().width")
    assert widest == pytest.approx(whole, abs=1)


def test_the_names_of_what_could_not_be_answered_tell_it(open_page: Opener) -> None:
    page = open_page()
    log_in(page)
    expect(page.locator("section:has(#unanswered) tbody th").first).to_contain_text("taxi")
    expect(page.locator("section:has(#top) tbody td").nth(1)).to_have_text(
        re.compile("^what is being done for autism", re.IGNORECASE)
    )


def test_another_period_and_its_file_are_had_by_keyboard(open_page: Opener) -> None:
    page = open_page()
    log_in(page)
    page.get_by_role("link", name="7 days").press("Enter")
    expect(page.locator(".spans [aria-current]")).to_have_text("7 days")
    with page.expect_download() as caught:
        page.get_by_role("link", name=re.compile("CSV ?: What came of them")).press("Enter")
    assert caught.value.suggested_filename.startswith("outcomes-")
    text = caught.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Outcome,Questions"


def test_no_label_runs_over_another_on_a_narrow_screen(open_page: Opener) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    log_in(page)
    over = page.evaluate(
        """() => [...document.querySelectorAll(".chart")].flatMap(chart => {
          const boxes = [...chart.querySelectorAll("text")].map(
            each => [each.textContent, each.getBoundingClientRect()]);
          return boxes.flatMap(([a, x], i) => boxes.slice(i + 1)
            .filter(([, y]) => x.left < y.right && y.left < x.right
              && x.top + 1 < y.bottom && y.top + 1 < x.bottom)
            .map(([b]) => `${a} | ${b}`));
        })"""
    )
    assert over == []
