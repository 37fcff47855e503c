"""Every answer carries what tells browsers, caches and the log how to treat it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.web.headers import security_headers
from tests.web.conftest import Serve


@pytest.mark.parametrize(
    "path", ["/chat", "/healthz", "/nope", "/static/chat.css", "/openapi.json"]
)
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in headers["content-security-policy"]


def test_frame_ancestors_are_those_of_the_settings_and_we_ourselves() -> None:
    headers = security_headers(["https://a.example", "https://b.example"], is_https=False)
    policy = headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://a.example https://b.example")


def test_only_https_is_told_to_stay_https() -> None:
    assert "Strict-Transport-Security" in security_headers([], is_https=True)
    assert "Strict-Transport-Security" not in security_headers([], is_https=False)


@pytest.mark.parametrize("path", ["/chat", "/api/v1/messages", "/nope", "/static/nope.css"])
def test_what_may_be_private_is_not_kept(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


def test_style_may_be_kept(client: TestClient) -> None:
    assert "max-age" in client.get("/static/chat.css").headers["cache-control"]


def test_every_request_has_an_id_of_ours(client: TestClient) -> None:
    ids = {client.get(path).headers["x-request-id"] for path in ("/healthz", "/chat", "/nope")}
    given = client.get("/healthz", headers={"x-request-id": "mine"}).headers["x-request-id"]
    assert len(ids) == 3
    assert given != "mine"


def test_a_trusted_proxy_may_give_the_id(serve: Serve) -> None:
    client = serve(trusted_proxies=("127.0.0.1",))
    assert client.get("/healthz", headers={"x-request-id": "p-1"}).headers["x-request-id"] == "p-1"
    odd = client.get("/healthz", headers={"x-request-id": "a b"}).headers["x-request-id"]
    assert odd != "a b"
