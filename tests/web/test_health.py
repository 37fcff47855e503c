"""What watches the process learns how it does, and nobody else learns more."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy.exc
from starlette.testclient import TestClient

from bot.store.keys import add_key
from bot.web import health
from bot.web.service import Service
from tests.web.conftest import FakeAssistant, Serve, service_behind


def test_a_process_that_runs_is_up(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "up"}


def test_ready_means_model_and_database(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "model": True, "database": True}


def test_without_a_database_it_is_not_ready(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_service: Service) -> None:
        raise sqlalchemy.exc.OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(health, "_ask_database", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] is False
    assert client.get("/healthz").status_code == 200


def test_a_model_that_stopped_is_not_ready(
    client: TestClient, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "is_ready", lambda: False)
    assert client.get("/readyz").json()["model"] is False


def test_figures_are_for_this_machine(client: TestClient) -> None:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert "bot_ready 1.0" in response.text


@pytest.mark.parametrize(
    ("address", "headers"),
    [("1.1.1.1", {}), ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"})],
)
def test_figures_need_a_key_from_elsewhere(
    serve: Serve, address: str, headers: dict[str, str]
) -> None:
    client = serve(address)
    assert client.get("/metrics", headers=headers).status_code == 401
    engine = service_behind(client).engine
    for scope, status in (("messages", 403), ("metrics", 200)):
        key = {"Authorization": f"Bearer {add_key(engine, scope, scope)}"}
        assert client.get("/metrics", headers=headers | key).status_code == status


def test_figures_count_and_tell_nothing_else(client: TestClient) -> None:
    client.post("/api/v1/messages", json={"text": "Ferdinand"})
    client.get("/Ferdinand")
    text = client.get("/metrics").text
    assert 'bot_answers_total{channel="web",route="smalltalk",safety="none"} 1.0' in text
    assert 'bot_http_requests_total{endpoint="Messages",method="POST",status="200"} 1.0' in text
    assert "Ferdinand" not in text


def test_failures_are_counted(client: TestClient, assistant: Any) -> None:
    assistant.is_failing = True
    client.post("/api/v1/messages", json={"text": "a"})
    assert "bot_answers_failed_total 1.0" in client.get("/metrics").text
