"""The answer pages say what the chat says, to people and to search engines alike."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.answers.compose import compose
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from bot.content.ids import WORKSTREAM_IDS
from bot.web.site.answers import STRATEGY, titles
from tests.factories import library
from tests.web.conftest import Serve
from tests.web.site.test_statements import words

SLUGS = {each: each.replace("_", "-") for each in WORKSTREAM_IDS}
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def structured(html: str) -> dict[str, Any]:
    """Read what is said to search engines."""
    (found,) = DATA.findall(html)
    data: dict[str, Any] = json.loads(found)
    return data


@pytest.mark.parametrize("workstream_id", WORKSTREAM_IDS)
def test_each_workstream_has_a_page_with_all_its_objectives(
    client: TestClient, workstream_id: str
) -> None:
    shown = words(client.get(f"/answers/{SLUGS[workstream_id]}").text)
    workstream = library().content.workstream(workstream_id)
    for objective in workstream.objectives:
        assert objective.shown in shown
        assert objective.easy in shown
    assert library().content.strategy.edition in shown


@pytest.mark.parametrize("workstream_id", WORKSTREAM_IDS)
def test_search_engines_get_the_answers_of_the_chat(client: TestClient, workstream_id: str) -> None:
    data = structured(client.get(f"/answers/{SLUGS[workstream_id]}").text)
    asked = (("objectives", "report"), False), (("meaning",), True)
    expected = [
        plain_text(
            compose(
                library(), Question("workstream", (workstream_id,), asks, is_period_told=is_told)
            )
        )
        for asks, is_told in asked
    ]
    assert (data["@context"], data["@type"]) == ("https://schema.org", "FAQPage")
    assert [each["acceptedAnswer"]["text"] for each in data["mainEntity"]] == expected
    assert {each["@type"] for each in data["mainEntity"]} == {"Question"}


def test_the_questions_said_to_search_engines_are_those_on_the_page(client: TestClient) -> None:
    for slug in titles(library()):
        html = client.get(f"/answers/{slug}").text
        asked = [each["name"] for each in structured(html)["mainEntity"]]
        headings = [unescape(each) for each in re.findall(r"<h2[^>]*>([^<]*)</h2>", html)]
        assert headings[: len(asked)] == asked


def test_the_strategy_as_a_whole_has_a_page(client: TestClient) -> None:
    shown = words(client.get(f"/answers/{STRATEGY}").text)
    strategy = library().content.strategy
    for text in (*(aim.shown for aim in strategy.aims), *(p.text for p in strategy.newer_plans)):
        assert text in shown


def test_the_list_leads_to_every_page(client: TestClient) -> None:
    paths = re.findall(r'<li><a href="(/answers/[a-z-]+)">', client.get("/answers/").text)
    assert paths == [f"/answers/{slug}" for slug in (STRATEGY, *SLUGS.values())]
    assert {client.get(path).status_code for path in paths} == {200}


def test_the_list_has_one_address(client: TestClient) -> None:
    response = client.get("/answers", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, "/answers/")


@pytest.mark.parametrize("slug", ["nope", "ed_psych", "AUTISM", "autism/", "%2e%2e"])
def test_there_is_no_other_page(client: TestClient, slug: str) -> None:
    response = client.get(f"/answers/{slug}", headers={"accept": "text/html"})
    assert response.status_code == 404


def test_a_page_knows_its_true_address(serve: Serve) -> None:
    html = serve(public_url="https://bot.example").get("/answers/ed-psych").text
    assert '<link rel="canonical" href="https://bot.example/answers/ed-psych">' in html
    assert structured(html)["@id"] == "https://bot.example/answers/ed-psych"


def test_each_page_has_a_title_and_a_description_of_its_own(client: TestClient) -> None:
    pages = [client.get(f"/answers/{slug}").text for slug in titles(library())]
    for pattern in (r"<title>(.*?)</title>", r'<meta name="description" content="([^"]+)">'):
        found = [match[1] for html in pages if (match := re.search(pattern, html))]
        assert len(set(found)) == len(pages)


def test_nothing_of_the_content_can_close_the_script(client: TestClient) -> None:
    for slug in titles(library()):
        (found,) = DATA.findall(client.get(f"/answers/{slug}").text)
        assert "<" not in found
