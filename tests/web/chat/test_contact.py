"""The form for contact details: with and without scripts, what is told, kept and never shown."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.store.case_tables import CASES, CONTACT_DETAILS
from bot.store.contact import ContactDetails
from bot.store.tables import CONVERSATIONS
from bot.web.contacts import contacts_of
from bot.web.service import Service
from tests.factories import library
from tests.web.conftest import FakeAssistant, Serve
from tests.web.page import Visitor

SAY = library().wording.say
OURS = {"sec-fetch-site": "same-origin"}
PATH = "/chat/contact"
GOOD = {"name": "Ann Other", "email": "ann@example.org", "phone": "07700 900123", "consent": "yes"}
CONTACT = ContactDetails("Ann Other", "ann@example.org", "07700 900123")


class Form:
    """Somebody at the page of the form, without scripts."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.html = client.get(PATH).text

    def send(self, fields: dict[str, str], **headers: str) -> Any:
        """Send it, and do not follow where it leads."""
        found = re.search(r'name="form" value="([^"]+)"', self.html)
        token = {"form": unescape(found[1])} if found else {}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            PATH, data={**token, **fields}, headers=sent, follow_redirects=False
        )


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def rows(service: Service) -> int:
    with service.engine.begin() as connection:
        query = sa.select(sa.func.count()).select_from(CONTACT_DETAILS)
        return int(connection.execute(query).scalar_one())


def kept(service: Service) -> ContactDetails | None:
    with service.engine.begin() as connection:
        conversation = connection.execute(sa.select(CONVERSATIONS.c.id)).scalar_one()
    found = contacts_of(service).kept(conversation)
    return found.details if found else None


@pytest.fixture
def form(client: TestClient) -> Form:
    """Give somebody who has asked a question and opened the form."""
    Visitor(client).open().ask("I want to talk to a person")
    return Form(client)


def test_the_page_says_what_is_agreed_to(form: Form) -> None:
    text = words(form.html)
    for key in ("what_for", "who", "take_back_how", "no_promise", "hint"):
        assert SAY(f"contact.{key}") in text
    assert SAY("contact.kept_for", retention_days=90) in text
    assert SAY("contact.kept_longer", safeguarding_days=365) in text
    assert re.search(r"this reference: [B-Z2-9]{8}\b", text)
    assert 'name="consent"' in form.html
    assert "checked" not in form.html


def test_browsers_can_fill_the_fields_in(form: Form) -> None:
    for name, purpose in (("name", "name"), ("email", "email"), ("phone", "tel")):
        assert re.search(rf'name="{name}"[^>]* autocomplete="{purpose}"', form.html)


def test_details_are_kept_encrypted_and_the_page_says_of_which_kind(
    form: Form, service: Service
) -> None:
    response = form.send(GOOD)
    assert (response.status_code, response.headers["location"]) == (303, f"{PATH}?done=given")
    page = form.client.get(response.headers["location"]).text
    assert SAY("contact.given") in words(page)
    for key in ("holds_name", "holds_email", "holds_phone"):
        assert SAY(f"contact.{key}") in words(page)
    for part in ("Ann Other", "ann@example.org", "900123"):
        assert part not in page
    assert kept(service) == CONTACT


def test_the_case_is_queued(form: Form, service: Service) -> None:
    form.send(GOOD)
    with service.engine.begin() as connection:
        assert connection.execute(sa.select(CASES.c.asked_person)).scalar_one()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"email": "ann", "phone": ""}, "email_wrong"),
        ({"email": "", "phone": "12"}, "phone_wrong"),
        ({"email": "", "phone": ""}, "no_way"),
        ({"consent": ""}, "no_consent"),
        ({"name": "x" * 101}, "name_long"),
    ],
)
def test_a_fault_is_told_in_a_sentence_and_what_was_typed_stays(
    form: Form, service: Service, changed: dict[str, str], fault: str
) -> None:
    typed = {**GOOD, **changed}
    response = form.send(typed)
    assert response.status_code == 422
    assert words(response.text).count(SAY(f"contact.{fault}")) == 2  # above, and at the field
    assert 'aria-invalid="true"' in response.text
    assert "<title>Error:" in response.text
    for name in ("name", "email", "phone"):
        assert f'value="{typed[name]}"' in response.text
    assert ("checked" in response.text) == bool(typed["consent"])
    assert rows(service) == 0


def test_what_was_typed_is_no_markup(form: Form) -> None:
    response = form.send({**GOOD, "name": '"><script>alert(1)</script>', "email": "<b>"})
    assert "<script>alert" not in response.text
    assert "<b>" not in response.text


def test_they_can_be_taken_back_on_the_same_page(form: Form, service: Service) -> None:
    form.send(GOOD)
    response = form.send({"take_back": "yes"})
    assert response.headers["location"] == f"{PATH}?done=taken_back"
    page = words(form.client.get(response.headers["location"]).text)
    assert SAY("contact.taken_back") in page
    assert SAY("contact.take_back") not in page
    assert rows(service) == 0
    assert form.send({"take_back": "yes"}).headers["location"] == f"{PATH}?done=nothing"


def test_details_that_can_no_longer_be_read_are_asked_for_again(
    form: Form, service: Service
) -> None:
    form.send(GOOD)
    with service.engine.begin() as connection:
        connection.execute(CONTACT_DETAILS.update().values(ciphertext="gAAAAA"))
    assert SAY("contact.unreadable") in words(form.client.get(PATH).text)


def test_without_a_conversation_the_page_says_what_to_do_first(client: TestClient) -> None:
    assert SAY("contact.needs_chat") in words(client.get(PATH).text)
    client.get("/chat")
    assert SAY("contact.needs_chat") in words(client.get(PATH).text)


def test_a_conversation_that_was_lost_is_told(form: Form, service: Service) -> None:
    form.client.cookies.clear()
    response = form.send(GOOD)
    assert response.status_code == 400
    assert SAY("contact.lost") in words(response.text)
    assert rows(service) == 0


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"form": "x"}, {}),
        ({}, {"sec_fetch_site": "cross-site"}),
        ({}, {"origin": "https://evil.example"}),
    ],
)
def test_a_form_that_another_site_sent_is_refused(
    form: Form, service: Service, fields: dict[str, str], headers: dict[str, str]
) -> None:
    assert form.send({**GOOD, **fields}, **headers).status_code == 403
    assert rows(service) == 0


def test_what_comes_too_often_is_told_and_stays_typed(serve: Serve) -> None:
    client = serve(rate_limit="2/hour")
    Visitor(client).open().ask("hello")
    form = Form(client)
    assert form.send(GOOD).status_code == 303
    response = form.send(GOOD)
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0
    assert SAY("page.busy_text") in words(response.text)
    assert 'value="ann@example.org"' in response.text


def test_the_way_to_the_form_is_in_the_chat_and_at_answers_that_lead_to_people(
    client: TestClient, assistant: FakeAssistant
) -> None:
    visitor = Visitor(client).open().ask("hello")
    assert visitor.html.count(f'href="{PATH}"') == 1
    assert SAY("contact.offer") not in visitor.text()
    assistant.answer = {**assistant.answer, "route": "human"}
    visitor.ask("I want to talk to a person")
    assert SAY("contact.offer") in visitor.text()


def test_whoever_waits_for_a_person_is_shown_the_way(client: TestClient, service: Service) -> None:
    visitor = Visitor(client).open().ask("hello")
    with service.engine.begin() as connection:
        connection.execute(CONVERSATIONS.update().values(held_by="person"))
    visitor.ask("are you there?")
    assert SAY("contact.offer") in visitor.text()


def in_frame(client: TestClient) -> dict[str, str]:
    """Begin a conversation as a frame does; give the headers that name it."""
    body = {"text": "hello", "id": "m1", "frame": True}
    found = client.post("/chat/turns", json=body, headers=OURS).json()
    return {**OURS, "authorization": f"Bearer {found['conversation']}"}


def test_a_frame_has_the_form_without_a_cookie(client: TestClient, service: Service) -> None:
    client.cookies.clear()
    headers = in_frame(client)
    assert SAY("contact.what_for") in words(client.get(PATH, headers=headers).json()["html"])
    typed = {**GOOD, "consent": True}
    found = client.post(PATH, json=typed, headers=headers).json()["html"]
    assert SAY("contact.given") in words(found)
    assert kept(service) == CONTACT
    gone = client.post(PATH, json={"take_back": True}, headers=headers).json()["html"]
    assert SAY("contact.taken_back") in words(gone)
    assert rows(service) == 0
    assert not client.cookies


def test_a_fault_is_a_piece_too_with_what_was_typed(client: TestClient, service: Service) -> None:
    headers = in_frame(client)
    typed = {**GOOD, "email": "ann", "consent": True}
    response = client.post(PATH, json=typed, headers=headers)
    assert response.status_code == 200
    assert SAY("contact.email_wrong") in response.json()["html"]
    assert 'value="ann"' in response.json()["html"]
    assert rows(service) == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_script_is_refused(client: TestClient, service: Service, site: str) -> None:
    headers = {**in_frame(client), "sec-fetch-site": site}
    typed = {**GOOD, "consent": True}
    assert client.post(PATH, json=typed, headers=headers).status_code == 403
    assert rows(service) == 0
