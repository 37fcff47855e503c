"""The message API does what `design.md` promises, status by status."""

from __future__ import annotations

import json
import time
from typing import Any
from unittest.mock import patch

import pytest
from starlette.testclient import TestClient

from bot.store.tables import FEEDBACK
from bot.web.service import Service
from bot.web.tokens import DAY_S
from tests.web.conftest import FakeAssistant

JSON = {"content-type": "application/json"}


def say(client: TestClient, text: str = "hello", **more: Any) -> dict[str, Any]:
    """Send a message that must be taken."""
    response = client.post("/api/v1/messages", json={"text": text, **more})
    assert response.status_code == 200, response.text
    reply: dict[str, Any] = response.json()
    return reply


def bearer(token: str) -> dict[str, str]:
    """Give the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def test_a_first_message_begins_a_conversation(client: TestClient) -> None:
    reply = say(client)
    assert list(reply) == ["conversation", "reference", "held_by", "messages"]
    assert reply["held_by"] == "bot"
    assert len(reply["reference"]) == 8
    (message,) = reply["messages"]
    assert list(message) == ["id", "from", "text", "answer"]


def test_the_token_goes_on_with_the_conversation(
    client: TestClient, assistant: FakeAssistant
) -> None:
    first = say(client)
    second = say(client, conversation=first["conversation"])
    assert second["conversation"] == first["conversation"]
    assert second["reference"] == first["reference"]
    assert assistant.asked[0][0] == assistant.asked[1][0]


def test_null_is_as_good_as_absent(client: TestClient) -> None:
    assert say(client, conversation=None, id=None)["messages"]


def test_the_same_id_again_gives_the_first_answer_again(
    client: TestClient, assistant: FakeAssistant
) -> None:
    token = say(client)["conversation"]
    first = say(client, "one", conversation=token, id="7")
    assert say(client, "two", conversation=token, id="7") == first
    assert len(assistant.asked) == 2


@pytest.mark.parametrize("text", ["", " ", "/", "\0", "\ud800", "\u202e"])
def test_a_text_without_words_is_400(client: TestClient, text: str) -> None:
    body = json.dumps({"text": text})
    response = client.post("/api/v1/messages", content=body, headers=JSON)
    assert (response.status_code, response.json()["type"]) == (400, "/problems/empty-text")


def test_a_text_of_more_than_1000_characters_is_413(client: TestClient) -> None:
    assert say(client, "a" * 1000)
    response = client.post("/api/v1/messages", json={"text": "a" * 1001})
    assert response.status_code == 413
    assert response.json()["length"] == 1001


@pytest.mark.parametrize("token", ["", "forged", "a.b.c", "\ud800", "x" * 9999])
def test_a_token_that_is_not_ours_is_400(client: TestClient, token: str) -> None:
    body = json.dumps({"text": "a", "conversation": token})
    response = client.post("/api/v1/messages", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json()["type"] == "/problems/invalid-conversation"


def test_a_token_that_was_cut_is_400(client: TestClient) -> None:
    token = say(client)["conversation"]
    body = {"text": "a", "conversation": token[:-1]}
    assert client.post("/api/v1/messages", json=body).status_code == 400


def test_a_token_that_is_too_old_is_410(client: TestClient) -> None:
    token = say(client)["conversation"]
    with patch("itsdangerous.timed.time.time", return_value=time.time() + 91 * DAY_S):
        posted = client.post("/api/v1/messages", json={"text": "a", "conversation": token})
        read = client.get("/api/v1/messages", headers=bearer(token))
    assert posted.json()["type"] == "/problems/conversation-ended"
    assert (posted.status_code, read.status_code) == (410, 410)


def test_a_failing_assistant_is_still_200(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.is_failing = True
    (message,) = say(client)["messages"]
    assert message["answer"]["confidence"] == 0.0


def test_messages_gives_what_came_after_one(client: TestClient) -> None:
    first = say(client)
    token = first["conversation"]
    second = say(client, conversation=token)
    headers = bearer(token)
    everything = client.get("/api/v1/messages", headers=headers).json()
    assert everything["messages"] == first["messages"] + second["messages"]
    known = first["messages"][0]["id"]
    later = client.get("/api/v1/messages", params={"after": known}, headers=headers).json()
    assert later["messages"] == second["messages"]


def test_after_the_newest_message_there_is_nothing(client: TestClient) -> None:
    reply = say(client)
    params = {"after": reply["messages"][0]["id"]}
    headers = bearer(reply["conversation"])
    read = client.get("/api/v1/messages", params=params, headers=headers)
    assert read.json() == {**reply, "messages": []}


def test_after_a_message_that_was_not_kept_everything_is_given(client: TestClient) -> None:
    reply = say(client)
    headers = bearer(reply["conversation"])
    read = client.get("/api/v1/messages", params={"after": "unknown"}, headers=headers)
    assert read.json() == reply


def test_a_token_reads_its_own_conversation_alone(client: TestClient) -> None:
    mine, other = say(client), say(client)
    params = {"after": other["messages"][0]["id"]}
    read = client.get("/api/v1/messages", params=params, headers=bearer(mine["conversation"]))
    assert read.json()["messages"] == mine["messages"]


@pytest.mark.parametrize("path", ["/api/v1/messages", "/api/v1/events"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Basic abc"}, 401), ({"Authorization": "Bearer x"}, 400)],
)
def test_reading_needs_the_token(
    client: TestClient, path: str, headers: dict[str, str], status: int
) -> None:
    assert client.get(path, headers=headers).status_code == status


@pytest.mark.parametrize("after", ["a" * 65, "a\0b"])
def test_after_must_be_an_id(client: TestClient, after: str) -> None:
    headers = bearer(say(client)["conversation"])
    read = client.get("/api/v1/messages", params={"after": after}, headers=headers)
    assert read.status_code == 422


def test_feedback_is_kept_masked_and_the_newest_counts(
    client: TestClient, service: Service
) -> None:
    reply = say(client)
    message_id = reply["messages"][0]["id"]
    for verdict, reason in (("up", None), ("down", "ring 07700 900123")):
        body = {"message": message_id, "verdict": verdict, "reason": reason}
        response = client.post("/api/v1/feedback", json=body, headers=bearer(reply["conversation"]))
        assert response.status_code == 204
    with service.engine.begin() as connection:
        (row,) = connection.execute(FEEDBACK.select()).all()
    assert row.verdict == "down"
    assert "900123" not in row.reason


def test_feedback_on_the_message_of_another_conversation_is_404(client: TestClient) -> None:
    mine, other = say(client), say(client)
    body = {"message": other["messages"][0]["id"], "verdict": "up"}
    response = client.post("/api/v1/feedback", json=body, headers=bearer(mine["conversation"]))
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"verdict": "maybe"}, 422),
        ({"verdict": ["up"]}, 422),
        ({"message": 3}, 422),
        ({"reason": 3}, 422),
        ({"reason": "a" * 1001}, 413),
        ({"reason": ""}, 204),
    ],
)
def test_feedback_is_checked(client: TestClient, change: dict[str, Any], status: int) -> None:
    reply = say(client)
    body = {"message": reply["messages"][0]["id"], "verdict": "up", **change}
    response = client.post("/api/v1/feedback", json=body, headers=bearer(reply["conversation"]))
    assert response.status_code == status


def test_feedback_needs_the_token(client: TestClient) -> None:
    body = {"message": "m", "verdict": "up"}
    assert client.post("/api/v1/feedback", json=body).status_code == 401
