"""The description of the interface is valid, whole, and true of what the server does."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator, RefResolver
from openapi_spec_validator import validate_spec
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.store.keys import add_key
from bot.web.service import Service

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    """Give the description as a client gets it."""
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """List method, path and description of each operation."""
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            yield method, path, item[method]


def check(document: dict[str, Any], schema: str, value: Any) -> None:
    """Hold a value against a schema of the description."""
    validator = Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}"}, resolver=RefResolver("", document)
    )
    assert [error.message for error in validator.iter_errors(value)] == []


def test_the_description_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate_spec(cast("Mapping[Hashable, Any]", document))


def test_every_route_is_described_and_no_other(
    client: TestClient, document: dict[str, Any]
) -> None:
    routes: set[tuple[str, str]] = set()
    for route in client.app.routes:  # type: ignore[attr-defined]
        if isinstance(route, Mount):
            continue
        assert isinstance(route, Route)
        # Pages and what their own scripts ask for are no part of the interface.
        if not route.include_in_schema:
            continue
        methods = route.methods or {
            name.upper() for name in METHODS if hasattr(route.endpoint, name)
        }
        routes |= {(method.lower(), route.path) for method in methods - {"HEAD"}}
    assert {(method, path) for method, path, _ in operations(document)} == routes


def test_every_operation_is_explained(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for _, _, operation in operations(document):
        assert operation["summary"]
        assert operation["tags"]


def test_every_error_has_an_example_that_fits(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        content = response["content"].get("application/problem+json")
        if content:
            check(document, "Problem", content["example"])


def test_examples_of_bodies_fit_their_schemas(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            schema = content["schema"]["$ref"].rsplit("/", 1)[1]
            for example in content["examples"].values():
                check(document, schema, example["value"])


def test_the_example_answers_are_what_the_bot_says_and_fit(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    check(document, "Message", schemas["Message"]["examples"][0])
    check(document, "Answer", schemas["Answer"]["examples"][0])


def test_what_the_server_gives_fits(
    client: TestClient, service: Service, document: dict[str, Any]
) -> None:
    state = client.post("/api/v1/messages", json={"text": "a"}).json()
    check(document, "State", state)
    bearing = {"Authorization": f"Bearer {state['conversation']}"}
    check(document, "ContactKept", client.get("/api/v1/contact", headers=bearing).json())
    details = {"email": "name@example.org", "consent": True}
    assert client.post("/api/v1/contact", json=details, headers=bearing).status_code == 204
    check(document, "ContactKept", client.get("/api/v1/contact", headers=bearing).json())
    check(document, "Problem", client.post("/api/v1/messages", json={}).json())
    headers = {"Authorization": f"Bearer {add_key(service.engine, 'k', 'messages')}"}
    body = {"sender": "a", "message": "b"}
    for each in client.post("/webhooks/rest/webhook", json=body, headers=headers).json():
        check(document, "RasaAnswer", each)


def test_the_server_is_the_one_of_the_settings(document: dict[str, Any], service: Service) -> None:
    assert document["servers"] == [{"url": service.settings.public_url}]
