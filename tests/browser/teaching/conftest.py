"""A server on a copy of the tree, for the tests of a file, which may train and promote there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.browser.bench import Opener, Watch
from tests.browser.teaching.place import Place
from tests.server.server import running_server


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Give a copy of the tree, with an account of each role."""
    place = Place(tmp_path_factory.mktemp("teaching"))
    place.add_staff()
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[httpx.Client]:
    """Give a client of the server that runs there."""
    with running_server(place.folder, place.tree) as client:
        yield client


@pytest.fixture
def open_page(browser: Any, client: httpx.Client, watch: Watch) -> Iterator[Opener]:
    """Give what opens pages of that server, each in a context of its own."""
    opener = Opener(browser, str(client.base_url).rstrip("/"), watch)
    yield opener
    opener.close()
