"""What is too large, too slow or too often is refused before anything reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from bot.web import limits
from bot.web.limits import MOST_BYTES, BodyLimit, Buckets
from bot.web.problems import ProblemError
from tests.web.conftest import FakeAssistant, Serve

JSON = {"content-type": "application/json"}


def in_parts(size: int) -> Iterator[bytes]:
    """Give a body in parts, so that no content-length is sent."""
    for _ in range(size // 1024):
        yield b"a" * 1024
    yield b"a" * (size % 1024)


def test_a_body_over_the_limit_is_refused_by_its_length(client: TestClient) -> None:
    response = client.post("/api/v1/messages", content=b"a" * (MOST_BYTES + 1), headers=JSON)
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/body-too-large"


def test_a_body_in_parts_is_refused_all_the_same(client: TestClient) -> None:
    response = client.post("/api/v1/messages", content=in_parts(MOST_BYTES + 1), headers=JSON)
    assert response.status_code == 413


def test_a_body_at_the_limit_is_read(client: TestClient) -> None:
    response = client.post("/api/v1/messages", content=in_parts(MOST_BYTES), headers=JSON)
    assert response.status_code == 400


def test_a_body_under_the_limit_arrives_whole_though_in_parts(
    client: TestClient, assistant: FakeAssistant
) -> None:
    parts = iter([b'{"te', b'xt": "aut', b'ism"}'])
    assert client.post("/api/v1/messages", content=parts, headers=JSON).status_code == 200
    assert assistant.asked[0][1] == "autism"


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("the request should not have come so far")


async def _drop(_message: Message) -> None:
    pass


def _request(path: str = "/", **headers: str) -> Scope:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "path": path, "headers": raw}


def test_a_client_that_asks_first_is_refused_without_sending_the_body() -> None:
    async def receive() -> Message:
        raise AssertionError("the body should not have been asked for")

    scope = _request(expect="100-continue", content_length=str(MOST_BYTES + 1))
    with pytest.raises(ProblemError) as caught:
        asyncio.run(BodyLimit(_nothing)(scope, receive, _drop))
    assert caught.value.problem.status == 413


def test_a_body_without_end_is_not_read_for_ever() -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"a" * 1_000_000, "more_body": True}

    with pytest.raises(ProblemError) as caught:
        asyncio.run(BodyLimit(_nothing)(_request(), receive, _drop))
    assert caught.value.problem.status == 413
    assert read < 10


def test_a_body_that_does_not_arrive_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_TIMEOUT_S", 0.01)

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(ProblemError) as caught:
        asyncio.run(BodyLimit(_nothing)(_request(), receive, _drop))
    assert caught.value.problem.status == 408


def test_a_path_may_be_given_a_larger_limit() -> None:
    reached = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(len((await receive())["body"]))

    async def receive() -> Message:
        return {"type": "http.request", "body": b"a" * (MOST_BYTES + 1), "more_body": False}

    limit = BodyLimit(app, {"/large": 1_000_000})
    asyncio.run(limit(_request("/large"), receive, _drop))
    assert reached == [MOST_BYTES + 1]


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """Give the time."""
        return self.now


def test_a_bucket_gives_its_size_at_once_and_then_as_it_refills() -> None:
    clock = Clock()
    buckets = Buckets("2/minute", clock)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 30]
    clock.now = 29
    assert buckets.take("a") == 1
    clock.now = 31
    assert [buckets.take("a") for _ in range(2)] == [0, 29]


def test_a_client_does_not_empty_the_bucket_of_another() -> None:
    buckets = Buckets("1/hour", Clock())
    assert [buckets.take("a"), buckets.take("b"), buckets.take("a")] == [0, 0, 3600]


def test_the_buckets_of_clients_long_unseen_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_CLIENTS", 10)
    buckets = Buckets("1/hour", Clock())
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets._kept) == 10


def test_messages_that_come_too_often_are_refused_and_told_when(serve: Serve) -> None:
    client = serve(rate_limit="2/hour")
    statuses = [client.post("/api/v1/messages", json={"text": "a"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = client.post("/api/v1/messages", json={"text": "a"})
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["content-type"] == "application/problem+json"


def test_reading_is_not_limited(serve: Serve) -> None:
    client = serve(rate_limit="1/hour")
    assert [client.get("/healthz").status_code for _ in range(5)] == [200] * 5


def test_a_client_cannot_escape_the_limit_by_naming_addresses(serve: Serve) -> None:
    client = serve(rate_limit="1/hour")
    statuses = [
        client.post(
            "/api/v1/messages", json={"text": "a"}, headers={"x-forwarded-for": f"1.1.1.{n}"}
        ).status_code
        for n in range(2)
    ]
    assert statuses == [200, 429]


def test_behind_a_trusted_proxy_each_client_has_its_own_limit(serve: Serve) -> None:
    client = serve(rate_limit="1/hour", trusted_proxies=("127.0.0.1",))
    statuses = [
        client.post(
            "/api/v1/messages", json={"text": "a"}, headers={"x-forwarded-for": address}
        ).status_code
        for address in ("1.1.1.1", "2.2.2.2", "6.6.6.6, 1.1.1.1")
    ]
    assert statuses == [200, 200, 429]


def test_an_upload_is_not_read_before_somebody_wants_it() -> None:
    reached = []

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        reached.append("without its body")

    async def receive() -> Message:
        raise AssertionError("the body should not have been asked for")

    limit = BodyLimit(app, uploads={"/upload": 1000})
    asyncio.run(limit(_request("/upload", content_length="900"), receive, _drop))
    assert reached == ["without its body"]
    with pytest.raises(ProblemError) as caught:
        asyncio.run(limit(_request("/upload", content_length="1001"), receive, _drop))
    assert caught.value.problem.status == 413


async def _read_all(_scope: Scope, receive: Receive, _send: Send) -> None:
    while (await receive()).get("more_body"):
        pass


def test_an_upload_without_end_is_cut_off_where_it_is_too_large() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"a" * 600, "more_body": True}

    limit = BodyLimit(_read_all, uploads={"/upload": 1000})
    with pytest.raises(ProblemError) as caught:
        asyncio.run(limit(_request("/upload"), receive, _drop))
    assert caught.value.problem.status == 413


def test_an_upload_that_does_not_arrive_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOAD_TIMEOUT_S", 0.01)

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    limit = BodyLimit(_read_all, uploads={"/upload": 1000})
    with pytest.raises(ProblemError) as caught:
        asyncio.run(limit(_request("/upload"), receive, _drop))
    assert caught.value.problem.status == 408
