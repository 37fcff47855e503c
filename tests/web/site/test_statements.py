"""The pages about the chat say what content and settings say, and mark what is still open."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from bot.content.site import PAGE_IDS, load_site
from bot.settings import CONTENT_FOLDER
from bot.store.retention import SAFEGUARDING_DAYS
from tests.factories import library
from tests.web.conftest import Serve

SITE = load_site(CONTENT_FOLDER, library().content)


def words(html: str) -> str:
    """Give the words of a page alone."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_every_section_of_the_content_is_shown(client: TestClient, page_id: str) -> None:
    page, shown = SITE.page(page_id), client.get(f"/{page_id}")
    assert shown.status_code == 200
    headings = [unescape(each) for each in re.findall(r"<h2[^>]*>([^<]*)</h2>", shown.text)]
    assert headings[: len(page.sections)] == [section.heading for section in page.sections]
    assert "{" not in words(shown.text)


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_what_only_the_council_knows_stands_in_brackets(client: TestClient, page_id: str) -> None:
    gaps = [
        part.gap for section in SITE.page(page_id).sections for part in section.parts if part.gap
    ]
    shown = re.findall(r'<p class="gap">\[([^\]]+)\]</p>', client.get(f"/{page_id}").text)
    assert [unescape(each) for each in shown] == gaps


def test_privacy_tells_the_days_of_the_setting(serve: Serve) -> None:
    shown = words(serve(retention_days=37).get("/privacy").text)
    assert "kept for 37 days" in shown
    assert f"kept for {SAFEGUARDING_DAYS} days" in shown


def test_about_names_every_source_and_each_person(client: TestClient) -> None:
    shown = words(client.get("/about").text)
    for source in library().content.sources.values():
        assert source.title in shown
    for contact in ("send_team", "strategy_team", "sendiass"):
        assert library().content.contact(contact).name in shown


def test_the_statement_names_what_it_must(client: TestClient) -> None:
    shown = words(client.get("/accessibility").text)
    named = ("guidelines", "regulations", "commission", "advice_service", "screen_readers")
    assert [name for name in named if SITE.names[name] not in shown] == []


def test_the_statement_is_dated(client: TestClient) -> None:
    day = f"{SITE.prepared.day} {SITE.prepared:%B %Y}"
    assert f"This was written on {day}." in words(client.get("/accessibility").text)
    assert day not in words(client.get("/about").text)


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_page_sets_no_cookie_and_may_be_kept(client: TestClient, page_id: str) -> None:
    headers = client.get(f"/{page_id}").headers
    assert "set-cookie" not in headers
    assert headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_page_knows_its_true_address(serve: Serve, page_id: str) -> None:
    client = serve(public_url="https://bot.example")
    assert (
        f'<link rel="canonical" href="https://bot.example/{page_id}">'
        in client.get(f"/{page_id}", headers={"host": "other.example"}).text
    )


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_the_chat_is_one_step_away(client: TestClient, page_id: str) -> None:
    assert re.search(r'<a class="act" href="/chat">[^<]+</a>', client.get(f"/{page_id}").text)
