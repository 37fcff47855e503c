"""What the page's script asks for is made by the page's templates, and kept from strangers."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.store.tables import CONVERSATIONS, OUTBOUND
from bot.web.service import Service
from tests.factories import library
from tests.web.conftest import FakeAssistant, Serve

SAY = library().wording.say
OURS = {"sec-fetch-site": "same-origin"}


def send(client: TestClient, text: str = "hello", message_id: str = "m1", **more: Any) -> Any:
    """Send a message as the script does."""
    headers = {**OURS, **more.pop("headers", {})}
    return client.post(
        "/chat/turns", json={"text": text, "id": message_id, **more}, headers=headers
    )


@pytest.fixture
def page(client: TestClient) -> TestClient:
    """Give a browser that has opened the page."""
    client.get("/chat")
    return client


def test_a_turn_is_the_same_piece_of_html_as_on_the_page(page: TestClient) -> None:
    piece = send(page).json()["html"].split("</form>")[0]
    article = piece[piece.index("<article") : piece.index('<form class="feedback"')]
    assert article in page.get("/chat").text


def test_a_turn_says_what_to_announce_and_what_comes_next(page: TestClient) -> None:
    found = send(page, "hello").json()
    assert found["announce"].startswith("You asked: hello. Answer 1.")
    assert 'value="go on please"' in found["next_html"]
    assert found["held_by"] == "bot"
    assert found["last"] in found["html"]
    assert found["reference"].startswith("If you call")


def test_the_page_never_learns_the_token_and_the_frame_does(page: TestClient) -> None:
    assert send(page).json()["conversation"] is None
    assert send(page, frame=True).json()["conversation"]


def test_answers_are_counted_through_the_conversation(page: TestClient) -> None:
    numbers = [f"Answer {n}" in send(page, f"t{n}", f"m{n}").json()["html"] for n in (1, 2)]
    assert numbers == [True, True]


def test_the_same_id_is_answered_once(page: TestClient, assistant: FakeAssistant) -> None:
    first, second = send(page).json(), send(page).json()
    assert first["html"] == second["html"]
    assert len(assistant.asked) == 1


def test_a_frame_sets_no_cookie_and_goes_on_by_its_token(client: TestClient) -> None:
    opened = client.get("/frame")
    first = send(client, "one", "m1", frame=True)
    token = first.json()["conversation"]
    second = send(client, "two", "m2", frame=True, headers={"authorization": f"Bearer {token}"})
    assert "Answer 2" in second.json()["html"]
    assert [r.headers.get("set-cookie") for r in (opened, first, second)] == [None] * 3


def test_a_frame_is_not_given_the_conversation_of_the_page(page: TestClient) -> None:
    send(page, "of the page")
    assert "Answer 1" in send(page, "of the frame", "m2", frame=True).json()["html"]
    assert page.post("/chat/log", json={"frame": True}, headers=OURS).json()["html"].strip() == ""


def test_without_a_conversation_the_script_is_told_and_may_begin_anew(client: TestClient) -> None:
    response = send(client)
    assert response.status_code == 400
    assert response.json()["type"] == "/problems/invalid-conversation"
    again = send(client, fresh=True)
    assert again.status_code == 200
    assert "conversation=" in again.headers["set-cookie"]


def test_an_answer_that_fails_is_an_error_and_can_be_asked_for_again(
    page: TestClient, assistant: FakeAssistant
) -> None:
    assistant.is_failing = True
    failed = send(page)
    assert (failed.status_code, failed.json()["type"]) == (500, "/problems/no-answer")
    assistant.is_failing = False
    assert "Answer 1" in send(page).json()["html"]


@pytest.mark.parametrize("path", ["/chat/turns", "/chat/log", "/chat/feedback"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_cannot_make_a_browser_send(page: TestClient, path: str, site: str) -> None:
    body = {"text": "a", "id": "b", "message": "c", "verdict": "up"}
    assert page.post(path, json=body, headers={"sec-fetch-site": site}).status_code == 403


def test_turns_are_limited_like_messages(serve: Serve) -> None:
    client = serve(rate_limit="1/hour")
    send(client, fresh=True)
    response = send(client, "two", "m2")
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0


def test_the_log_is_given_in_easy_read_and_that_is_remembered(page: TestClient) -> None:
    send(page)
    response = page.post("/chat/log", json={"easy": True}, headers=OURS)
    assert "Answer 1" in response.json()["html"]
    assert '<html lang="en-GB" class="easy">' in page.get("/chat").text
    page.post("/chat/log", json={"easy": False}, headers=OURS)
    assert 'class="easy"' not in page.get("/chat").text


def test_a_verdict_asks_why_and_then_thanks(page: TestClient, service: Service) -> None:
    message = send(page).json()["last"]
    body = {"message": message, "verdict": "down"}
    first = page.post("/chat/feedback", json=body, headers=OURS).json()["html"]
    assert SAY("page.why_not") in first
    body["reason"] = "ring 07700 900123"
    second = page.post("/chat/feedback", json=body, headers=OURS).json()["html"]
    assert SAY("page.thanks") in second
    with service.engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT verdict, reason FROM feedback").all()
    assert kept[0][0] == "down"
    assert "900123" not in kept[0][1]


def test_a_verdict_on_somebody_elses_message_is_refused(page: TestClient) -> None:
    message = send(page, frame=True).json()["last"]
    body = {"message": message, "verdict": "up"}
    assert page.post("/chat/feedback", json=body, headers=OURS).status_code == 404


def test_the_conversation_can_be_taken_along(page: TestClient) -> None:
    send(page, "hello there")
    response = page.get("/chat/download")
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["content-type"].startswith("text/plain")
    for part in ("You asked: hello there", "Answer 1:", "Said plainly.", "this reference: "):
        assert part in response.text


def test_while_a_person_holds_the_chat_nothing_is_offered(
    page: TestClient, service: Service
) -> None:
    send(page)
    with service.engine.begin() as connection:
        connection.execute(CONVERSATIONS.update().values(held_by="person"))
    found = send(page, "are you there?", "m2").json()
    assert found["held_by"] == "person"
    assert SAY("page.waiting") in found["html"]
    assert SAY("page.waiting") in found["announce"]
    assert found["next_html"].strip() == ""
    with service.engine.begin() as connection:
        assert len(connection.execute(OUTBOUND.select()).all()) == 1
