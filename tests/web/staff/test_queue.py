"""The queue page: what is on it, for whom, and that its address is a view."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from bot.store.audit import entries
from bot.store.case_tables import CASES
from bot.store.tables import CONVERSATIONS
from bot.web.service import Service
from bot.web.staff.listed import LISTED
from tests.triage.recorded import Recorded, reading
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer, text_of

HUMAN = reading("human", kind="person", workstreams=["autism"])
HARM = reading("safeguarding")


@pytest.fixture
def recorded(service: Service) -> Recorded:
    return Recorded(service.engine)


@pytest.fixture
def lead(enter: Enter) -> Officer:
    return enter("safeguarding_lead")


def questions(page: str) -> list[str]:
    return [text_of(each).strip() for each in re.findall(r"<h3>.*?</h3>", page)]


def tabs(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-tab="(\w+)">([^<]*)<', page))


def reference_of(service: Service, conversation: str) -> str:
    query = sa.select(CONVERSATIONS.c.reference).where(CONVERSATIONS.c.id == conversation)
    with service.engine.begin() as connection:
        return str(connection.execute(query).scalar_one())


def give(service: Service, conversation: str, officer: Officer) -> None:
    mine = CASES.c.conversation_id == conversation
    values = {"assigned_to": officer.staff.id, "status": "open"}
    with service.engine.begin() as connection:
        connection.execute(CASES.update().where(mine).values(values))


def listed(service: Service) -> list[tuple[int | None, str]]:
    with service.engine.begin() as connection:
        found = [each for each in entries(connection, most=500) if each.action == LISTED]
    return [(each.actor_id, each.subject_id) for each in found]


def test_the_console_begins_with_the_queue(lead: Officer) -> None:
    assert lead.get("/staff").headers["location"] == "/staff/queue"


def test_a_row_tells_all_that_a_choice_takes(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    recorded.say("web-1", "she is about to be permanently excluded", HUMAN)
    give(service, "web-1", lead)
    page = lead.get("/staff/queue").text
    case = recorded.case("web-1").id
    assert f'<a href="/staff/cases/{case}">she is about to be permanently excluded</a>' in page
    row = text_of(page[page.index("<h3>") :])
    for told in (
        "Due in ",
        "Asked for a person",
        "Urgent: risk of exclusion",
        "Autism",
        reference_of(service, "web-1"),
        "Website",
        "Ada",
    ):
        assert told in row


def test_tabs_show_their_own_with_counts(recorded: Recorded, lead: Officer) -> None:
    recorded.say("web-1", "harm", HARM)
    recorded.say("web-2", "a person please", HUMAN)
    recorded.say("web-3", "hm", reading("clarify"))
    page = lead.get("/staff/queue").text
    assert questions(page) == ["harm", "a person please", "hm"]
    assert tabs(page) == {
        "safeguarding": "1",
        "person": "1",
        "unanswered": "0",
        "unsure": "1",
        "thumbs_down": "0",
        "mine": "0",
        "all": "3",
    }
    assert questions(lead.get("/staff/queue?tab=unsure").text) == ["hm"]
    assert "No open cases here." in lead.get("/staff/queue?tab=mine").text


def test_the_form_leads_to_the_short_address_of_the_view(recorded: Recorded, lead: Officer) -> None:
    recorded.say("web-1", "a", HUMAN)
    sent = "tab=person&status=open&workstream=autism&channel=&from=&to=&below="
    response = lead.get(f"/staff/queue?{sent}")
    assert response.status_code == 303
    where = response.headers["location"]
    assert where == "/staff/queue?tab=person&workstream=autism"
    page = lead.get(where).text
    assert "Filters (1 on)" in page
    assert "Only Autism." in text_of(page)
    # Another tab keeps the filter; a search keeps both.
    assert 'href="/staff/queue?tab=unsure&amp;workstream=autism"' in page
    assert page.count('<input type="hidden" name="workstream" value="autism">') == 1
    assert page.count('<input type="hidden" name="tab" value="person">') == 2


def test_an_address_that_makes_no_sense_is_told(lead: Officer) -> None:
    response = lead.get("/staff/queue?from=yesterday&below=&workstream=witchcraft")
    assert response.status_code == 422
    page = text_of(response.text)
    assert "A date was not understood and is left out." in page
    assert "There is no such workstream" in page


def test_pages_follow_each_other(recorded: Recorded, lead: Officer) -> None:
    for number in range(53):
        recorded.say(f"web-{number}", f"text {number}", HUMAN)
    first = lead.get("/staff/queue?tab=person").text
    assert len(questions(first)) == 50
    assert "First page" not in first
    (where,) = re.findall(r'<a href="([^"]+)">Next page</a>', first)
    second = lead.get(where.replace("&amp;", "&")).text
    assert questions(second) == ["text 50", "text 51", "text 52"]
    assert "Next page" not in second
    assert '<a href="/staff/queue?tab=person">First page</a>' in second


def test_a_search_finds_answers_and_closed_cases_and_marks_the_words(
    recorded: Recorded, lead: Officer
) -> None:
    recorded.say("web-1", "which <b>report</b>?", answer="The report on exclusions is here.")
    page = lead.get("/staff/queue?q=exclusion").text
    assert questions(page) == ["which <b>report</b>?"]
    assert "The report on <mark>exclusions</mark> is here." in page
    assert "Closed" in text_of(page)
    assert "Nothing was found." in lead.get("/staff/queue?q=exclusion&status=open").text


def test_a_reference_finds_its_case(recorded: Recorded, service: Service, lead: Officer) -> None:
    recorded.say("web-1", "hello")
    recorded.say("web-2", "another", HUMAN)
    reference = reference_of(service, "web-1").lower()
    assert questions(lead.get(f"/staff/queue?q={reference}").text) == ["hello"]


@pytest.mark.parametrize(
    "q", ['"><script>alert(1)</script>', "' OR 1=1 --", '" NEAR(', "%", "\x00"]
)
def test_what_is_searched_for_is_neither_markup_nor_syntax(
    recorded: Recorded, lead: Officer, q: str
) -> None:
    recorded.say("web-1", "speech", HUMAN)
    response = lead.client.get("/staff/queue", params={"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert questions(response.text) == []


def test_what_parents_and_colleagues_write_is_no_markup(
    recorded: Recorded, lead: Officer, service: Service
) -> None:
    recorded.say("web-1", "<img src=x onerror=alert(1)>", HUMAN)
    page = lead.get("/staff/queue").text
    assert "<img" not in page
    assert questions(page) == ["<img src=x onerror=alert(1)>"]


@pytest.mark.parametrize("role", ["viewer", "agent", "editor", "manager"])
def test_safeguarding_cases_are_nowhere_for_those_who_may_not_see_them(
    recorded: Recorded, service: Service, enter: Enter, role: str
) -> None:
    recorded.say("web-1", "secret harm", HARM)
    recorded.say("web-2", "an ordinary question", HUMAN)
    officer = enter(role)
    reference = reference_of(service, "web-1")
    page = officer.get("/staff/queue").text
    assert questions(page) == ["an ordinary question"]
    assert "safeguarding" not in tabs(page)
    assert tabs(page)["all"] == "1"
    for query in ("tab=safeguarding", "status=any", "q=secret", f"q={reference}"):
        found = officer.get(f"/staff/queue?{query}").text
        assert "secret harm" not in found
        assert tabs(found)["all"] == "1"
    assert listed(service) == []


def test_a_safeguarding_case_shows_to_the_one_it_was_given_to(
    recorded: Recorded, service: Service, enter: Enter
) -> None:
    recorded.say("web-1", "harm", HARM)
    officer = enter("agent")
    give(service, "web-1", officer)
    page = officer.get("/staff/queue?tab=mine").text
    assert questions(page) == ["harm"]
    assert tabs(page)["safeguarding"] == "1"


def test_the_trail_tells_once_a_day_which_safeguarding_cases_a_list_showed(
    recorded: Recorded, service: Service, lead: Officer, enter: Enter
) -> None:
    recorded.say("web-1", "harm", HARM)
    recorded.say("web-2", "an ordinary question", HUMAN)
    other = enter("admin")
    for _ in range(3):
        lead.get("/staff/queue")
    other.get("/staff/queue?q=harm")
    other.get("/staff/queue?tab=person")
    case = str(recorded.case("web-1").id)
    assert listed(service) == [(other.staff.id, case), (lead.staff.id, case)]


def test_who_waits_and_who_is_at_it_is_told_in_words(
    recorded: Recorded, service: Service, lead: Officer
) -> None:
    recorded.say("web-1", "answered by Ada", HUMAN)
    give(service, "web-1", lead)
    with service.engine.begin() as connection:
        connection.execute(CASES.update().values(status="waiting"))
        connection.execute(CONVERSATIONS.update().values(held_by="person"))
    page = text_of(lead.get("/staff/queue").text)
    assert "Waiting for the parent" in page
    assert "Ada, in the chat now" in page
    assert "ue in" not in page


def test_the_link_to_a_file_shows_only_where_there_is_such_a_page(lead: Officer) -> None:
    paths = {getattr(each, "path", "") for each in lead.client.app.routes}  # type: ignore[attr-defined]
    page = lead.get("/staff/queue?tab=unsure").text
    is_there = 'href="/staff/queue/export?tab=unsure"' in page
    assert is_there == ("/staff/queue/export" in paths)
