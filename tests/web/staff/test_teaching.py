"""The teaching pages: correct, approve as a second person, and what is shown to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.store.teaching_tables import PROPOSED_EXAMPLES
from tests.triage.recorded import Recorded, reading
from tests.web.conftest import service_behind
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import text_of

TEXT = "my lad hums all day and nobody at school minds him"
FIELDS = {"text": TEXT, "route": "adjacent", "subject": "sen_support"}


@pytest.fixture
def case(client: TestClient) -> tuple[int, int]:
    """Give the number of a case and of its one message."""
    recorded = Recorded(service_behind(client).engine)
    recorded.say("web-1", TEXT, reading(), answer="A plain answer.")
    return recorded.case("web-1").id, 1


def examples(client: TestClient) -> list[Any]:
    with service_behind(client).engine.begin() as connection:
        return list(connection.execute(sa.select(PROPOSED_EXAMPLES)).all())


def test_a_correction_is_proposed_from_a_case(
    client: TestClient, enter: Enter, case: tuple[int, int]
) -> None:
    agent = enter("agent")
    path = f"/staff/cases/{case[0]}/corrections"
    form = agent.get(f"{path}?message={case[1]}").text
    assert TEXT in form
    # What the bot took it for is chosen already.
    assert re.search(r'value="workstream" required checked', form)
    assert re.search(r'value="autism" checked', form)
    response = agent.post(path, {**FIELDS, "seq": str(case[1])})
    assert response.headers["location"] == f"/staff/cases/{case[0]}?done=proposed#told"
    (row,) = examples(client)
    assert (row.inbound_seq, row.proposed_by, row.state) == (1, agent.staff.id, "proposed")
    assert row.labels["subject"] == "sen_support"


def test_fields_of_other_routes_are_left_out(client: TestClient, enter: Enter) -> None:
    filled = {
        **FIELDS,
        "workstreams": "autism",
        "asks_workstream": "report",
        "kind_human": "person",
    }
    enter("agent").post("/staff/teaching", filled)
    (row,) = examples(client)
    assert row.labels == {
        "route": "adjacent",
        "workstreams": [],
        "asks": [],
        "subject": "sen_support",
        "kind": None,
    }


@pytest.mark.parametrize("case_id", [1, 4711])
def test_a_message_of_another_case_or_of_none_cannot_be_corrected(
    client: TestClient, enter: Enter, case: tuple[int, int], case_id: int
) -> None:
    agent = enter("agent")
    path = f"/staff/cases/{case_id}/corrections"
    assert agent.get(f"{path}?message=99").status_code == 404
    assert agent.post(path, {**FIELDS, "seq": "99"}).status_code == 404
    assert examples(client) == []


def test_a_safeguarding_case_is_corrected_by_those_who_may_see_it(
    client: TestClient, enter: Enter
) -> None:
    recorded = Recorded(service_behind(client).engine)
    recorded.say("web-1", TEXT, reading("safeguarding"))
    path = f"/staff/cases/{recorded.case('web-1').id}/corrections"
    assert enter("agent").post(path, {**FIELDS, "seq": "1"}).status_code == 404
    assert enter("safeguarding_lead").post(path, {**FIELDS, "seq": "1"}).status_code == 303
    assert TEXT not in enter("manager").get("/staff/teaching").text
    admin = enter("admin")
    assert TEXT in admin.get("/staff/teaching").text
    assert "Case: seen in teaching" in admin.get("/staff/audit").text


def test_what_is_missing_is_said_and_what_was_typed_stays(enter: Enter) -> None:
    fields = {"text": TEXT, "route": "workstream"}
    response = enter("agent").post("/staff/teaching", fields)
    assert response.status_code == 422
    assert "Choose at least one workstream." in response.text
    assert TEXT in response.text


def test_a_second_person_sees_labels_answer_and_reading_and_approves(
    client: TestClient, enter: Enter, case: tuple[int, int]
) -> None:
    path = f"/staff/cases/{case[0]}/corrections"
    enter("agent").post(path, {**FIELDS, "seq": str(case[1])})
    editor = enter("editor")
    page = text_of(editor.get("/staff/teaching").text)
    assert TEXT in page
    assert "A plain answer." in page
    assert "sure to 90 %" in page
    assert editor.post("/staff/teaching/1/approve").status_code == 303
    assert [row.state for row in examples(client)] == ["approved"]


def test_who_proposed_can_take_back_and_not_approve(client: TestClient, enter: Enter) -> None:
    editor = enter("editor")
    editor.post("/staff/teaching", FIELDS)
    assert "Yours: somebody else decides." in editor.get("/staff/teaching").text
    response = editor.post("/staff/teaching/1/approve")
    assert response.status_code == 409
    assert "second person" in response.text
    assert editor.post("/staff/teaching/1/withdraw").status_code == 303
    assert [row.state for row in examples(client)] == ["rejected"]


def test_a_rejection_names_its_reason(client: TestClient, enter: Enter) -> None:
    enter("agent").post("/staff/teaching", FIELDS)
    editor = enter("editor")
    assert editor.post("/staff/teaching/1/reject", {"reason": "whim"}).status_code == 409
    assert editor.post("/staff/teaching/1/reject", {"reason": "personal"}).status_code == 303
    assert "Somebody can be recognised by it" in editor.get("/staff/teaching").text


def test_injected_html_stays_text(enter: Enter) -> None:
    enter("agent").post("/staff/teaching", {**FIELDS, "text": "<script>alert(1)</script> hello"})
    page = enter("editor").get("/staff/teaching").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_nothing_to_train_is_said(enter: Enter) -> None:
    response = enter("editor").post("/staff/teaching/train")
    assert response.status_code == 409
    assert "No approved example waits" in response.text


def test_buttons_show_to_those_who_may_press_them(client: TestClient, enter: Enter) -> None:
    enter("agent").post("/staff/teaching", FIELDS)
    assert "/staff/teaching/1/approve" not in enter("agent").get("/staff/teaching").text
    editor = enter("editor")
    assert "/staff/teaching/1/approve" in editor.get("/staff/teaching").text
    editor.post("/staff/teaching/1/approve")
    assert "/staff/teaching/train" not in enter("agent").get("/staff/teaching").text
    assert "/staff/teaching/train" in editor.get("/staff/teaching").text
