"""Sorting a file in a real browser, with the real server, model and sorting process."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch
from tests.browser.test_staff_login import PASSWORD, SCHEMES, add_staff
from tests.server.server import Talk, running_server

AGENT = "agent@council.example"
SORTED_WITHIN_MS = 120_000
SHOTS = os.environ.get("SHOTS")

TABLE = """id,received,message
1,2026-11-20,what is being done for autism?
2,2026-11-21,"=HYPERLINK(""http://evil.example"")"
3,2026-11-21
4,2026-11-22,"he has been excluded again, the school wants him gone for good"
5,2026-11-22,my son says a man at the club hurts him
6,2026-11-22,
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("batch")
    add_staff(folder, AGENT, "agent")
    with running_server(folder) as client:
        yield str(client.base_url).rstrip("/")


def file_of(text: str, name: str = "queries.csv") -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def log_in(page: Page) -> None:
    page.goto("/staff/batch")
    page.get_by_label("Email address").fill(AGENT)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sort a file")


def send(page: Page, payload: FilePayload) -> None:
    page.get_by_label("File", exact=True).set_input_files(payload)
    page.get_by_role("button", name="Send file").click()


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def look(page: Page, name: str) -> None:
    """Check a state as everybody may see it."""
    shoot(page, name)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_file_is_sent_looked_at_sorted_taken_and_deleted(
    open_page: Opener, watch: Watch, scheme: str
) -> None:
    watch.allow("status of 404")
    page = open_page(**SCHEMES[scheme])
    log_in(page)
    send(page, file_of(TABLE))
    expect(page.get_by_role("heading", level=1)).to_have_text("queries.csv")
    expect(page.get_by_role("rowheader")).to_have_count(5)
    expect(page.get_by_label("Column with the messages")).to_have_value("2")
    expect(page.locator(".fault")).to_contain_text("has 2 cells; the table has 3 columns")
    look(page, f"preview-{scheme}")
    page.get_by_role("button", name="Sort 6 messages").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page, f"progress-{scheme}")
    # The script brings the result by itself.
    link = page.get_by_role("link", name="Download the sorted table")
    link.wait_for(timeout=SORTED_WITHIN_MS)
    look(page, f"done-{scheme}")
    expect(page.get_by_text("4 messages were sorted, 2 could not be.")).to_be_visible()
    expect(page.locator("#broken + div td")).to_have_text(
        ["Has 2 cells; the table has 3 columns", "The message holds no words"]
    )
    with page.expect_download() as caught:
        link.click()
    assert caught.value.suggested_filename == "queries-sorted.csv"
    text = caught.value.path().read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    assert rows[0]["route"] == "workstream"
    assert rows[0]["workstreams"] == "autism"
    assert rows[1]["message"].startswith("'=HYPERLINK")
    assert "has 2 cells" in rows[2]["error"]
    assert rows[4]["urgency"] == "now"
    here = page.url
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_have_text("The file and its result were deleted.")
    look(page, f"deleted-{scheme}")
    page.goto(here)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such file")


def test_without_scripts_a_link_shows_how_far_it_is(open_page: Opener) -> None:
    page = open_page(java_script_enabled=False)
    log_in(page)
    send(page, file_of("message\nwhat is being done for deaf children?\n"))
    page.get_by_role("button", name="Sort 1 message").click()
    until = time.monotonic() + SORTED_WITHIN_MS / 1000
    while page.get_by_role("link", name="Look again").count():
        assert time.monotonic() < until
        page.get_by_role("link", name="Look again").click()
        page.wait_for_timeout(500)
    expect(page.get_by_text("1 message was sorted.")).to_be_visible()
    page.get_by_role("button", name="Delete").click()


def test_a_file_that_cannot_be_read_is_told(open_page: Opener, watch: Watch) -> None:
    watch.allow("status of 422")
    page = open_page()
    log_in(page)
    send(page, {"name": "q.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04\0\0"})
    expect(page.get_by_role("alert").first).to_contain_text("save a spreadsheet as CSV")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "unreadable")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(open_page: Opener) -> None:
    page = open_page()
    log_in(page)
    send(page, file_of("message\n" + "a" * (10 * 1024 * 1024)))
    expect(page.locator("#file-fault")).to_contain_text("larger than 10 MB")
    expect(page).to_have_url(re.compile("/staff/batch$"))
    look(page, "too-large")


def test_a_file_that_is_too_large_is_refused_without_scripts_too(
    open_page: Opener, watch: Watch
) -> None:
    watch.allow("status of 413")
    page = open_page(java_script_enabled=False)
    log_in(page)
    send(page, file_of("message\n" + "a" * (10 * 1024 * 1024)))
    expect(page).to_have_title(re.compile("^Error: "))


def test_answers_to_parents_stay_quick_while_a_long_file_is_sorted(
    open_page: Opener, address: str
) -> None:
    page = open_page()
    log_in(page)
    rows = [f"what is being done for children like {number}?" for number in range(5000)]
    send(page, file_of("message\n" + "\n".join(rows)))
    page.get_by_role("button", name="Sort 5,000 messages").click()
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"^\d*[1-9]\d* of 5,000"), timeout=SORTED_WITHIN_MS
    )
    took = []
    with httpx.Client(base_url=address, timeout=30) as client:
        talk = Talk(client)
        for _ in range(20):
            begin = time.monotonic()
            talk.answer("what is being done for autism?")
            took.append(time.monotonic() - begin)
    assert page.get_by_role("progressbar").is_visible()
    shoot(page, "long")
    assert sorted(took)[10] < 1.0
    # It stops when its file is deleted.
    page.get_by_role("button", name="Stop and delete").click()
    expect(page.get_by_role("status")).to_have_text("The file and its result were deleted.")
