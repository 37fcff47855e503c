"""Rasa's REST channel, behind an API key."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.store.keys import add_key, revoke_key
from bot.web.service import Service
from tests.web.conftest import ANSWER, FakeAssistant

PATH = "/webhooks/rest/webhook"


def post(client: TestClient, key: str | None, **body: Any) -> Any:
    """Send a message as Rasa's clients do."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.post(PATH, json={"sender": "anna", "message": "hello", **body}, headers=headers)


@pytest.fixture
def key(service: Service) -> str:
    """Give a key for messages."""
    return add_key(service.engine, "site", "messages")


def test_the_answer_is_rasas_array(client: TestClient, key: str) -> None:
    assert post(client, key).json() == [
        {
            "recipient_id": "anna",
            "text": "Said plainly.",
            "custom": {"answer": ANSWER},
            "buttons": [{"title": "Go on", "payload": "go on please"}],
        }
    ]


@pytest.mark.parametrize("key", [None, "x", "abc.def", "é", "0" * 12 + "." + "a" * 43])
def test_without_a_valid_key_it_is_401(client: TestClient, key: str | None) -> None:
    headers = {b"Authorization": f"Bearer {key}".encode()} if key else {}
    response = client.post(PATH, json={"sender": "anna", "message": "hello"}, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_is_401(client: TestClient, service: Service, key: str) -> None:
    revoke_key(service.engine, "site")
    assert post(client, key).status_code == 401


def test_a_key_for_something_else_is_403(client: TestClient, service: Service) -> None:
    assert post(client, add_key(service.engine, "watch", "metrics")).status_code == 403


def test_a_sender_goes_on_with_its_conversation(
    client: TestClient, key: str, assistant: FakeAssistant
) -> None:
    post(client, key)
    post(client, key)
    post(client, key, sender="bert")
    ids = [asked[0] for asked in assistant.asked]
    assert ids[0] == ids[1] != ids[2]
    assert "anna" not in ids[0]


def test_a_sender_counts_within_its_key_alone(
    client: TestClient, service: Service, key: str, assistant: FakeAssistant
) -> None:
    post(client, key)
    post(client, add_key(service.engine, "other", "messages"))
    assert assistant.asked[0][0] != assistant.asked[1][0]


def test_the_key_is_asked_for_before_the_body_is_read(client: TestClient) -> None:
    assert client.post(PATH, content=b"{").status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"sender": None}, 422),
        ({"sender": ""}, 422),
        ({"sender": {"a": 1}}, 422),
        ({"sender": "x" * 65}, 422),
        ({"message": 3}, 422),
        ({"message": ""}, 400),
        ({"message": "/"}, 400),
        ({"message": "a" * 1001}, 413),
        ({"message": "/restart"}, 200),
    ],
)
def test_messages_are_checked(
    client: TestClient, key: str, change: dict[str, Any], status: int
) -> None:
    assert post(client, key, **change).status_code == status
