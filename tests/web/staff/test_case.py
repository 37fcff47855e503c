"""The page of a case: what is on it, what each act does, and for whom."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store.audit import entries
from bot.store.case_tables import CASES, NOTES
from bot.store.contact import ContactDetails, keep_contact
from bot.store.tables import CONVERSATIONS, OUTBOUND
from bot.triage.replies import MOST_CHARACTERS
from bot.triage.roles import ROLES
from bot.web.service import Service
from bot.web.staff import case_page
from bot.web.staff.case_words import DONE
from tests.factories import decision
from tests.triage.recorded import Recorded, reading, rows
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer, text_of
from tests.web.staff.test_rights import AT_CASES, HOLDERS

HUMAN = reading("human", kind="person")
HARM = reading("safeguarding")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def recorded(service: Service) -> Recorded:
    return Recorded(service.engine)


@pytest.fixture
def path(recorded: Recorded) -> str:
    """Give the path of a case in which somebody asked for a person."""
    recorded.say("web-1", "can I talk to somebody", HUMAN)
    return f"/staff/cases/{recorded.case('web-1').id}"


@pytest.fixture
def agent(enter: Enter) -> Officer:
    return enter("agent")


def seen_in(html: str) -> str:
    """Give the version that a page was made from."""
    found = re.search(r'name="seen" value="([^"]+)"', html)
    assert found, text_of(html)
    return found[1]


def do(officer: Officer, path: str, act: str, **fields: str) -> Any:
    """Press a button of the page as it is now."""
    seen = seen_in(officer.get(path).text)
    return officer.post(f"{path}/{act}", {"seen": seen, **fields})


def take(officer: Officer, path: str) -> None:
    assert do(officer, path, "take").status_code == 303


def case_row(service: Service) -> Any:
    query = sa.select(CASES, CONVERSATIONS.c.held_by).join(CONVERSATIONS)
    with service.engine.begin() as connection:
        return connection.execute(query.order_by(CASES.c.id)).first()


def replies(service: Service) -> list[str]:
    query = sa.select(OUTBOUND.c.text).where(OUTBOUND.c.sender == "person")
    with service.engine.begin() as connection:
        return [str(each) for each in connection.execute(query).scalars()]


def actions(service: Service, *wanted: str) -> list[tuple[int | None, str]]:
    with service.engine.begin() as connection:
        found = [each for each in entries(connection, most=500) if each.action in wanted]
    return [(each.actor_id, each.subject_id) for each in found]


def box(html: str, name: str) -> str:
    """Give what stands in a box."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>([^<]*)</textarea>', html)
    assert found, text_of(html)
    return found[1]


def test_the_page_tells_all_that_is_known(
    recorded: Recorded, service: Service, agent: Officer
) -> None:
    sent = recorded.say("web-1", "she is about to be permanently excluded", HUMAN)
    recorded.journal.give_feedback("web-1", sent[0].id, "down", "too long")
    page = text_of(agent.get(f"/staff/cases/{recorded.case('web-1').id}").text)
    for told in (
        "Status New",
        "Due in ",
        "Why it is here Asked for a person, Thumbs-down",
        "Urgent: risk of exclusion",
        "Whose it is Nobody yet",
        "Channel Website",
        "Parent",
        "she is about to be permanently excluded",
        "This is the answer.",
        "The parent found this not helpful. “too long”",
    ):
        assert told in page


def test_each_message_says_why_in_words(recorded: Recorded, agent: Officer) -> None:
    recorded.say("web-1", "what is done for autism?")
    page = text_of(agent.get(f"/staff/cases/{recorded.case('web-1').id}").text)
    assert "Taken as Autism (the objectives)" in page
    assert "How sure 90%" in page
    assert "Next likeliest The strategy as a whole: 5%" in page
    assert "Read as “some words”" in page
    assert "In the queue for Nothing" in page


def test_a_message_leads_to_its_correction_with_the_way_back(path: str, agent: Officer) -> None:
    page = agent.get(f"{path}?tab=person").text
    (link,) = re.findall(r'class="correcting" href="([^"]+)"', page)
    form = agent.get(link.replace("&amp;", "&")).text
    assert f'action="{path}/corrections?tab=person"' in form
    fields = {"text": "a word with somebody", "route": "out_of_scope", "seq": "1"}
    where = agent.post(f"{path}/corrections?tab=person", fields).headers["location"]
    assert where == f"{path}?tab=person&done=proposed#told"
    assert "A correction is proposed." in text_of(agent.get(where).text)


def test_taking_over_silences_the_bot_and_handing_back_wakes_it(
    path: str, service: Service, agent: Officer
) -> None:
    assert 'name="text"' not in agent.get(path).text
    response = do(agent, path, "take")
    assert response.headers["location"] == f"{path}?done=taken#newest"
    row = case_row(service)
    assert (row.held_by, row.assigned_to, row.status) == ("person", agent.staff.id, "open")
    page = text_of(agent.get(response.headers["location"]).text)
    assert DONE["taken"] in page
    assert "Ada, in the chat now" in page
    assert do(agent, path, "hand-back").status_code == 303
    assert case_row(service).held_by == "bot"


def test_personal_details_are_taken_out_of_a_reply_before_it_is_sent(
    path: str, service: Service, agent: Officer
) -> None:
    take(agent, path)
    phone = service.library.content.contact("childrens_services").phone
    text = f"Hello.\r\n\r\nRing {phone}, or me on 07700 900123."
    response = do(agent, path, "reply", text=text)
    assert response.status_code == 422
    assert replies(service) == []
    masked = box(response.text, "text")
    assert masked == f"Hello.\n\nRing {phone}, or me on [phone number removed]."
    response = do(agent, path, "reply", text=masked)
    assert response.headers["location"] == f"{path}?done=replied#newest"
    assert replies(service) == [masked]
    page = agent.get(path).text
    assert "Ada, for the council" in text_of(page)
    assert "Waiting for the parent" in text_of(page)
    assert box(page, "text") == ""


def test_a_note_is_for_colleagues_and_masked(path: str, service: Service, agent: Officer) -> None:
    masked = box(do(agent, path, "note", note="Rang 07700 900123.").text, "note")
    assert do(agent, path, "note", note=masked).status_code == 303
    page = text_of(agent.get(path).text)
    assert "Rang [phone number removed]." in page
    assert replies(service) == []


def test_a_case_is_given_to_somebody_and_made_nobodys(
    path: str, service: Service, enter: Enter, agent: Officer
) -> None:
    ben, viewer = enter("agent"), enter("viewer")
    options = re.findall(r'<option value="(\d+)"', agent.get(path).text)
    assert options == [str(agent.staff.id), str(ben.staff.id)]
    assert do(agent, path, "assign", to=str(ben.staff.id)).status_code == 303
    assert case_row(service).assigned_to == ben.staff.id
    for to in (str(viewer.staff.id), "", "x", "4711"):
        assert do(agent, path, "assign", to=to).status_code == 422
    assert do(agent, path, "release").status_code == 303
    assert case_row(service).assigned_to is None


def test_a_case_is_closed_with_a_reason_and_opened_again(
    path: str, service: Service, agent: Officer
) -> None:
    for reason in ("", "because"):
        response = do(agent, path, "close", reason=reason)
        assert response.status_code == 422
        assert "Choose why the case is closed." in response.text
    assert do(agent, path, "close", reason="passed_on").status_code == 303
    page = text_of(agent.get(path).text)
    assert re.search(r"Status Closed \d\d:\d\d: Passed on to another team", page)
    assert "Close the case" not in page
    assert do(agent, path, "reopen").status_code == 303
    assert case_row(service).status == "open"


def test_a_lead_keeps_a_case_by_law_and_lets_it_go(
    path: str, service: Service, enter: Enter
) -> None:
    lead = enter("safeguarding_lead")
    assert do(lead, path, "hold", is_held="yes").status_code == 303
    assert case_row(service).is_held_by_law
    assert "Whatever its age" in text_of(lead.get(path).text)
    assert do(lead, path, "hold", is_held="no").status_code == 303
    assert not case_row(service).is_held_by_law


ACTS = {
    "take": ("reply", {}),
    "hand-back": ("reply", {}),
    "reply": ("reply", {"text": "Hello."}),
    "draft": ("reply", {}),
    "note": ("reply", {"note": "Hm."}),
    "close": ("reply", {"reason": "spam"}),
    "reopen": ("reply", {}),
    "assign": ("assign", {}),
    "release": ("assign", {}),
    "hold": ("hold_by_law", {"is_held": "yes"}),
}
"""Each act with the permission it needs and its fields."""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_for_its_roles_alone(
    recorded: Recorded, path: str, enter: Enter, act: str, role: str
) -> None:
    permission, fields = ACTS[act]
    officer = enter(role)
    row = recorded.case("web-1")
    response = officer.post(f"{path}/{act}", {"seen": f"{row.version}-2", **fields})
    is_refused = response.status_code == 403 and "Your role may not do this" in response.text
    assert is_refused == (role not in HOLDERS[permission])
    if is_refused:
        assert recorded.case("web-1") == row


@pytest.mark.parametrize("role", ROLES)
def test_buttons_show_to_those_who_may_press_them(path: str, enter: Enter, role: str) -> None:
    page = enter(role).get(path).text
    assert ("Take over</button>" in page) == (role in AT_CASES)
    assert ("Keep the note" in page) == (role in AT_CASES)
    assert ("Give the case" in page) == (role in HOLDERS["assign"])
    assert ("Keep it whatever its age" in page) == (role in HOLDERS["hold_by_law"])
    assert ('class="correcting"' in page) == (role in HOLDERS["correct_labels"])


@pytest.mark.parametrize("act", ACTS)
def test_a_forged_form_does_nothing(recorded: Recorded, path: str, enter: Enter, act: str) -> None:
    admin = enter("admin")
    row = recorded.case("web-1")
    fields = {"seen": f"{row.version}-2", **ACTS[act][1]}
    for forged in ({"csrf": ""}, {"csrf": enter("admin").token()}):
        response = admin.post(f"{path}/{act}", {**fields, **forged})
        assert response.status_code == 403
        assert "The form was not taken" in response.text
    assert admin.post(f"{path}/{act}", fields, origin="https://evil.example").status_code == 403
    assert recorded.case("web-1") == row


@pytest.mark.parametrize("act", ["", *ACTS])
def test_a_safeguarding_case_is_not_there_for_who_may_not_see_it(
    recorded: Recorded, service: Service, agent: Officer, act: str
) -> None:
    recorded.say("web-9", "my dad hits me", HARM)
    row = recorded.case("web-9")
    path = f"/staff/cases/{row.id}"
    fields = {"seen": f"{row.version}-2", **ACTS.get(act, ("", {}))[1], "to": str(agent.staff.id)}
    if act == "hold":
        # A manager may keep cases, and sees none of these either.
        return
    response = agent.post(f"{path}/{act}", fields) if act else agent.get(path)
    assert response.status_code == 404
    assert "hits" not in response.text
    assert recorded.case("web-9") == row
    assert actions(service, "case.viewed") == []


def test_a_manager_keeps_no_safeguarding_case(recorded: Recorded, enter: Enter) -> None:
    recorded.say("web-9", "my dad hits me", HARM)
    row = recorded.case("web-9")
    fields = {"seen": f"{row.version}-2", "is_held": "yes"}
    response = enter("manager").post(f"/staff/cases/{row.id}/hold", fields)
    assert response.status_code == 404
    assert recorded.case("web-9") == row


def test_each_view_of_a_safeguarding_case_is_in_the_trail(
    recorded: Recorded, path: str, service: Service, enter: Enter
) -> None:
    lead = enter("safeguarding_lead")
    lead.get(path)
    assert actions(service, "case.viewed") == []
    recorded.say("web-9", "my dad hits me", HARM)
    case_id = recorded.case("web-9").id
    for _ in range(2):
        assert "hits" in lead.get(f"/staff/cases/{case_id}").text
    lead.get(f"/staff/cases/{case_id}/corrections?message=2")
    assert actions(service, "case.viewed") == [(lead.staff.id, str(case_id))] * 3


def test_an_agent_who_gives_a_safeguarding_case_away_is_told_so(
    recorded: Recorded, enter: Enter, agent: Officer
) -> None:
    recorded.say("web-9", "my dad hits me", HARM)
    path = f"/staff/cases/{recorded.case('web-9').id}"
    do(enter("safeguarding_lead"), path, "assign", to=str(agent.staff.id))
    assert "hits" in agent.get(path).text
    where = do(agent, path, "release").headers["location"]
    page = agent.get(where)
    assert page.status_code == 404
    assert DONE["released"] in text_of(page.text)


def test_who_opens_a_case_is_told_who_else_has_it_open(
    path: str, enter: Enter, agent: Officer
) -> None:
    assert "open too" not in agent.get(path).text
    page = text_of(enter("manager").get(path).text)
    assert "Ada has this case open too" in page


@pytest.mark.parametrize("act", ["reply", "note"])
def test_a_case_that_changed_is_shown_anew_and_what_was_typed_stays(
    recorded: Recorded, path: str, service: Service, agent: Officer, act: str
) -> None:
    take(agent, path)
    seen = seen_in(agent.get(path).text)
    recorded.journal.record("web-1", "m9", "one thing more")
    fields = {"seen": seen, "text": "My reply.", "note": "My note."}
    response = agent.post(f"{path}/{act}", fields)
    assert response.status_code == 409
    assert "The case has changed since you opened it, so nothing was done." in response.text
    assert box(response.text, "text") == "My reply."
    assert box(response.text, "note") == "My note."
    assert re.search(r"Parent [\d:]+ New one thing more", text_of(response.text))
    assert text_of(response.text).count(" New ") == 1
    assert replies(service) == []
    # The page is of the newest version: pressing again does it.
    again = {**fields, "seen": seen_in(response.text)}
    assert agent.post(f"{path}/{act}", again).status_code != 409


@pytest.mark.parametrize("seen", ["", "x", "1", "-1-1", "99999999999-1", "1-2-3"])
def test_a_form_without_a_version_does_nothing(
    recorded: Recorded, path: str, agent: Officer, seen: str
) -> None:
    row = recorded.case("web-1")
    assert agent.post(f"{path}/take", {"seen": seen}).status_code == 409
    assert recorded.case("web-1") == row


def test_who_comes_second_is_told_who_has_it(path: str, enter: Enter, agent: Officer) -> None:
    take(agent, path)
    response = do(enter("manager"), path, "take")
    assert response.status_code == 409
    assert "Ada has the conversation, so nothing was done." in response.text


def test_a_reply_of_who_does_not_hold_it_is_refused_and_stays(
    path: str, service: Service, enter: Enter, agent: Officer
) -> None:
    take(agent, path)
    response = do(enter("manager"), path, "reply", text="Let me.")
    assert response.status_code == 409
    assert "You do not have the conversation, so nothing was sent." in response.text
    assert box(response.text, "text") == "Let me."
    assert "Send the reply" not in response.text
    assert replies(service) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [(" \r\n ", "nothing written"), ("a" * (MOST_CHARACTERS + 1), "4,001 characters; 4,000")],
)
def test_a_reply_that_cannot_be_sent_says_why_and_stays(
    path: str, service: Service, agent: Officer, text: str, told: str
) -> None:
    take(agent, path)
    response = do(agent, path, "reply", text=text)
    assert response.status_code == 422
    assert told in response.text
    assert box(response.text, "text").strip() == text.strip()
    assert replies(service) == []


def test_a_long_reply_in_any_alphabet_is_taken(path: str, service: Service, agent: Officer) -> None:
    take(agent, path)
    assert do(agent, path, "reply", text="ب" * MOST_CHARACTERS).status_code == 303
    assert len(replies(service)[0]) == MOST_CHARACTERS


def test_a_reply_that_is_pressed_twice_is_sent_once(
    path: str, service: Service, agent: Officer
) -> None:
    take(agent, path)
    seen = seen_in(agent.get(path).text)
    for _ in range(2):
        response = agent.post(f"{path}/reply", {"seen": seen, "text": "Hello."})
        assert response.headers["location"] == f"{path}?done=replied#newest"
    assert replies(service) == ["Hello."]


def test_a_note_does_not_lose_the_reply_that_is_being_written(
    path: str, service: Service, agent: Officer
) -> None:
    take(agent, path)
    response = do(agent, path, "note", note="Hm.", text="Half a re")
    assert response.status_code == 200
    assert DONE["noted"] in response.text
    assert box(response.text, "text") == "Half a re"
    assert box(response.text, "note") == ""


def test_what_anybody_writes_is_no_markup(
    recorded: Recorded, service: Service, agent: Officer
) -> None:
    sent = recorded.say("web-1", SCRIPT, HUMAN, answer=SCRIPT)
    recorded.journal.give_feedback("web-1", sent[0].id, "down", SCRIPT)
    path = f"/staff/cases/{recorded.case('web-1').id}"
    take(agent, path)
    assert do(agent, path, "reply", text=SCRIPT, note=SCRIPT).status_code == 200
    do(agent, path, "note", note=SCRIPT)
    page = agent.get(f"{path}?q={SCRIPT}").text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 5


def test_the_way_back_leads_to_the_list_as_it_was_and_on_to_the_next_case(
    recorded: Recorded, agent: Officer
) -> None:
    for name in ("web-1", "web-2", "web-3"):
        recorded.say(name, "hello", reading("clarify") if name == "web-2" else HUMAN)
    first, _, third = (recorded.case(name).id for name in ("web-1", "web-2", "web-3"))
    queue = agent.get("/staff/queue?tab=person").text
    assert f'href="/staff/cases/{first}?tab=person"' in queue
    page = agent.get(f"/staff/cases/{first}?tab=person").text
    assert f'href="/staff/queue?tab=person#case-{first}"' in page
    assert f'<a href="/staff/cases/{third}?tab=person">Next case</a>' in page
    do(agent, f"/staff/cases/{first}", "close", reason="spam")
    after = agent.get(f"/staff/cases/{first}?tab=person&done=closed").text
    assert f'<a href="/staff/cases/{third}?tab=person">Next case</a>' in after
    assert "No case follows" in agent.get(f"/staff/cases/{third}?tab=person").text


def test_an_act_keeps_the_list_that_one_came_from(path: str, agent: Officer) -> None:
    seen = seen_in(agent.get(path).text)
    response = agent.post(f"{path}/take?tab=person&below=90", {"seen": seen})
    assert response.headers["location"] == f"{path}?tab=person&below=90&done=taken#newest"


def test_the_way_to_contact_details_is_shown_to_the_holder_alone(
    path: str, service: Service, enter: Enter, agent: Officer
) -> None:
    details = ContactDetails(email="pat@example.org")
    with service.engine.begin() as connection:
        keep_contact(connection, service.settings.secret_key, "web-1", details)
    way = f'href="{path}/contact"'
    assert way not in agent.get(path).text
    take(agent, path)
    assert way in agent.get(path).text
    assert way not in enter("admin").get(path).text
    assert "pat@example.org" not in agent.get(path).text


@pytest.fixture
def reader(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the assistant take each text for one on autism; give what it is asked."""
    asked: list[str] = []

    async def understand_many(_self: Any, texts: Sequence[str]) -> list[dict[str, Any]]:
        asked.extend(texts)
        return [decision(workstreams=["autism"], asks=["objectives"]) for _ in texts]

    kind = type(service.assistant)
    monkeypatch.setattr(kind, "understand_many", understand_many, raising=False)
    return asked


def test_a_suggestion_is_put_into_the_box_by_a_press_and_sent_by_another(
    path: str, service: Service, agent: Officer, reader: list[str]
) -> None:
    page = agent.get(path).text
    assert reader == ["can I talk to somebody"]
    objective = next(iter(service.library.content.workstream("autism").objectives)).shown
    assert objective in text_of(page)
    assert "read on" in text_of(page)
    # To be used it takes the conversation.
    assert "Put it into the box" not in page
    take(agent, path)
    (key,) = re.findall(r'name="use" value="(\w+)"', agent.get(path).text)
    drafted = do(agent, path, "draft", use=key, text="Dear Pat,", note="Hm.")
    assert drafted.status_code == 200
    assert replies(service) == []
    assert box(drafted.text, "text").startswith("Dear Pat,\n\n")
    assert objective in unescape(box(drafted.text, "text"))
    assert box(drafted.text, "note") == "Hm."
    text = unescape(box(drafted.text, "text"))
    assert do(agent, path, "reply", text=text).status_code == 303
    assert replies(service) == [text]


def test_a_suggestion_that_is_no_longer_there_is_told(
    path: str, agent: Officer, reader: list[str]
) -> None:
    take(agent, path)
    response = do(agent, path, "draft", use="0" * 16, text="Half a re")
    assert response.status_code == 422
    assert "no longer there" in response.text
    assert box(response.text, "text") == "Half a re"


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_cannot_reply_is_suggested_nothing(
    path: str, enter: Enter, reader: list[str], role: str
) -> None:
    enter(role).get(path)
    assert reader == []


def test_the_page_is_complete_where_suggestions_take_too_long(
    path: str, service: Service, agent: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_self: Any, _texts: Sequence[str]) -> list[dict[str, Any]]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(type(service.assistant), "understand_many", never, raising=False)
    monkeypatch.setattr(case_page, "SUGGESTED_WITHIN_S", 0.01)
    assert "no other answer" in agent.get(path).text


def test_the_case_is_shown_anew_with_what_is_typed(path: str, agent: Officer) -> None:
    take(agent, path)
    response = do(agent, path, "draft", text="Half a re")
    assert response.status_code == 200
    assert box(response.text, "text") == "Half a re"


def test_where_nothing_delivers_a_reply_the_page_says_so(
    recorded: Recorded, agent: Officer
) -> None:
    recorded.say("rest-1", "a person please", HUMAN, channel="rest")
    path = f"/staff/cases/{recorded.case('rest-1').id}"
    take(agent, path)
    assert "on this channel (API) nothing takes it to the parent" in agent.get(path).text


def test_notes_are_counted_once(path: str, service: Service, agent: Officer) -> None:
    seen = seen_in(agent.get(path).text)
    for _ in range(2):
        assert agent.post(f"{path}/note", {"seen": seen, "note": "Hm."}).status_code == 303
    with service.engine.begin() as connection:
        assert rows(connection, NOTES) == 1
