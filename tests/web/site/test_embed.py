"""The script for other websites: small, without words of its own, and known by its hash."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import pytest
from starlette.testclient import TestClient

from bot.answers.wording import Wording
from bot.settings import ROOT
from bot.web.site.script import embed_of
from tests.factories import library
from tests.web.conftest import Serve

MOST_BYTES = 3 * 1024
EMBED = embed_of(library().wording)


def test_it_is_small(client: TestClient) -> None:
    body = client.get("/embed.js").content
    assert len(gzip.compress(body, 9)) <= MOST_BYTES


def test_its_words_are_those_of_the_content(client: TestClient) -> None:
    script = client.get("/embed.js").text
    assert library().wording.say("frame.close") in script
    assert "__WORDS__" not in script


def test_no_word_of_the_content_can_break_it() -> None:
    sentences = dict(library().wording.sentences)
    sentences["frame.close"] = awkward = "\"'\\ </script> $ ` \n\u2028"
    script = embed_of(Wording(sentences)).body.decode()
    (literal,) = re.findall(r'JSON\.parse\(("(?:[^"\\\n]|\\.)*")\)', script)
    # A JSON string without line ends and beyond ASCII is the same string to JavaScript.
    assert json.loads(json.loads(literal))["close"] == awkward
    assert literal.isascii()


def test_other_sites_may_check_its_hash(client: TestClient) -> None:
    headers = client.get("/embed.js", headers={"origin": "https://council.example"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-type"].startswith("text/javascript")


def test_a_version_is_kept_for_ever_and_the_newest_for_a_while(client: TestClient) -> None:
    version = client.get(f"/embed-{EMBED.version}.js")
    newest = client.get("/embed.js")
    assert version.content == newest.content
    assert "immutable" in version.headers["cache-control"]
    assert newest.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("version", ["000000000000", "", "../secret"])
def test_a_version_that_is_no_more_is_not_found(client: TestClient, version: str) -> None:
    assert client.get(f"/embed-{version}.js").status_code == 404


def test_the_hash_is_that_of_what_is_served(client: TestClient) -> None:
    digest = hashlib.sha384(client.get("/embed.js").content).digest()
    assert EMBED.integrity == f"sha384-{base64.b64encode(digest).decode()}"


def test_the_demo_shows_address_and_hash(client: TestClient) -> None:
    html = client.get("/demo").text
    assert f"/embed-{EMBED.version}.js" in html
    assert EMBED.integrity in html


def test_the_guide_for_web_teams_shows_the_version_of_now() -> None:
    guide = (ROOT / "docs/embedding.md").read_text(encoding="utf-8")
    found = (
        set(re.findall(r"sha384-[\w+/=]+", guide)),
        set(re.findall(r"embed-(\w{12})\.js", guide)),
    )
    assert found == ({EMBED.integrity}, {EMBED.version}), "write these into docs/embedding.md"


def test_the_demo_may_frame_us_and_needs_no_more(serve: Serve) -> None:
    client = serve(frame_ancestors=("https://council.example",))
    policy = client.get("/demo").headers["content-security-policy"].split("; ")
    assert "frame-src 'self'" in policy
    assert "unsafe" not in " ".join(policy)
    assert "frame-src" not in client.get("/chat").headers["content-security-policy"]
    assert "https://council.example" in client.get("/demo").text
