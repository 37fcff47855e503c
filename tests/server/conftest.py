"""One real server for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.server.server import Talk, running_server


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client of the running server."""
    with running_server(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture
def talk(client: httpx.Client) -> Talk:
    """Give a new conversation."""
    return Talk(client)
