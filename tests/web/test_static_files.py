"""Files are kept for ever under an address that changes with them."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient

from bot.web.static_files import FOLDER, version_of


def test_a_file_in_its_version_is_kept_for_ever(client: TestClient) -> None:
    response = client.get(f"/static/{version_of(FOLDER)}/chat.css")
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]


def test_a_page_from_before_an_update_still_gets_its_scripts(client: TestClient) -> None:
    response = client.get("/static/0123456789ab/chat.js")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")


def test_the_page_names_its_files_by_version_and_all_are_there(client: TestClient) -> None:
    found = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/chat").text)
    assert len(found) >= 4
    for address in found:
        assert address.startswith(f"/static/{version_of(FOLDER)}/")
        assert client.get(address).status_code == 200


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = version_of(tmp_path)
    (tmp_path / "b.js").write_text("2")
    assert version_of(tmp_path) != before


def test_nothing_else_can_be_reached_through_a_version(client: TestClient) -> None:
    address = f"/static/{version_of(FOLDER)}/..%2f..%2fapp.py"
    assert client.get(address).status_code == 404
