"""Every route outside the console, and who may come there: anybody, a conversation, a key.

The console has a table of its own: `tests/web/staff/test_rights.py`. A route that is in neither
fails here.
"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot.store.keys import add_key
from bot.web.service import Service
from bot.web.staff.guard import StaffRoute
from tests.web.conftest import Serve, service_behind

METHODS = ("get", "post", "put", "patch", "delete")

# By what one comes in. Pages of the chat have their conversation in a cookie, or a frame's token.
ANYBODY = {
    ("GET", "/"),
    ("GET", "/people"),
    ("GET", "/frame"),
    ("GET", "/chat"),
    ("GET", "/chat/easy"),
    ("GET", "/chat/contact"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
    ("POST", "/api/v1/messages"),
}
OF_THE_PAGE = {
    ("POST", "/chat"),
    ("POST", "/chat/easy"),
    ("POST", "/chat/turns"),
    ("POST", "/chat/log"),
    ("POST", "/chat/feedback"),
    ("POST", "/chat/contact"),
}
WITH_COOKIE = {("GET", "/chat/download"), ("GET", "/chat/events")}
WITH_TOKEN = {
    ("GET", "/api/v1/messages"),
    ("GET", "/api/v1/events"),
    ("POST", "/api/v1/feedback"),
    ("GET", "/api/v1/contact"),
    ("POST", "/api/v1/contact"),
    ("DELETE", "/api/v1/contact"),
}
WITH_KEY = {
    ("POST", "/webhooks/rest/webhook"): "messages",
    ("POST", "/api/v1/triage"): "triage",
    ("GET", "/metrics"): "metrics",
}


def routes(client: TestClient) -> set[tuple[str, str]]:
    """List method and path of what stands outside the console, the site's pages apart."""
    found: set[tuple[str, str]] = set()
    for route in client.app.routes:  # type: ignore[attr-defined]
        if isinstance(route, (Mount, StaffRoute)):
            continue
        own = {name.upper() for name in METHODS if hasattr(route.endpoint, name)}
        found |= {(method, route.path) for method in (route.methods or own) - {"HEAD"}}
    return found


def is_of_the_site(method: str, path: str) -> bool:
    """Tell whether a route only shows what everybody may read."""
    starts = ("/answers", "/about", "/privacy", "/accessibility", "/demo", "/embed")
    return method == "GET" and path.startswith((*starts, "/robots.txt", "/sitemap.xml"))


def ask(client: TestClient, method: str, path: str, **headers: str) -> Any:
    """Ask for a path with a body that any route could read."""
    body: dict[str, Any] = {"json": {}} if method == "POST" else {}
    return client.request(method, path, headers=headers, follow_redirects=False, **body)


def test_every_route_is_in_one_table(client: TestClient) -> None:
    known = ANYBODY | OF_THE_PAGE | WITH_COOKIE | WITH_TOKEN | set(WITH_KEY)
    others = {each for each in routes(client) if not is_of_the_site(*each)}
    assert others == known


@pytest.mark.parametrize(("method", "path"), sorted(WITH_TOKEN))
def test_a_token_of_the_conversation_is_needed(client: TestClient, method: str, path: str) -> None:
    assert ask(client, method, path).status_code == 401
    for token in ("x", "web-nobody.aaaa.bbbb", client.get("/chat").cookies["conversation"][:-2]):
        response = ask(client, method, path, authorization=f"Bearer {token}")
        assert response.json()["type"] == "/problems/invalid-conversation", token


@pytest.mark.parametrize(("method", "path"), sorted(WITH_COOKIE))
def test_without_a_conversation_there_is_nothing_to_read(
    client: TestClient, method: str, path: str
) -> None:
    assert ask(client, method, path).status_code == 400


@pytest.mark.parametrize(("method", "path"), sorted(OF_THE_PAGE))
@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}],
)
def test_what_another_site_makes_a_browser_send_is_refused(
    client: TestClient, method: str, path: str, headers: dict[str, str]
) -> None:
    client.get("/chat")
    for body in ({"json": {"text": "a", "id": "1"}}, {"data": {"text": "a"}}):
        response = client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
        assert response.status_code in {403, 415}, (path, body)


@pytest.mark.parametrize(("method", "path"), sorted(WITH_KEY))
def test_a_key_of_that_scope_is_needed(serve: Serve, method: str, path: str) -> None:
    # Not from the machine itself, which may read the metrics without a key.
    client = serve(address="192.0.2.7")
    service: Service = service_behind(client)
    keys = {scope: add_key(service.engine, scope, scope) for scope in set(WITH_KEY.values())}
    assert ask(client, method, path).status_code == 401
    assert ask(client, method, path, authorization="Bearer nobody's").status_code == 401
    for scope, key in keys.items():
        status = ask(client, method, path, authorization=f"Bearer {key}").status_code
        assert (status == 403) == (scope != WITH_KEY[method, path]), (path, scope)
        assert status not in {401, 500}


def test_a_token_opens_its_own_conversation_alone(client: TestClient) -> None:
    tokens = [
        client.post("/api/v1/messages", json={"text": "hello"}).json()["conversation"]
        for _ in range(2)
    ]
    first, second = ({"Authorization": f"Bearer {token}"} for token in tokens)
    details = {"email": "ann@example.org", "consent": True}
    assert client.post("/api/v1/contact", json=details, headers=first).status_code == 204
    assert client.get("/api/v1/contact", headers=second).json()["holds"] == []
    assert client.delete("/api/v1/contact", headers=second).status_code == 204
    assert client.get("/api/v1/contact", headers=first).json()["holds"] == ["email"]
