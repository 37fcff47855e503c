"""A form counts as ours when the browser says that our page sent it."""

from __future__ import annotations

import pytest

from bot.web.forgery import is_from_ourselves

OURS = "https://bot.example"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": OURS}, False),
        ({"origin": OURS}, True),
        ({"origin": "http://localhost:8000"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "https://bot.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, True),
    ],
)
def test_the_word_of_the_browser_counts(headers: dict[str, str], ours: bool) -> None:
    assert is_from_ourselves({"host": "localhost:8000", **headers}, OURS) is ours
