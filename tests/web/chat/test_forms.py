"""What the forms of the chat page do beside asking: try again, judge an answer, reach people."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from bot.store.database import utc_now
from bot.store.tables import CONVERSATIONS, FEEDBACK, INBOUND, OUTBOUND
from bot.web.service import Service
from tests.factories import library
from tests.web.conftest import ANSWER, FakeAssistant
from tests.web.page import Visitor

SAY = library().wording.say


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    """Give somebody who has opened the page."""
    return Visitor(client).open()


def test_a_question_that_failed_is_asked_again_under_its_own_id(
    visitor: Visitor, assistant: FakeAssistant, service: Service
) -> None:
    assistant.is_failing = True
    found = re.search(r'name="retry" value="([^"]+)"', visitor.ask("hello").html)
    assert found
    assistant.is_failing = False
    assert visitor.post({"retry": found[1]}).headers["location"] == "/chat#answer-1"
    page = visitor.open()
    assert "Said <b>plainly</b>." in page.text()
    assert 'name="retry"' not in page.html
    with service.engine.begin() as connection:
        assert len(connection.execute(INBOUND.select()).all()) == 1


def test_what_a_person_wrote_is_told_as_a_persons(visitor: Visitor, service: Service) -> None:
    visitor.ask("hello")
    with service.engine.begin() as connection:
        conversation = connection.execute(CONVERSATIONS.select()).one().id
        values = {
            "id": "p1",
            "conversation_id": conversation,
            "text": "We will call you.",
            "answer": "{}",
            "sent_at": utc_now(),
            "sender": "person",
        }
        connection.execute(OUTBOUND.insert().values(values))
    text = visitor.open().text()
    assert f"{SAY('page.from_person')} We will call you." in text


def test_a_verdict_is_asked_for_its_reason_and_thanked(visitor: Visitor, service: Service) -> None:
    visitor.ask("hello")
    fields = {"message": visitor.hidden("message"), "form": visitor.hidden("form")}
    asked = visitor.client.post("/chat/feedback", data={**fields, "verdict": "down"})
    assert SAY("page.why_not") in asked.text
    thanked = visitor.client.post(
        "/chat/feedback", data={**fields, "verdict": "down", "reason": "too short"}
    )
    assert SAY("page.thanks") in thanked.text
    with service.engine.begin() as connection:
        (kept,) = connection.execute(FEEDBACK.select()).all()
    assert (kept.verdict, kept.reason) == ("down", "too short")


def test_a_verdict_from_elsewhere_is_refused(visitor: Visitor) -> None:
    visitor.ask("hello")
    fields = {"message": visitor.hidden("message"), "form": "forged", "verdict": "up"}
    assert visitor.client.post("/chat/feedback", data=fields).status_code == 403


def test_nobody_in_danger_is_asked_how_the_answer_was(
    visitor: Visitor, assistant: FakeAssistant
) -> None:
    assert SAY("page.helped") in visitor.ask("hello").text()
    assistant.answer = {**ANSWER, "route": "safeguarding"}
    assert visitor.ask("again").text().count(SAY("page.helped")) == 1


def test_the_people_to_contact_can_be_seen_without_a_conversation(client: TestClient) -> None:
    response = client.get("/people")
    assert response.status_code == 200
    assert 'href="tel:' in response.text
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("route", "heading", "is_judged"),
    [
        ("workstream", "page.next", True),
        ("clarify", "page.choose", False),
        ("safeguarding", "page.next", False),
    ],
)
def test_a_question_back_is_followed_by_its_choices_and_nothing_else(
    visitor: Visitor, assistant: FakeAssistant, route: str, heading: str, is_judged: bool
) -> None:
    # "Is it one of these?" must not be followed by "Did this help? Yes, No".
    assistant.answer = {**ANSWER, "route": route}
    page = visitor.ask("hello")
    assert (SAY("page.helped") in page.text()) == is_judged
    assert f"{SAY(heading)} Go on" in page.text()
    assert ('class="answer urgent"' in page.html) == (route == "safeguarding")
