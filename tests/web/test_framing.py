"""A framed page speaks to its parent alone, and only to one that may frame it."""

from __future__ import annotations

import pytest

from bot.web.framing import framing_sites, origin_of, parent_origin

OURS = ("https://bot.example",)


@pytest.mark.parametrize(
    ("claimed", "sites"),
    [
        ("https://council.example", ["https://council.example"]),
        ("https://www.council.example", ["https://*.council.example"]),
        ("https://a.b.council.example", ["https://*.council.example"]),
        ("https://council.example", ["http://council.example"]),
        ("http://localhost:8123", ["http://localhost:8123"]),
        ("https://bot.example", []),
        ("https://bot.example", ["https://council.example"]),
    ],
)
def test_a_site_that_may_frame_it_is_spoken_to(claimed: str, sites: list[str]) -> None:
    assert parent_origin(claimed, sites, OURS) == claimed


@pytest.mark.parametrize(
    ("claimed", "sites"),
    [
        ("https://evil.example", ["https://council.example"]),
        ("https://council.example.evil.example", ["https://council.example"]),
        ("https://evilcouncil.example", ["https://*.council.example"]),
        ("https://council.example", ["https://*.council.example"]),
        ("http://council.example", ["https://council.example"]),
        ("https://council.example:8443", ["https://council.example"]),
        ("http://localhost:8124", ["http://localhost:8123"]),
        ("https://council.example/page", ["https://council.example"]),
        ("https://user@council.example", ["https://council.example"]),
        ("https://COUNCIL.example", ["https://council.example"]),
        ("null", ["https://council.example"]),
        ("*", ["https://council.example"]),
        ("", ["https://council.example"]),
        ("https://bot.example", ["'none'"]),
        ("https://council.example", ["'none'", "https://council.example"]),
    ],
)
def test_no_other_is(claimed: str, sites: list[str]) -> None:
    assert parent_origin(claimed, sites, OURS) is None


def test_our_own_pages_may_always_frame_it() -> None:
    assert framing_sites([]) == "'self'"
    assert framing_sites(["https://council.example"]) == "'self' https://council.example"
    assert framing_sites(["'self'"]) == "'self'"


def test_none_means_nobody() -> None:
    assert framing_sites(["'none'", "https://council.example"]) == "'none'"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Bot.example:443/send", "https://bot.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin
