"""Contact details in the message API: consent, faults, kinds alone, taking back."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.store.contact import ContactDetails
from bot.web.contacts import contacts_of
from bot.web.service import Service
from tests.factories import library

PATH = "/api/v1/contact"
GOOD: dict[str, Any] = {"email": "ann@example.org", "consent": True}


@pytest.fixture
def bearing(client: TestClient) -> dict[str, str]:
    """Give the headers that name a conversation with a message."""
    token = client.post("/api/v1/messages", json={"text": "hello"}).json()["conversation"]
    return {"Authorization": f"Bearer {token}"}


def test_details_are_kept_and_told_of_by_their_kinds(
    client: TestClient, bearing: dict[str, str], service: Service
) -> None:
    before = client.get(PATH, headers=bearing).json()
    assert (before["given_at"], before["holds"]) == (None, [])
    assert library().wording.say("contact.what_for") in before["consent"]
    assert client.post(PATH, json=GOOD, headers=bearing).status_code == 204
    after = client.get(PATH, headers=bearing)
    assert after.json()["holds"] == ["email"]
    assert after.json()["given_at"].endswith("Z")
    assert "ann@example.org" not in after.text
    conversation = service.tokens.read(bearing["Authorization"].removeprefix("Bearer "))
    found = contacts_of(service).kept(conversation)
    assert found is not None
    assert found.details == ContactDetails(email="ann@example.org")


def test_they_can_be_taken_back_twice(client: TestClient, bearing: dict[str, str]) -> None:
    client.post(PATH, json=GOOD, headers=bearing)
    for _ in range(2):
        assert client.delete(PATH, headers=bearing).status_code == 204
    assert client.get(PATH, headers=bearing).json()["holds"] == []


def test_every_fault_is_told_in_a_sentence(client: TestClient, bearing: dict[str, str]) -> None:
    response = client.post(PATH, json={"email": "ann", "phone": "1"}, headers=bearing)
    assert response.status_code == 422
    say = library().wording.say
    assert response.json()["errors"] == [
        {"pointer": "#/email", "detail": say("contact.email_wrong")},
        {"pointer": "#/phone", "detail": say("contact.phone_wrong")},
        {"pointer": "#/consent", "detail": say("contact.no_consent")},
    ]


@pytest.mark.parametrize("consent", ["yes", 1, None, []])
def test_consent_is_true_and_nothing_else(
    client: TestClient, bearing: dict[str, str], consent: Any
) -> None:
    body = {**GOOD, "consent": consent}
    assert client.post(PATH, json=body, headers=bearing).status_code == 422
    assert client.get(PATH, headers=bearing).json()["holds"] == []


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(("token", "status"), [(None, 401), ("forged", 400)])
def test_a_token_of_the_conversation_is_needed(
    client: TestClient, method: str, token: str | None, status: int
) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body: dict[str, Any] = {"json": GOOD} if method == "POST" else {}
    assert client.request(method, PATH, headers=headers, **body).status_code == status


def test_a_conversation_without_a_message_takes_none(client: TestClient, service: Service) -> None:
    headers = {"Authorization": f"Bearer {service.tokens.sign('web-nobody')}"}
    for response in (
        client.post(PATH, json=GOOD, headers=headers),
        client.get(PATH, headers=headers),
        client.delete(PATH, headers=headers),
    ):
        assert response.status_code == 409
        assert response.json()["type"] == "/problems/no-message"
