"""Logging in and out: cookies, fixation, throttle, and not a word on what was wrong."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.store.staff_tables import AUDIT, STAFF_SESSIONS
from bot.web.service import Service
from tests.web.conftest import Serve, service_behind
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import PASSWORD, add_account, log_in, text_of, token_in

EMAIL = "ada@council.example"
HTTPS = "https://bot.example"
WRONG = "The email address or the password is not right."


@pytest.fixture(autouse=True)
def _account(service: Service) -> None:
    add_account(service, EMAIL, "admin")


def last_entry(service: Service) -> tuple[str, str, str]:
    query = sa.select(AUDIT).order_by(AUDIT.c.seq.desc())
    with service.engine.begin() as connection:
        row = connection.execute(query).first()
    return row.action, row.subject_id, row.detail


def test_a_right_password_opens_the_console(client: TestClient, service: Service) -> None:
    response = log_in(client, " ADA@Council.example ")
    assert (response.status_code, response.headers["location"]) == (303, "/staff")
    assert client.get("/staff").status_code == 200
    assert last_entry(service) == ("staff.logged_in", "1", '{"way":"password"}')


def test_the_cookie_is_out_of_reach_of_scripts_and_ends_with_the_browser(
    client: TestClient,
) -> None:
    cookies = log_in(client, EMAIL).headers.get_list("set-cookie")
    (session,) = [each for each in cookies if each.startswith("staff=")]
    assert re.fullmatch(r"staff=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", session)


def test_over_https_the_cookies_are_secure_and_bound_to_the_host(serve: Serve) -> None:
    there = serve(public_url=HTTPS)
    client = TestClient(there.app, base_url=HTTPS, raise_server_exceptions=False)
    response = log_in(client, EMAIL)
    cookies = [each for each in response.headers.get_list("set-cookie") if "Max-Age" not in each]
    assert len(cookies) == 1
    assert re.fullmatch(
        r"__Host-staff=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", cookies[0]
    )
    assert client.get("/staff/account").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong wrong wrong"),
        (EMAIL, ""),
        ("nobody@council.example", PASSWORD),
        ("' OR '1'='1' --", PASSWORD),
        ("", ""),
        (EMAIL, PASSWORD + "\x00"),
    ],
)
def test_what_was_wrong_is_not_told(
    client: TestClient, service: Service, email: str, password: str
) -> None:
    response = log_in(client, email, password)
    assert (response.status_code, WRONG in response.text) == (422, True)
    assert "staff" not in client.cookies
    assert last_entry(service)[0] == "staff.login_failed"


def test_a_failure_names_the_account_and_never_what_was_typed(
    client: TestClient, service: Service
) -> None:
    log_in(client, EMAIL, "my secret by mistake")
    assert last_entry(service) == ("staff.login_failed", "1", '{"reason":"wrong_password"}')
    log_in(client, "my secret by mistake", "x")
    assert last_entry(service) == ("staff.login_failed", "unknown", '{"reason":"unknown_account"}')


def test_a_disabled_account_looks_like_a_wrong_password(
    client: TestClient, service: Service
) -> None:
    other = add_account(service, "grace@council.example", "agent")
    service.desk.accounts.disable(other.id, None)
    assert WRONG in log_in(client, "grace@council.example").text
    assert last_entry(service)[2] == '{"reason":"disabled"}'


def test_an_account_without_a_password_cannot_be_entered_with_none(
    client: TestClient, service: Service
) -> None:
    from bot.store.staff import NewStaff

    service.desk.accounts.add(NewStaff("sso@council.example", "S", "agent"), None)
    for password in ("", "None"):
        assert log_in(client, "sso@council.example", password).status_code == 422


def test_the_session_id_is_a_new_one_whatever_was_brought_along(
    client: TestClient, service: Service
) -> None:
    client.cookies.set("staff", "chosen-by-somebody-else", domain="testserver.local")
    log_in(client, EMAIL)
    first = client.cookies["staff"]
    assert first != "chosen-by-somebody-else"
    # Whoever is logged in goes on from the login page; the form itself can still be sent.
    page = TestClient(client.app).get("/staff/login")
    client.cookies.set("staff_form", page.cookies["staff_form"])
    data = {"csrf": token_in(page.text), "email": EMAIL, "password": PASSWORD}
    client.post("/staff/login", data=data, follow_redirects=False)
    assert service.desk.sessions.find(first) is None
    with service.engine.begin() as connection:
        assert len(connection.execute(sa.select(STAFF_SESSIONS)).all()) == 2


def test_a_login_form_of_another_browser_is_refused(client: TestClient) -> None:
    token = token_in(TestClient(client.app).get("/staff/login").text)
    client.get("/staff/login")
    data = {"csrf": token, "email": EMAIL, "password": PASSWORD}
    assert client.post("/staff/login", data=data).status_code == 403
    assert TestClient(client.app).post("/staff/login", data=data).status_code == 403


def test_a_login_sent_by_another_site_is_refused(client: TestClient) -> None:
    token = token_in(client.get("/staff/login").text)
    data = {"csrf": token, "email": EMAIL, "password": PASSWORD}
    response = client.post("/staff/login", data=data, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


def test_after_five_failures_even_the_right_password_has_to_wait(
    client: TestClient, service: Service
) -> None:
    assert service.settings.rate_limit is None
    statuses = [log_in(client, EMAIL, f"wrong password {n}").status_code for n in range(5)]
    assert statuses == [422] * 5
    response = log_in(client, EMAIL)
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 5
    assert re.search(r"Wait \d seconds, then try again\.", text_of(response.text))


def test_who_is_logged_in_goes_on_from_the_login_page(client: TestClient) -> None:
    log_in(client, EMAIL)
    response = client.get("/staff/login?next=/staff/audit", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/staff/audit")


def test_logging_out_ends_the_session_on_the_server(enter: Enter, service: Service) -> None:
    officer = enter("agent")
    kept = officer.client.cookies["staff"]
    response = officer.post("/staff/logout")
    assert response.headers["location"] == "/staff/login?out=1"
    assert service.desk.sessions.find(kept) is None
    assert last_entry(service)[0] == "staff.logged_out"
    assert "You are logged out." in officer.client.get("/staff/login?out=1").text


def test_password_managers_find_their_fields(client: TestClient) -> None:
    page = client.get("/staff/login").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_there_is_no_account_at_first(serve: Serve) -> None:
    client = serve()
    with service_behind(client).engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM staff")
    for email, password in (("admin", "admin"), ("admin@example.org", "password")):
        assert log_in(client, email, password).status_code == 422
