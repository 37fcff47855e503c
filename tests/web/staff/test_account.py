"""One's own account: the password and the sessions."""

from __future__ import annotations

from starlette.testclient import TestClient

from bot.web.service import Service
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import PASSWORD, Officer, log_in

NEW = "seven paper lanterns"


def change(officer: Officer, current: str = PASSWORD, new: str = NEW) -> tuple[int, str]:
    response = officer.post("/staff/account/password", {"current": current, "new": new})
    return response.status_code, response.text


def test_a_changed_password_is_the_one_that_counts(enter: Enter, client: TestClient) -> None:
    officer = enter("viewer")
    assert change(officer)[0] == 303
    assert log_in(client, officer.staff.email).status_code == 422
    assert log_in(client, officer.staff.email, NEW).status_code == 303


def test_a_changed_password_logs_out_everywhere_else(enter: Enter, service: Service) -> None:
    officer = enter("viewer")
    elsewhere = service.desk.sessions.begin(officer.staff.id, "password")
    before = officer.client.cookies["staff"]
    change(officer)
    assert service.desk.sessions.find(elsewhere) is None
    assert service.desk.sessions.find(before) is None
    assert officer.is_in()


def test_the_password_now_has_to_be_known(enter: Enter) -> None:
    officer = enter("viewer")
    status, page = change(officer, current="something else")
    assert (status, "The password that you use now is not right." in page) == (422, True)


def test_guessing_the_password_now_is_throttled(enter: Enter) -> None:
    officer = enter("viewer")
    statuses = [change(officer, current=f"guess number {n}")[0] for n in range(6)]
    assert statuses == [422] * 5 + [429]


def test_an_easy_password_is_refused_with_the_reason(enter: Enter) -> None:
    officer = enter("viewer")
    assert "at least 12 characters" in change(officer, new="short")[1]
    assert "email address" in change(officer, new=officer.staff.email)[1]


def test_sessions_are_listed_and_one_is_ended(enter: Enter, service: Service) -> None:
    officer = enter("viewer")
    elsewhere = service.desk.sessions.begin(officer.staff.id, "password")
    page = officer.get("/staff/account").text
    assert (page.count("This browser"), page.count("Another browser")) == (1, 1)
    found = service.desk.sessions.find(elsewhere)
    assert found
    assert officer.post("/staff/account/sessions", {"session": found.digest}).status_code == 303
    assert service.desk.sessions.find(elsewhere) is None
    assert officer.is_in()


def test_all_other_sessions_are_ended(enter: Enter, service: Service) -> None:
    officer = enter("viewer")
    elsewhere = service.desk.sessions.begin(officer.staff.id, "password")
    officer.post("/staff/account/sessions", {"session": "others"})
    assert service.desk.sessions.find(elsewhere) is None
    assert officer.is_in()


def test_a_session_of_somebody_else_cannot_be_ended(enter: Enter, service: Service) -> None:
    officer, other = enter("viewer"), enter("viewer")
    found = service.desk.sessions.find(other.client.cookies["staff"])
    assert found
    officer.post("/staff/account/sessions", {"session": found.digest})
    assert other.is_in()


def test_the_page_says_when_one_is_logged_out(enter: Enter) -> None:
    assert "logged out after 30 minutes" in enter("viewer").get("/staff/account").text
