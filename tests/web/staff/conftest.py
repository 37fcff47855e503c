"""The console on an empty database, and officers who are logged in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Serve, service_behind
from tests.web.staff.officer import Officer, add_account

Enter = Callable[[str], Officer]


@pytest.fixture
def enter(serve: Serve, client: TestClient) -> Enter:
    """Give a function that lets somebody of a role in, past the login form."""
    service = service_behind(client)
    count = 0

    def let_in(role: str) -> Officer:
        nonlocal count
        count += 1
        staff = add_account(service, f"{role}{count}@council.example", role)
        browser = TestClient(client.app, raise_server_exceptions=False)
        browser.cookies.set("staff", service.desk.sessions.begin(staff.id, "password"))
        return Officer(browser, staff)

    return let_in


@pytest.fixture
def admin(enter: Enter) -> Officer:
    """Give an admin who is logged in."""
    return enter("admin")
