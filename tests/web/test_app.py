"""The application is up at once, ready when it can answer, and gone when it never will."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.errors import ModelBroken
from bot.settings import Settings
from bot.web import app as web_app
from bot.web.app import create_app
from tests.web.conftest import FakeAssistant, wait_until_ready


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


MODEL = Path("model.tar.gz")


def test_the_process_is_up_while_the_model_is_still_being_loaded(
    settings: Settings, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()

    def load(_model: Path) -> FakeAssistant:
        loaded.wait(10)
        return assistant

    monkeypatch.setattr(web_app, "_load", load)
    with TestClient(create_app(settings, MODEL)) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/chat").status_code == 200
        refused = client.post("/api/v1/messages", json={"text": "a"})
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        loaded.set()
        wait_for(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/api/v1/messages", json={"text": "a"}).status_code == 200


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModelBroken("m.tar.gz", "it is cut off"), "it is cut off"),
        (KeyError("x"), "KeyError"),
    ],
)
def test_a_model_that_cannot_be_loaded_ends_the_process_with_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def load(_model: Path) -> FakeAssistant:
        raise error

    said: list[str] = []
    monkeypatch.setattr(web_app, "_load", load)
    with TestClient(create_app(settings, MODEL, give_up=said.append)):
        wait_for(lambda: said)
    assert said[0].startswith("The bot cannot start: ")
    assert words in said[0]


def test_a_database_that_cannot_be_opened_ends_the_process_too(
    settings: Settings, assistant: FakeAssistant, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    broken = dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'folder'}")
    said: list[str] = []
    with TestClient(create_app(broken, assistant, give_up=said.append)):
        wait_for(lambda: said)
    assert "DATABASE_URL" in said[0]


def test_an_empty_database_is_made_ready(
    settings: Settings, assistant: FakeAssistant, tmp_path: Path
) -> None:
    new = dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'new' / 'a.sqlite3'}")
    with TestClient(create_app(new, assistant)) as client:
        wait_until_ready(client)
        assert client.post("/api/v1/messages", json={"text": "a"}).status_code == 200


def test_an_application_that_stops_while_it_starts_gives_nothing_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def starting(*_args: object) -> None:
        await asyncio.sleep(60)

    said: list[str] = []
    monkeypatch.setattr(web_app, "_start", starting)
    with TestClient(create_app(settings, MODEL, give_up=said.append)) as client:
        assert client.get("/healthz").status_code == 200
    assert said == []
