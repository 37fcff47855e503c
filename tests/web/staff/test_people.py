"""Staff accounts, as an admin manages them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.web.service import Service
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import PASSWORD, Officer, log_in, text_of

NEW = {
    "email": "Grace@Council.example",
    "name": "Grace",
    "role": "agent",
    "password": "seven paper lanterns",
}


def test_an_added_account_can_log_in(admin: Officer, client: TestClient) -> None:
    response = admin.post("/staff/people", NEW)
    assert (response.status_code, response.headers["location"]) == (303, "/staff/people?done=added")
    assert "The account was added." in admin.get(response.headers["location"]).text
    assert log_in(client, "grace@council.example", NEW["password"]).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("email", "grace", "Give an email address"),
        ("name", " ", "Give a name"),
        ("name", "x" * 101, "Give a name"),
        ("role", "root", "Choose a role"),
        ("password", "short", "at least 12 characters"),
        ("password", "", "at least 12 characters"),
        ("password", "passwordpassword", "less common"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    admin: Officer, service: Service, field: str, value: str, told: str
) -> None:
    response = admin.post("/staff/people", {**NEW, field: value})
    assert response.status_code == 422
    assert told in text_of(response.text)
    assert f'value="{NEW["email"]}"' in response.text or field == "email"
    assert "seven paper lanterns" not in response.text
    assert len(service.desk.accounts.all()) == 1


def test_an_address_is_taken_once(admin: Officer) -> None:
    admin.post("/staff/people", NEW)
    response = admin.post("/staff/people", NEW)
    assert "A staff account for 'grace@council.example' exists already." in text_of(response.text)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'); DROP TABLE staff; --",
        "{{ 7 * 7 }}",
    ],
)
def test_a_name_is_text_on_every_page(
    admin: Officer, client: TestClient, service: Service, name: str
) -> None:
    admin.post("/staff/people", {**NEW, "role": "admin", "name": name})
    log_in(client, "grace@council.example", NEW["password"])
    for path in ("/staff/people", "/staff/account", "/staff/audit"):
        page = client.get(path).text
        assert "<script" not in page
        assert "<img" not in page
        assert name in text_of(page) or "<" in name
    assert len(service.desk.accounts.all()) == 2


def test_a_role_is_changed_and_the_sessions_end(admin: Officer, enter: Enter) -> None:
    other = enter("agent")
    admin.post(f"/staff/people/{other.staff.id}/role", {"role": "manager"})
    assert not other.is_in()
    page = admin.get("/staff/people").text
    assert '<option value="manager" selected>' in page


def test_a_disabled_account_is_out_until_it_is_enabled(
    admin: Officer, enter: Enter, client: TestClient
) -> None:
    other = enter("agent")
    admin.post(f"/staff/people/{other.staff.id}/disable")
    assert not other.is_in()
    assert log_in(client, other.staff.email).status_code == 422
    assert "Disabled since" in admin.get("/staff/people").text
    admin.post(f"/staff/people/{other.staff.id}/enable")
    assert log_in(client, other.staff.email).status_code == 303


def test_an_admin_logs_somebody_out_everywhere(admin: Officer, enter: Enter) -> None:
    other = enter("agent")
    admin.post(f"/staff/people/{other.staff.id}/sessions")
    assert not other.is_in()


def test_an_admin_sets_a_password_anew(admin: Officer, enter: Enter, client: TestClient) -> None:
    other = enter("agent")
    where = f"/staff/people/{other.staff.id}/password"
    assert admin.post(where, {"password": "short"}).status_code == 422
    assert admin.post(where, {"password": NEW["password"]}).status_code == 303
    assert not other.is_in()
    assert log_in(client, other.staff.email, PASSWORD).status_code == 422
    assert log_in(client, other.staff.email, NEW["password"]).status_code == 303


@pytest.mark.parametrize("change", ["role", "disable"])
def test_the_last_admin_cannot_be_lost(admin: Officer, change: str) -> None:
    response = admin.post(f"/staff/people/{admin.staff.id}/{change}", {"role": "viewer"})
    assert response.status_code == 422
    assert "This is the last admin" in text_of(response.text)
    assert admin.is_in()


def test_an_account_that_is_not_there_is_told(admin: Officer) -> None:
    response = admin.post("/staff/people/4711/disable")
    assert (response.status_code, "There is no staff account" in response.text) == (422, True)
