"""A server on a copy of the tree, for the tests of a file, which may train and promote there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.browser.teaching.place import Place
from tests.server.server import running_server


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Give a copy of the tree, with an account of each role."""
    place = Place(tmp_path_factory.mktemp("teaching"))
    place.add_staff()
    return place


@pytest.fixture(scope="module")
def server(place: Place) -> Iterator[httpx.Client]:
    """Give a client of the server that runs there."""
    with running_server(place.folder, place.tree) as client:
        yield client
