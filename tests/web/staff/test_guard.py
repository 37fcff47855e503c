"""The guard: forged forms, foreign framing, sessions that ended, ways that lead elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.testclient import TestClient

from bot.store.staff_tables import STAFF_SESSIONS
from bot.web.service import Service
from bot.web.staff.guard import local_path
from tests.web.conftest import Serve, service_behind
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer, add_account, log_in

NEW = {
    "email": "new@council.example",
    "name": "New",
    "role": "admin",
    "password": "a b c d e f g h",
}


def count(service: Service) -> int:
    return len(service.desk.accounts.all())


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "é"])
def test_a_form_without_the_sessions_token_changes_nothing(
    admin: Officer, service: Service, token: str
) -> None:
    before = count(service)
    response = admin.post("/staff/people", {**NEW, "csrf": token})
    assert response.status_code == 403
    assert "The form was not taken" in response.text
    assert count(service) == before


def test_a_token_of_another_session_is_refused(enter: Enter, service: Service) -> None:
    one, other = enter("admin"), enter("admin")
    before = count(service)
    assert one.post("/staff/people", {**NEW, "csrf": other.token()}).status_code == 403
    assert count(service) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_whatever_it_holds(
    admin: Officer, service: Service, headers: dict[str, str]
) -> None:
    before = count(service)
    assert admin.post("/staff/people", NEW, **headers).status_code == 403
    assert count(service) == before


def test_the_token_in_the_address_does_not_count(admin: Officer, service: Service) -> None:
    before = count(service)
    response = admin.client.post(
        f"/staff/people?csrf={admin.token()}", data=NEW, follow_redirects=False
    )
    assert response.status_code == 403
    assert count(service) == before


def test_a_script_of_ours_may_send_the_token_as_a_header(enter: Enter) -> None:
    officer = enter("agent")
    response = officer.client.post(
        "/staff/logout", headers={"X-CSRF-Token": officer.token()}, follow_redirects=False
    )
    assert response.status_code == 303
    assert not officer.is_in()


def test_json_without_a_header_is_not_taken_for_a_form(admin: Officer) -> None:
    response = admin.client.post("/staff/people", json={"csrf": admin.token(), **NEW})
    assert response.status_code == 415


@pytest.mark.parametrize("column", ["expires_at", "seen_at", "revoked_at"])
def test_a_session_that_ended_leads_to_the_login(
    enter: Enter, service: Service, column: str
) -> None:
    officer = enter("agent")
    assert officer.is_in()
    long_ago = dt.datetime(2020, 1, 1)  # noqa: DTZ001  as the tables keep it
    with service.engine.begin() as connection:
        connection.execute(STAFF_SESSIONS.update().values({column: long_ago}))
    response = officer.get("/staff/account")
    assert response.headers["location"] == "/staff/login?next=%2Fstaff%2Faccount"


def test_after_the_login_one_goes_on_where_one_was(client: TestClient, service: Service) -> None:
    add_account(service, "ada@council.example", "admin")
    asked = client.get("/staff/audit?before=7&x=a%20b", follow_redirects=False)
    assert (
        asked.headers["location"] == "/staff/login?next=%2Fstaff%2Faudit%3Fbefore%3D7%26x%3Da%2520b"
    )
    page = client.get(asked.headers["location"])
    assert 'name="next" value="/staff/audit?before=7&amp;x=a%20b"' in page.text


def test_a_form_sent_too_late_goes_on_at_its_page(client: TestClient) -> None:
    response = client.post(
        "/staff/people/1/role",
        headers={"referer": "http://testserver/staff/people"},
        follow_redirects=False,
    )
    assert response.headers["location"] == "/staff/login?next=%2Fstaff%2Fpeople"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/staff",
        "//evil.example/staff",
        "/\\evil.example",
        "/staff\\..\\..\\evil",
        "/staffx",
        "/chat",
        "javascript:alert(1)",
        "/staff/\nLocation: https://evil.example",
        "/staff/ x",
        "/staff/" + "x" * 600,
        "",
    ],
)
def test_a_way_elsewhere_leads_to_the_start(
    client: TestClient, service: Service, path: str
) -> None:
    assert local_path(path) == "/staff"
    add_account(service, "ada@council.example", "admin")
    assert log_in(client, "ada@council.example", then=path).headers["location"] == "/staff"


def test_a_role_taken_away_ends_the_session_at_once(enter: Enter) -> None:
    admin, other = enter("admin"), enter("admin")
    token = other.token()
    admin.post(f"/staff/people/{other.staff.id}/role", {"role": "viewer"})
    late = other.client.post(
        f"/staff/people/{admin.staff.id}/disable", data={"csrf": token}, follow_redirects=False
    )
    assert late.headers["location"].startswith("/staff/login")
    assert admin.is_in()


def test_a_role_changed_in_the_database_holds_from_the_next_request(
    enter: Enter, service: Service
) -> None:
    from bot.store.staff_tables import STAFF

    other = enter("admin")
    with service.engine.begin() as connection:
        connection.execute(STAFF.update().values(role="viewer"))
    assert other.get("/staff/people").status_code == 403


@pytest.mark.parametrize("path", ["/staff", "/staff/login", "/staff/people", "/staff/nowhere"])
def test_no_page_of_the_console_can_be_framed_or_kept(serve: Serve, path: str) -> None:
    client = serve(frame_ancestors=("https://www.example.org",))
    headers = client.get(path, headers={"accept": "text/html"}, follow_redirects=False).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_the_chat_page_is_not_touched_by_it(serve: Serve) -> None:
    client = serve(frame_ancestors=("https://www.example.org",))
    policy = client.get("/chat").headers["content-security-policy"]
    assert "https://www.example.org" in policy
    assert service_behind(client).settings.frame_ancestors
