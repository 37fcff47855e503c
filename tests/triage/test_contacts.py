"""Contact details: who gives them waits for a person; who holds the case sees them, nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import ContactNotYours, NoMessageYet, UnknownCase
from bot.store.audit import Audit
from bot.store.case_tables import CASES
from bot.store.staff_tables import AUDIT
from bot.triage.case_acts import Act, CaseActs
from bot.triage.contacts import Contacts
from tests.store.kept import CONTACT, SECRET
from tests.triage.recorded import Recorded, add_staff, reading


@dataclass(frozen=True)
class Someone:
    """One of the staff."""

    id: int
    role: str = "agent"


@pytest.fixture
def contacts(engine: Engine) -> Contacts:
    """Give what keeps contact details."""
    return Contacts(engine, Audit(SECRET), SECRET)


@pytest.fixture
def recorded(engine: Engine) -> Recorded:
    """Give conversations: one with a message."""
    recorded = Recorded(engine)
    recorded.say("web-a", "what is planned for autism?")
    return recorded


def trail(engine: Engine) -> list[tuple[int | None, str, str, str, str]]:
    with engine.begin() as connection:
        columns = ("actor_id", "action", "subject_kind", "subject_id", "detail")
        query = sa.select(*(AUDIT.c[name] for name in columns)).where(
            AUDIT.c.action.startswith("case.contact")
        )
        return [tuple(row) for row in connection.execute(query.order_by(AUDIT.c.seq))]


def holder(recorded: Recorded, email: str = "ann@council.example", role: str = "agent") -> Someone:
    """Let somebody take the case over."""
    someone = Someone(add_staff(recorded.engine, email, role), role)
    case = recorded.case("web-a")
    CaseActs(recorded.engine, Audit(SECRET)).take_over(Act(someone.id, case.id, case.version))
    return someone


def test_who_leaves_details_is_found_in_the_queue(recorded: Recorded, contacts: Contacts) -> None:
    assert recorded.case("web-a").status == "closed"
    contacts.give("web-a", CONTACT)
    case = recorded.case("web-a")
    assert (case.status, case.asked_person) == ("new", True)


def test_the_time_that_a_conversation_is_kept_does_not_begin_anew(
    recorded: Recorded, contacts: Contacts
) -> None:
    long_ago = dt.datetime.fromisoformat("2026-01-01T12:00")
    with recorded.engine.begin() as connection:
        connection.execute(CASES.update().values(last_message_at=long_ago))
    contacts.give("web-a", CONTACT)
    assert recorded.case("web-a").last_message_at == long_ago


def test_a_conversation_without_a_message_takes_none(engine: Engine, contacts: Contacts) -> None:
    Recorded(engine).journal.open_conversation("web-b", "web")
    for act in (lambda: contacts.give("web-b", CONTACT), lambda: contacts.take_back("web-b")):
        with pytest.raises(NoMessageYet):
            act()
    with pytest.raises(NoMessageYet):
        contacts.kept("web-nowhere")
    assert trail(engine) == []


def test_the_holder_sees_them_and_it_is_written_down_with_ids_alone(
    recorded: Recorded, contacts: Contacts
) -> None:
    contacts.give("web-a", CONTACT)
    ann, case = holder(recorded), recorded.case("web-a")
    found = contacts.see(case.id, ann)
    assert found is not None
    assert found.details == CONTACT
    about = ("case", str(case.id), "{}")
    assert trail(recorded.engine) == [
        (None, "case.contact_given", *about),
        (ann.id, "case.contact_seen", *about),
    ]


@pytest.mark.parametrize(
    "role", ["viewer", "agent", "safeguarding_lead", "editor", "manager", "admin"]
)
def test_nobody_else_sees_them_whatever_the_role(
    recorded: Recorded, contacts: Contacts, role: str
) -> None:
    contacts.give("web-a", CONTACT)
    holder(recorded)
    other = Someone(add_staff(recorded.engine, "other@council.example", role), role)
    for look in (contacts.see, contacts.are_there):
        with pytest.raises(ContactNotYours):
            look(recorded.case("web-a").id, other)
    assert [each[1] for each in trail(recorded.engine)] == ["case.contact_given"]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_a_role_that_may_not_does_not_see_those_of_its_own_case(
    recorded: Recorded, contacts: Contacts, role: str
) -> None:
    contacts.give("web-a", CONTACT)
    someone = holder(recorded, role=role)
    with pytest.raises(ContactNotYours):
        contacts.see(recorded.case("web-a").id, someone)


def test_whose_case_it_was_sees_them_no_more(recorded: Recorded, contacts: Contacts) -> None:
    contacts.give("web-a", CONTACT)
    before, case = holder(recorded), recorded.case("web-a")
    other = add_staff(recorded.engine, "other@council.example")
    acts = CaseActs(recorded.engine, Audit(SECRET))
    acts.assign(Act(before.id, case.id, case.version), other)
    with pytest.raises(ContactNotYours):
        contacts.see(case.id, before)
    assert contacts.see(case.id, Someone(other)) is not None


def test_a_case_that_one_may_not_see_is_not_known(recorded: Recorded, contacts: Contacts) -> None:
    recorded.say("web-s", "he hits me", reading("safeguarding"))
    contacts.give("web-s", CONTACT)
    someone = Someone(add_staff(recorded.engine, "ann@council.example"))
    for case_id in (recorded.case("web-s").id, 4711):
        with pytest.raises(UnknownCase):
            contacts.see(case_id, someone)


def test_to_ask_whether_there_are_any_writes_nothing_down(
    recorded: Recorded, contacts: Contacts
) -> None:
    ann, case = holder(recorded), recorded.case("web-a")
    assert not contacts.are_there(case.id, ann)
    assert contacts.see(case.id, ann) is None
    contacts.give("web-a", CONTACT)
    assert contacts.are_there(case.id, ann)
    assert [each[1] for each in trail(recorded.engine)] == ["case.contact_given"]


def test_what_was_taken_back_is_gone(recorded: Recorded, contacts: Contacts) -> None:
    contacts.give("web-a", CONTACT)
    ann, case = holder(recorded), recorded.case("web-a")
    assert contacts.take_back("web-a")
    assert contacts.kept("web-a") is None
    assert contacts.see(case.id, ann) is None
    assert not contacts.take_back("web-a")
    actions = [each[1] for each in trail(recorded.engine)]
    assert actions == ["case.contact_given", "case.contact_taken_back"]


def test_a_page_of_the_case_that_is_open_can_tell_that_it_changed(
    recorded: Recorded, contacts: Contacts
) -> None:
    before = recorded.case("web-a").version
    contacts.give("web-a", CONTACT)
    given = recorded.case("web-a").version
    contacts.take_back("web-a")
    assert before < given < recorded.case("web-a").version


def test_details_that_another_secret_closed_are_told_apart_from_none(
    recorded: Recorded, contacts: Contacts
) -> None:
    contacts.give("web-a", CONTACT)
    ann, case = holder(recorded), recorded.case("web-a")
    later = Contacts(recorded.engine, Audit(SECRET[::-1]), SECRET[::-1])
    found = later.see(case.id, ann)
    assert found is not None
    assert found.details is None
