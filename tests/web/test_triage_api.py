"""Many texts sorted at once: order, limits, keys, and what is wrong with single items."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from openapi_schema_validator import OAS31Validator
from starlette.testclient import TestClient

from bot.store.keys import add_key
from bot.store.tables import INBOUND
from bot.web.service import Service
from tests.factories import decision

AUTISM = {"id": "1", "text": "what is being done for autism?"}


async def _understand_many(_assistant: Any, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Read every text as one on autism, safeguarding where somebody is hit."""
    read = [
        decision(route="safeguarding", workstreams=[], safety="first")
        if "hits" in text
        else decision(route="workstream", workstreams=["autism"], asks=["objectives"])
        for text in texts
    ]
    return [{**each, "evidence": {"safety": 0.9 * (each["safety"] == "first")}} for each in read]


@pytest.fixture
def triage(client: TestClient, service: Service) -> functools.partial[Any]:
    """Give a function that posts a body to the triage API with a key for it."""
    kind = type(service.assistant)
    kind.understand_many = _understand_many  # type: ignore[union-attr]
    key = add_key(service.engine, "triage", "triage")
    return functools.partial(
        client.post, "/api/v1/triage", headers={"Authorization": f"Bearer {key}"}
    )


def test_each_item_is_sorted_in_its_order(triage: functools.partial[Any]) -> None:
    items = [{"id": f"n{n}", "text": f"autism {n}"} for n in range(100)]
    found = triage(json={"items": items}).json()["items"]
    assert [each["id"] for each in found] == [each["id"] for each in items]
    assert {each["route"] for each in found} == {"workstream"}


def test_an_item_is_as_the_description_says(
    triage: functools.partial[Any], client: TestClient
) -> None:
    document = client.get("/openapi.json").json()
    items = [AUTISM, {"id": "2", "text": "he hits her"}, {"id": "3", "text": " "}, 7, {"id": 4}]
    found = triage(json={"items": items}).json()["items"]
    schema = {"$ref": "#/components/schemas/TriageItem", "components": document["components"]}
    for each in found:
        assert list(OAS31Validator(schema).iter_errors(each)) == []
    assert found[0]["reply"]["answer"]["workstreams"] == ["autism"]
    assert (found[1]["urgency"], found[1]["urgency_rule"]) == ("now", "safeguarding")


def test_an_item_that_cannot_be_read_carries_its_problem_and_the_rest_are_sorted(
    triage: functools.partial[Any],
) -> None:
    items = [
        {"id": "blank", "text": "\u200b "},
        {"id": "long", "text": "a" * 20_001},
        {"id": "no text"},
        {"text": "no id"},
        "no object",
        AUTISM,
    ]
    found = triage(json={"items": items}).json()["items"]
    told = [(each["id"], each.get("error", {}).get("type")) for each in found]
    assert told == [
        ("blank", "/problems/empty-text"),
        ("long", "/problems/text-too-long"),
        ("no text", "/problems/invalid-fields"),
        (None, "/problems/invalid-fields"),
        (None, "/problems/invalid-fields"),
        ("1", None),
    ]


def test_personal_details_never_reach_the_assistant(
    triage: functools.partial[Any], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def look(_assistant: Any, texts: Sequence[str]) -> list[dict[str, Any]]:
        seen.extend(texts)
        return await _understand_many(None, texts)

    monkeypatch.setattr(type(service.assistant), "understand_many", look)
    triage(json={"items": [{"id": "1", "text": "ring 07700 900123 about autism"}]})
    assert seen == ["ring [phone number removed] about autism"]


def test_nothing_is_kept(triage: functools.partial[Any], service: Service) -> None:
    triage(json={"items": [AUTISM]})
    with service.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(INBOUND)) == 0


@pytest.mark.parametrize(
    "body", [{}, {"items": None}, {"items": {}}, {"items": [AUTISM] * 501}], ids=str
)
def test_a_body_without_a_list_of_up_to_500_items_is_refused(
    triage: functools.partial[Any], body: dict[str, Any]
) -> None:
    assert triage(json=body).status_code == 422


def test_no_items_give_none(triage: functools.partial[Any]) -> None:
    assert triage(json={"items": []}).json() == {"items": []}


@pytest.mark.slow
def test_a_body_of_up_to_10_mb_is_taken_and_no_more(triage: functools.partial[Any]) -> None:
    items = [{"id": str(n), "text": "autism " * 2800} for n in range(500)]
    assert triage(json={"items": items[:100]}).status_code == 200
    too_much = [{"id": str(n), "text": "x" * 22_000} for n in range(500)]
    assert triage(json={"items": too_much}).status_code == 413


def test_a_key_of_another_scope_and_none_are_refused(client: TestClient, service: Service) -> None:
    key = add_key(service.engine, "other", "messages")
    other = {"Authorization": f"Bearer {key}"}
    assert client.post("/api/v1/triage", json={"items": []}).status_code == 401
    assert client.post("/api/v1/triage", json={"items": []}, headers=other).status_code == 403


def test_other_paths_keep_their_small_limit(client: TestClient) -> None:
    assert client.post("/api/v1/messages", json={"text": "x" * 20_000}).status_code == 413
