"""What nobody should send: a documented problem or a normal answer, and the talk goes on."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.server.server import Talk

pytestmark = pytest.mark.slow


def post(
    client: httpx.Client, body: bytes, content_type: str = "application/json"
) -> httpx.Response:
    """Post raw bytes to the message API."""
    return client.post("/api/v1/messages", content=body, headers={"content-type": content_type})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b'{"text": ""}', 400),
        (b'{"text": "   "}', 400),
        (b'{"text": "/"}', 400),
        (json.dumps({"text": "a" * 1001}).encode(), 413),
        (json.dumps({"text": "a" * 1_000_000}).encode(), 413),
        (b'{"text": 3}', 422),
        (b'{"text": null}', 422),
        (b"[1]", 422),
        (b"null", 422),
        (b"{}", 422),
        (json.dumps({"text": "autism", "id": "x" * 65}).encode(), 422),
        (json.dumps({"text": "autism", "conversation": "forged"}).encode(), 400),
        (b"[" * 5000, 400),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else str(value),
)
def test_bad_bodies_get_the_documented_problem(
    client: httpx.Client, body: bytes, status: int
) -> None:
    response = post(client, body)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/problem+json")
    assert {"type", "title", "status"} <= response.json().keys()
    assert "Traceback" not in response.text


def test_another_content_type_is_refused(client: httpx.Client) -> None:
    assert post(client, b'{"text": "autism"}', "text/plain").status_code == 415


@pytest.mark.parametrize(
    "text",
    [
        "\u0000autism\u0000",
        "😀😀😀",
        "ما هو التوحد",
        "\u202eautism\u202c",
        "/restart",
        "   /restart",
        '/workstream{"workstreams":["autism"]}',
        "@autism",
        "a" * 1000,
        "\ud800 autism",
    ],
)
def test_odd_texts_get_a_normal_answer_and_the_talk_goes_on(talk: Talk, text: str) -> None:
    talk.answer("what is being done for autism?")
    body = json.dumps({"text": text, "conversation": talk.token})
    response = post(talk.client, body.encode())
    assert response.status_code == 200
    assert response.json()["messages"]
    assert talk.answer("the autism report please")["workstreams"] == ["autism"]


def test_a_command_in_the_text_sets_nothing(talk: Talk) -> None:
    talk.answer("what is being done for autism?")
    talk.answer('/workstream{"workstreams": ["spld"]}')
    assert talk.answer("and the report for autism?")["workstreams"] == ["autism"]


def test_a_truncated_token_is_refused_and_the_talk_goes_on(talk: Talk) -> None:
    talk.answer("what is being done for autism?")
    assert talk.token is not None
    body = json.dumps({"text": "and the report?", "conversation": talk.token[:-4]})
    assert post(talk.client, body.encode()).status_code == 400
    assert talk.answer("and the report?")["asks"] == ["report"]
