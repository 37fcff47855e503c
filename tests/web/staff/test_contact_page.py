"""The contact details of a case: shown to its holder, on a press, and to nobody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.store.case_tables import CASES, CONTACT_DETAILS
from bot.store.contact import ContactDetails
from bot.store.staff_tables import AUDIT
from bot.web.contacts import contacts_of
from bot.web.service import Service
from tests.triage.recorded import Recorded, reading
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer, text_of

CONTACT = ContactDetails("Ann <b>Other</b>", "a?bcc=x@example.org", "+44 (0)7700 900123 ext 4")
PARTS = ("Ann", "example.org", "900123")


@pytest.fixture
def case_id(service: Service) -> int:
    """Give a case whose parent left contact details."""
    recorded = Recorded(service.engine)
    recorded.say("web-a", "I want to talk to a person", reading("human", kind="person"))
    contacts_of(service).give("web-a", CONTACT)
    return int(recorded.case("web-a").id)


def hold(service: Service, case_id: int, officer: Officer) -> None:
    """Give the case to somebody."""
    with service.engine.begin() as connection:
        mine = CASES.c.id == case_id
        connection.execute(CASES.update().where(mine).values(assigned_to=officer.staff.id))


def seen(service: Service) -> list[tuple[int, str, str]]:
    with service.engine.begin() as connection:
        columns = (AUDIT.c.actor_id, AUDIT.c.subject_id, AUDIT.c.detail)
        query = sa.select(*columns).where(AUDIT.c.action == "case.contact_seen")
        return [tuple(row) for row in connection.execute(query)]


def path(case_id: int) -> str:
    return f"/staff/cases/{case_id}/contact"


def test_the_holder_is_asked_first_and_then_sees_them(
    enter: Enter, service: Service, case_id: int
) -> None:
    agent = enter("agent")
    hold(service, case_id, agent)
    asked = agent.get(path(case_id))
    assert not any(part in asked.text for part in PARTS)
    assert seen(service) == []
    shown = agent.post(path(case_id))
    assert shown.status_code == 200
    assert all(part in shown.text for part in PARTS)
    assert seen(service) == [(agent.staff.id, str(case_id), "{}")]


def test_they_are_no_markup_and_no_headers_of_a_letter(
    enter: Enter, service: Service, case_id: int
) -> None:
    agent = enter("agent")
    hold(service, case_id, agent)
    html = agent.post(path(case_id)).text
    assert "<b>" not in html
    assert 'href="mailto:a%3Fbcc%3Dx@example.org"' in html
    assert 'href="tel:+447700900123"' in html


@pytest.mark.parametrize("role", ["agent", "safeguarding_lead", "manager", "admin"])
def test_nobody_else_sees_them(enter: Enter, service: Service, case_id: int, role: str) -> None:
    hold(service, case_id, enter("agent"))
    other = enter(role)
    for response in (other.get(path(case_id)), other.post(path(case_id))):
        assert response.status_code == 403
        assert "Only whoever has the case" in response.text
        assert not any(part in response.text for part in PARTS)
    assert seen(service) == []


def test_of_a_case_that_one_may_not_see_nothing_is_told(
    enter: Enter, service: Service, case_id: int
) -> None:
    with service.engine.begin() as connection:
        connection.execute(CASES.update().values(is_safeguarding=True, rank=0))
    agent = enter("agent")
    known, unknown = agent.post(path(case_id)), agent.post(path(4711))
    assert known.status_code == unknown.status_code == 404
    assert "There is no such case" in known.text


def test_a_form_without_the_token_shows_nothing(
    enter: Enter, service: Service, case_id: int
) -> None:
    agent = enter("agent")
    hold(service, case_id, agent)
    assert agent.client.post(path(case_id)).status_code == 415
    assert agent.post(path(case_id), {"csrf": "x"}).status_code == 403
    assert seen(service) == []


def test_that_there_are_none_is_told(enter: Enter, service: Service, case_id: int) -> None:
    agent = enter("agent")
    hold(service, case_id, agent)
    contacts_of(service).take_back("web-a")
    for response in (agent.get(path(case_id)), agent.post(path(case_id))):
        assert "There are none" in text_of(response.text)


def test_that_they_cannot_be_read_is_told(enter: Enter, service: Service, case_id: int) -> None:
    agent = enter("agent")
    hold(service, case_id, agent)
    with service.engine.begin() as connection:
        connection.execute(CONTACT_DETAILS.update().values(ciphertext="gAAAAA"))
    assert "SECRET_KEY" in agent.post(path(case_id)).text


@pytest.mark.parametrize("place", ["/staff/queue", "/staff/queue/export", "/staff/audit"])
def test_no_other_page_of_the_console_has_them(
    enter: Enter, service: Service, case_id: int, place: str
) -> None:
    admin = enter("admin")
    hold(service, case_id, admin)
    admin.post(path(case_id))
    response = admin.get(place)
    assert response.status_code == 200
    assert not any(part in response.text for part in PARTS)
