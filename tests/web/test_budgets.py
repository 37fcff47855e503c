"""What a telephone on a slow line has to load stays small."""

from __future__ import annotations

import gzip
import re

import pytest
from starlette.testclient import TestClient

from bot.web.static_files import FOLDER

KIB = 1024
MOST_SCRIPT = 12 * KIB
MOST_STYLE = 8 * KIB
MOST_IN_ALL = 60 * KIB
MOST_REQUESTS = 8

# The pages of staff have files of their own in a folder.
SCRIPTS = sorted(each for each in FOLDER.glob("*.js") if each.name != "embed.js")
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')
FONT = re.compile(r"@font-face|@import|url\(")


def packed(client: TestClient, address: str) -> int:
    """Give the length of a file as it goes over the line; it must be sent packed."""
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    return len(gzip.compress(response.content, 9))


def assets(client: TestClient, page: str) -> list[str]:
    """List the files that a page names, each once."""
    return list(dict.fromkeys(ASSET.findall(client.get(page).text)))


def test_all_scripts_of_the_chat_are_small() -> None:
    # Those that are loaded later too.
    assert sum(len(gzip.compress(each.read_bytes(), 9)) for each in SCRIPTS) <= MOST_SCRIPT


@pytest.mark.parametrize("page", ["/chat", "/frame", "/answers/autism", "/accessibility"])
def test_a_page_is_small_with_all_that_it_loads(client: TestClient, page: str) -> None:
    found = assets(client, page)
    style = sum(packed(client, each) for each in found if each.endswith(".css"))
    # Pages are not packed, as their length would tell of the secrets in them.
    whole = len(client.get(page).content) + sum(packed(client, each) for each in found)
    assert style <= MOST_STYLE
    assert whole < MOST_IN_ALL
    assert 1 + len(found) < MOST_REQUESTS


def test_no_style_loads_anything_else(client: TestClient) -> None:
    for page in ("/chat", "/answers/autism"):
        for each in assets(client, page):
            if each.endswith(".css"):
                assert not FONT.search(client.get(each).text), each
