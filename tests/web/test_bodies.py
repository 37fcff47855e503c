"""Bodies that are not what they should be are refused with every fault at once."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"text": "\xff\xfe"}',
        b'{"text": NaN}',
        b'{"text": Infinity}',
        b"[" * 9000,
        b'{"a":' * 2000,
        b'{"text": ' + b"9" * 6000 + b"}",
        '{"text": "a"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"text": "a"}',
    ],
    ids=lambda body: repr(body[:12]),
)
def test_what_is_not_json_in_utf_8_is_malformed(client: TestClient, body: bytes) -> None:
    response = client.post("/api/v1/messages", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json()["type"] == "/problems/malformed"


@pytest.mark.parametrize("body", [[], [1], None, 3, "text", True])
def test_json_that_is_no_object_is_refused(client: TestClient, body: object) -> None:
    response = client.post("/api/v1/messages", content=json.dumps(body), headers=JSON)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": "#", "detail": "expected an object"}]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["text"]),
        ({"text": None}, ["text"]),
        ({"text": 3}, ["text"]),
        ({"text": ["a"]}, ["text"]),
        ({"text": {"a": 1}}, ["text"]),
        ({"text": "a", "conversation": 3}, ["conversation"]),
        ({"text": "a", "id": 3}, ["id"]),
        ({"text": "a", "id": ""}, ["id"]),
        ({"text": "a", "id": "x" * 65}, ["id"]),
        ({"text": "a", "id": "a\0"}, ["id"]),
        ({"text": "a", "id": "\ud800"}, ["id"]),
        ({"text": 1, "conversation": 2, "id": 3}, ["text", "conversation", "id"]),
    ],
)
def test_wrong_fields_are_all_named(
    client: TestClient, fields: dict[str, object], wrong: list[str]
) -> None:
    response = client.post("/api/v1/messages", content=json.dumps(fields), headers=JSON)
    assert response.status_code == 422
    assert [each["pointer"] for each in response.json()["errors"]] == [
        f"#/{name}" for name in wrong
    ]


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded", "json"])
def test_another_content_type_is_refused(client: TestClient, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    response = client.post("/api/v1/messages", content=b'{"text": "a"}', headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON;charset=x"])
def test_parameters_of_the_content_type_do_not_matter(client: TestClient, kind: str) -> None:
    body, headers = b'{"text": "a"}', {"content-type": kind}
    assert client.post("/api/v1/messages", content=body, headers=headers).status_code == 200


def test_what_only_the_server_may_say_is_not_listened_to(
    client: TestClient, assistant: object
) -> None:
    body = {"text": "a", "sender": "victim", "input_channel": "slack", "metadata": {"admin": True}}
    assert client.post("/api/v1/messages", json=body).status_code == 200
    ((conversation_id, _, channel),) = assistant.asked  # type: ignore[attr-defined]
    assert conversation_id.startswith("web-")
    assert channel == "web"
