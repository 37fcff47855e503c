"""Search engines find the pages that are for them, and no other."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.web.conftest import Serve


def test_every_page_of_the_map_is_there(serve: Serve) -> None:
    client = serve(public_url="https://bot.example")
    response = client.get("/sitemap.xml")
    assert response.headers["content-type"].startswith("application/xml")
    paths = re.findall(r"<loc>https://bot\.example(/[^<]*)</loc>", response.text)
    assert {"/chat", "/answers/", "/answers/autism", "/answers/strategy", "/about"} <= set(paths)
    assert {client.get(path).status_code for path in paths} == {200}


def test_no_page_of_the_map_is_forbidden(client: TestClient) -> None:
    forbidden = re.findall(r"(?m)^Disallow: (\S+)$", client.get("/robots.txt").text)
    paths = re.findall(r"<loc>http://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").text)
    assert [path for path in paths if path.startswith(tuple(forbidden))] == []
    assert {"/api/", "/staff", "/frame"} <= set(forbidden)


def test_robots_are_told_where_the_map_is(serve: Serve) -> None:
    text = serve(public_url="https://bot.example").get("/robots.txt").text
    assert "Sitemap: https://bot.example/sitemap.xml" in text.splitlines()


def test_the_demo_is_not_to_be_found(client: TestClient) -> None:
    assert '<meta name="robots" content="noindex">' in client.get("/demo").text
