"""The web application on an empty database, with an assistant whose answers do not matter."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.answers.said import Said
from bot.errors import NoAnswer
from bot.settings import Settings, read_settings
from bot.store.database import migrate, open_database
from bot.store.journal import Journal
from bot.web import app as web_app
from bot.web.app import create_app
from bot.web.service import Service
from tests.factories import library

ANSWER: dict[str, Any] = {
    "route": "smalltalk",
    "workstreams": [],
    "asks": [],
    "confidence": 0.9,
    "safety": "none",
    "blocks": [{"type": "paragraph", "text": "Said <b>plainly</b>."}],
    "sources": [],
    "suggestions": [{"title": "Go on", "message": "go on please"}],
}


class FakeAssistant:
    """Answers everything alike, keeps what it was asked, and fails on demand."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.is_failing = False
        self.delay_s = 0.0
        self.answer = ANSWER

    async def converse(
        self,
        conversation_id: str,
        text: str,
        channel: str,
        message_id: str | None = None,
        *,
        is_again: bool = False,
    ) -> list[Said]:
        """Keep the question and answer it."""
        self.asked.append((conversation_id, text, channel))
        await asyncio.sleep(self.delay_s)
        if self.is_failing:
            raise NoAnswer("the test wants it so")
        return [Said("Said plainly.", self.answer)]

    async def read(self, text: str) -> dict[str, Any]:
        """Understand no harm."""
        return {"safety": "none"}

    def is_ready(self) -> bool:
        """Be ready."""
        return True


@pytest.fixture(autouse=True)
def _content_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the content once for all tests; it never changes."""
    monkeypatch.setattr(web_app, "load_content", lambda _folder: library().content)


@pytest.fixture
def assistant() -> FakeAssistant:
    """Give an assistant that a test can look at."""
    return FakeAssistant()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a database with all tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    """Give settings without a rate limit, on a database of the test's own."""
    url = f"sqlite:///{shutil.copy(empty_database, tmp_path / 'web.sqlite3')}"
    return read_settings({"DATABASE_URL": url, "RATE_LIMIT": "off"})


@pytest.fixture
def journal(settings: Settings) -> Journal:
    """Give a journal on an empty database."""
    return Journal(open_database(settings.database_url))


Serve = Callable[..., TestClient]


@pytest.fixture
def serve(
    settings: Settings, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Serve]:
    """Give a function that starts the application, with some settings changed."""
    # The database was made whole before it was copied; `test_app` migrates for real.
    monkeypatch.setattr(web_app, "migrate", lambda _engine: None)
    running: list[TestClient] = []

    def start(address: str = "127.0.0.1", **changed: Any) -> TestClient:
        app = create_app(dataclasses.replace(settings, **changed), assistant)
        client = TestClient(app, client=(address, 50000), raise_server_exceptions=False)
        running.append(client)
        client.__enter__()
        wait_until_ready(client)
        return client

    yield start
    for client in running:
        client.__exit__(None, None, None)


@pytest.fixture
def client(serve: Serve) -> TestClient:
    """Give a client of the running application."""
    return serve()


@pytest.fixture
def service(client: TestClient) -> Service:
    """Give the service of the running application."""
    return service_behind(client)


def service_behind(client: TestClient) -> Service:
    """Give the service that a client talks to."""
    found: Service = client.app.state.service  # type: ignore[attr-defined]
    return found


def wait_until_ready(client: TestClient) -> None:
    """Wait until the application takes messages."""
    until = time.monotonic() + 10
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < until, "the application did not get ready"
