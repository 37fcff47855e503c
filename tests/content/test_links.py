"""The link check against a server on this machine: reached, refused, missing, silent."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.content import links
from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER


class Pages(BaseHTTPRequestHandler):
    """One page that is there, one that has moved there, and one that never comes."""

    stop = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/silent":
            self.stop.wait(5)
            return
        status = {"/page": 200, "/moved": 301}.get(self.path, 404)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/page")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Pages.stop.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        Pages.stop.set()
        server.shutdown()


def outcome_of(url: str) -> links.Outcome:
    told: list[links.Outcome] = []
    (outcome,) = links.check([url], told.append)
    assert told == [outcome]
    return outcome


@pytest.mark.parametrize("path", ["/page", "/moved"])
def test_a_page_that_is_there_is_reached(site: str, path: str) -> None:
    assert outcome_of(site + path).is_reached


def test_a_missing_page_is_told_with_its_status(site: str) -> None:
    outcome = outcome_of(site + "/gone")
    assert (outcome.status, outcome.problem) == (404, "status 404")


def test_a_server_that_is_silent_is_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "TIMEOUT_S", 0.2)
    assert "no answer within" in str(outcome_of(site + "/silent").problem)


def test_a_server_that_is_not_there_is_not_reached() -> None:
    assert str(outcome_of("http://127.0.0.1:9/").problem).startswith("not reached")


def test_an_address_used_twice_is_listed_once() -> None:
    urls = [address.url for address in links.addresses(load_content(CONTENT_FOLDER))]
    assert len(urls) == len(set(urls))


def test_the_date_is_set_where_the_address_is_and_nowhere_else(tmp_path: Path) -> None:
    file = tmp_path / "sources.yml"
    file.write_text(
        "# kept\n"
        "- id: a\n  url: https://a.example/\n  seen: 2026-11-23\n  checked: null\n"
        "- id: b\n  url: https://b.example/\n  seen: 2026-11-23\n  checked: null\n"
    )
    assert links.write_checked(file, ["https://b.example/"], dt.date(2026, 12, 1)) == 1
    assert file.read_text() == (
        "# kept\n"
        "- id: a\n  url: https://a.example/\n  seen: 2026-11-23\n  checked: null\n"
        "- id: b\n  url: https://b.example/\n  seen: 2026-11-23\n  checked: 2026-12-01\n"
    )
