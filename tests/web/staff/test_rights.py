"""Every route of the console against every role and no login.

A route that anybody adds under /staff is walked by itself: it must be made by `staff_route`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.triage.roles import ROLES, Permission
from bot.web.staff.guard import StaffRoute
from tests.web.staff.conftest import Enter

# Written out once more, so that a slip in the table of the code shows.
EVERYBODY = set(ROLES)
AT_CASES = {"agent", "safeguarding_lead", "manager", "admin"}
HOLDERS: dict[str, set[str]] = {
    "own_account": EVERYBODY,
    "see_queue": EVERYBODY,
    "see_insights": EVERYBODY,
    "see_safeguarding": {"safeguarding_lead", "admin"},
    "reply": AT_CASES,
    "assign": AT_CASES,
    "hold_by_law": {"safeguarding_lead", "manager", "admin"},
    "see_contact": AT_CASES,
    "correct_labels": AT_CASES | {"editor"},
    "upload_batch": AT_CASES | {"editor"},
    "approve_examples": {"editor", "manager", "admin"},
    "train": {"editor", "manager", "admin"},
    "promote": {"manager", "admin"},
    "export": {"safeguarding_lead", "manager", "admin"},
    "manage_staff": {"admin"},
    "see_audit": {"manager", "admin"},
}
WITHOUT_LOGIN = {
    ("GET", "/staff/login"),
    ("POST", "/staff/login"),
    ("GET", "/staff/openid"),
    ("GET", "/staff/openid/callback"),
}


# Every route by every role: a minute and more.
pytestmark = pytest.mark.slow


def routes_of(client: TestClient) -> list[Any]:
    routes: list[Any] = client.app.routes  # type: ignore[attr-defined]
    return routes


def staff_routes(client: TestClient) -> list[StaffRoute]:
    return [each for each in routes_of(client) if isinstance(each, StaffRoute)]


def methods_of(route: Route) -> set[str]:
    return set(route.methods or ()) - {"HEAD"}


def address_of(route: Route) -> str:
    """Fill in the parameters of a path with what names nothing that is there."""
    return re.sub(r"\{\w+(:\w+)?\}", lambda m: "4711" if m[1] == ":int" else "nobody", route.path)


def test_the_table_names_every_permission() -> None:
    assert set(HOLDERS) == {each.value for each in Permission}


def test_every_route_under_staff_declares_who_may_come(client: TestClient) -> None:
    under = [each for each in routes_of(client) if getattr(each, "path", "").startswith("/staff")]
    assert len(under) > 10
    assert [each for each in under if not isinstance(each, StaffRoute)] == []


def test_only_the_login_is_open(client: TestClient) -> None:
    without = {
        (method, route.path)
        for route in staff_routes(client)
        if route.permission is None
        for method in methods_of(route)
    }
    assert without == WITHOUT_LOGIN


def test_no_route_is_reached_without_a_login(client: TestClient) -> None:
    for route in staff_routes(client):
        for method in methods_of(route) if route.permission else ():
            response = client.request(method, address_of(route), follow_redirects=False)
            where = response.headers.get("location", "")
            assert response.status_code == 303, (method, route.path)
            assert where.startswith("/staff/login?next=%2Fstaff"), (method, route.path)


@pytest.mark.parametrize("role", [*ROLES, "unheard_of"])
def test_a_role_reaches_what_it_may_and_nothing_else(
    client: TestClient, enter: Enter, role: str
) -> None:
    enter("admin")
    for route in staff_routes(client):
        if route.permission is None:
            continue
        for method in methods_of(route):
            officer = enter(role)
            if role == "unheard_of":
                response = officer.client.request(method, address_of(route), follow_redirects=False)
            elif method == "GET":
                response = officer.get(address_of(route))
            else:
                response = officer.post(address_of(route))
            may = role in HOLDERS[route.permission.value]
            is_refused = (
                response.status_code == 403 and "Your role may not do this" in response.text
            )
            assert is_refused != may, (role, method, route.path)
            assert response.status_code < 500, (role, method, route.path)


def test_no_form_of_the_console_is_taken_without_the_sessions_token(
    client: TestClient, enter: Enter
) -> None:
    officer = enter("admin")
    forged: list[dict[str, str]] = [{}, {"csrf": ""}, {"csrf": "0" * 43}]
    for route in staff_routes(client):
        for method in methods_of(route) - {"GET"} if route.permission else ():
            for fields in forged:
                data = {"x": "y", **fields}
                response = officer.client.request(method, address_of(route), data=data)
                assert response.status_code == 403, (method, route.path)
                assert "The form was not taken" in response.text, (method, route.path)


def test_no_form_of_the_console_is_taken_from_another_site(
    client: TestClient, enter: Enter
) -> None:
    officer = enter("admin")
    for route in staff_routes(client):
        for method in methods_of(route) - {"GET"} if route.permission else ():
            if method == "POST":
                response = officer.post(address_of(route), sec_fetch_site="cross-site")
                assert response.status_code == 403, route.path


@pytest.mark.parametrize("words", ["'; DROP TABLE cases; --", "<script>alert(1)</script>", "%00"])
def test_no_page_of_the_console_runs_what_an_address_holds(
    client: TestClient, enter: Enter, words: str
) -> None:
    officer = enter("admin")
    names = ("text", "tab", "status", "workstream", "channel", "before", "after", "done", "message")
    for route in staff_routes(client):
        # A stream has no end to wait for.
        if "GET" in methods_of(route) and not route.path.endswith("/events"):
            query = urlencode(dict.fromkeys(names, words))
            response = officer.get(f"{address_of(route)}?{query}")
            assert response.status_code < 500, route.path
            assert "<script>alert" not in response.text, route.path
    assert officer.get("/staff/queue").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_the_way_to_a_page_is_shown_to_those_who_may_go_there(enter: Enter, role: str) -> None:
    page = enter(role).get("/staff/account").text
    assert ('href="/staff/people"' in page) == (role == "admin")
    assert ('href="/staff/audit"' in page) == (role in HOLDERS["see_audit"])
