"""A real server with a trained model, and a real Chromium, for all tests of this folder.

`page` is a fresh page; a test that needs others calls `open_page("/chat", color_scheme="dark")`,
or parametrizes `context_options`. When the test ends, whatever a page complained of on its console
fails it, unless `watch.allow(...)` let it through.

Playwright keeps an event loop running in this thread, so no test here may call `asyncio.run`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.bench import NoChromium, Opener, Watch, running_chromium
from tests.browser.states import STATES, State, name_of
from tests.server.server import running_server

_HERE = Path(__file__).parent
_LONGEST = "test_journey.py"
LONGEST_S = 150


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder last, because of Playwright's event loop; all of it is slow.

    The longest comes first in it, so that the others run beside it.
    """
    items.sort(key=lambda item: (_is_here(item), item.path.name != _LONGEST))
    for item in filter(_is_here, items):
        item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LONGEST_S))


def _is_here(item: pytest.Item) -> bool:
    return _HERE in item.path.parents


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client of the running server."""
    with running_server(tmp_path_factory.mktemp("browser")) as client:
        yield client


@pytest.fixture(scope="module")
def address(server: httpx.Client) -> str:
    """Give the server's address, without a slash at the end.

    A module that gives a `server` or `address` of its own opens its pages there.
    """
    return str(server.base_url).rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give Chromium; skip where there is none, but fail in CI."""
    try:
        with running_chromium() as browser:
            yield browser
    except NoChromium as exc:
        if os.environ.get("CI"):
            pytest.fail(str(exc), pytrace=False)
        pytest.skip(str(exc))


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Note what pages complain of; at the end nothing may be left that was not allowed."""
    watch = Watch()
    yield watch
    assert watch.left() == []


@pytest.fixture
def open_page(browser: Browser, address: str, watch: Watch) -> Iterator[Opener]:
    """Give what opens pages, each in a context of its own."""
    opener = Opener(browser, address, watch)
    yield opener
    opener.close()


@pytest.fixture(scope="module", params=STATES, ids=name_of)
def seen(
    request: pytest.FixtureRequest, browser: Browser, address: str
) -> Iterator[tuple[State, Page]]:
    """Give each state with its page, opened once for all tests of a module.

    They look at it, and leave it as they found it.
    """
    state: State = request.param
    watch = Watch()
    opener = Opener(browser, address, watch)
    yield state, state.open(opener, watch)
    opener.close()
    assert watch.left() == []


@pytest.fixture
def context_options() -> dict[str, Any]:
    """Give the options of `page`'s context; a test parametrizes this."""
    return {}


@pytest.fixture
def page(open_page: Opener, context_options: dict[str, Any]) -> Page:
    """Give a fresh page, not yet anywhere."""
    return open_page(**context_options)
