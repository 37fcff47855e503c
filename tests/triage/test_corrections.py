"""Corrections: what may be proposed, who decides, and who sees it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import ExampleDecided, ExampleRefused, NotSecondPerson, UnknownExample
from bot.held_out import all_texts
from bot.store.audit import Audit
from bot.store.erasure import erase
from bot.store.retention import Retention, purge
from bot.store.staff_tables import AUDIT
from bot.store.tables import INBOUND
from bot.store.taught import nlu_text, write_taught
from bot.store.teaching_tables import PROPOSED_EXAMPLES
from bot.triage.corrections import Corrections
from bot.triage.filters import Viewer
from bot.triage.labels import labels_from
from tests.triage.recorded import Recorded, add_staff, reading

AUTISM = labels_from("workstream", ["autism"], ["report"])
TEXT = "my lad hums all day and nobody at school minds him"


@pytest.fixture
def corrections(engine: Engine) -> Corrections:
    return Corrections(engine, Audit("a secret of thirty-two characters"))


@pytest.fixture
def agent(engine: Engine) -> Viewer:
    return Viewer(add_staff(engine, "agent@council.example"), sees_safeguarding=False)


@pytest.fixture
def editor(engine: Engine) -> Viewer:
    return Viewer(add_staff(engine, "editor@council.example", "editor"), sees_safeguarding=False)


@pytest.fixture
def lead(engine: Engine) -> Viewer:
    return Viewer(add_staff(engine, "lead@council.example", "admin"), sees_safeguarding=True)


def seq_of(engine: Engine, text: str) -> int:
    with engine.begin() as connection:
        query = sa.select(INBOUND.c.seq).where(INBOUND.c.text == text)
        return int(connection.execute(query).scalar_one())


def states(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(sa.select(PROPOSED_EXAMPLES.c.state)).scalars())


def test_a_proposal_is_shown_with_what_the_bot_made_of_the_message(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    Recorded(engine).say("c1", TEXT, reading("adjacent"), answer="Ask the school.")
    corrections.propose(TEXT, AUTISM, agent.staff_id, seq_of(engine, TEXT))
    (shown,) = corrections.in_state(editor, "proposed")
    assert shown.labels == {
        "route": "workstream",
        "workstreams": ["autism"],
        "asks": ["report"],
        "subject": None,
        "kind": None,
    }
    assert shown.took is not None
    assert shown.took["route"] == "adjacent"
    assert shown.answer == "Ask the school."
    assert shown.proposed_by_name == "agent@council.example"


def test_a_second_person_approves(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    example = corrections.propose(TEXT, AUTISM, agent.staff_id)
    corrections.approve(example, editor)
    assert states(engine) == ["approved"]


def test_nobody_approves_or_rejects_what_they_proposed(
    engine: Engine, corrections: Corrections, editor: Viewer
) -> None:
    example = corrections.propose(TEXT, AUTISM, editor.staff_id)
    with pytest.raises(NotSecondPerson):
        corrections.approve(example, editor)
    with pytest.raises(NotSecondPerson):
        corrections.reject(example, editor, "unclear")
    assert states(engine) == ["proposed"]


def test_what_was_decided_stays_decided(
    corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    example = corrections.propose(TEXT, AUTISM, agent.staff_id)
    corrections.reject(example, editor, "labels")
    with pytest.raises(ExampleDecided):
        corrections.approve(example, editor)


def test_only_the_proposer_takes_back(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    example = corrections.propose(TEXT, AUTISM, agent.staff_id)
    with pytest.raises(UnknownExample):
        corrections.withdraw(example, editor)
    corrections.withdraw(example, agent)
    assert states(engine) == ["rejected"]


def test_an_example_of_a_safeguarding_case_shows_to_those_who_may_see_the_case(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer, lead: Viewer
) -> None:
    Recorded(engine).say("c1", TEXT, reading("safeguarding"))
    example = corrections.propose(TEXT, AUTISM, agent.staff_id, seq_of(engine, TEXT))
    assert corrections.in_state(editor, "proposed") == []
    assert corrections.count_waiting(editor) == 0
    with pytest.raises(UnknownExample):
        corrections.approve(example, editor)
    assert corrections.count_waiting(lead) == 1
    corrections.approve(example, lead)


def test_a_near_copy_of_an_evaluation_message_is_refused_in_one_sentence(
    engine: Engine, corrections: Corrections, agent: Viewer
) -> None:
    measured_by = max(all_texts(), key=len)
    with pytest.raises(ExampleRefused, match="measured by") as caught:
        corrections.propose(f"{measured_by}!", AUTISM, agent.staff_id)
    assert measured_by[:20] not in caught.value.reason
    assert states(engine) == []


def test_the_same_sentence_is_proposed_once_unless_it_was_rejected(
    corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    example = corrections.propose(TEXT, AUTISM, agent.staff_id)
    with pytest.raises(ExampleRefused, match="before"):
        corrections.propose(f" {TEXT} ", AUTISM, agent.staff_id)
    corrections.reject(example, editor, "labels")
    assert corrections.propose(TEXT, AUTISM, agent.staff_id) != example


def test_personal_details_are_taken_out_of_what_the_proposer_wrote(
    corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    corrections.propose(f"{TEXT}, ring 07700 900123", AUTISM, agent.staff_id)
    (shown,) = corrections.in_state(editor, "proposed")
    assert "900123" not in shown.text
    assert "[phone number removed]" in shown.text


def test_erasing_a_conversation_erases_its_examples_and_their_file(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    recorded = Recorded(engine)
    recorded.say("c1", TEXT)
    reference = recorded.journal.open_conversation("c1", "web").reference
    example = corrections.propose(TEXT, AUTISM, agent.staff_id, seq_of(engine, TEXT))
    corrections.approve(example, editor)
    in_service(engine)
    assert write_taught(engine)
    erase(engine, reference)
    assert states(engine) == []
    assert not write_taught(engine)


def test_what_was_approved_outlives_a_conversation_that_is_past_its_time(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    recorded = Recorded(engine)
    for name, text in (("c1", TEXT), ("c2", "another sentence of words")):
        recorded.say(name, text)
        corrections.propose(text, AUTISM, agent.staff_id, seq_of(engine, text))
    corrections.approve(1, editor)
    opened = recorded.case("c1").opened_at
    assert purge(engine, Retention(90), opened.replace(year=opened.year + 2)) == 2
    assert states(engine) == ["approved"]
    (kept,) = corrections.in_state(editor, "approved")
    assert (kept.text, kept.case_id, kept.took) == (TEXT, None, None)


def test_the_audit_trail_tells_of_each_act_and_holds_no_text(
    engine: Engine, corrections: Corrections, agent: Viewer, editor: Viewer
) -> None:
    corrections.reject(corrections.propose(TEXT, AUTISM, agent.staff_id), editor, "labels")
    with engine.begin() as connection:
        rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq)).all()
    assert [(row.action, row.actor_id) for row in rows] == [
        ("example.proposed", agent.staff_id),
        ("example.rejected", editor.staff_id),
    ]
    assert "hums" not in "".join(row.detail for row in rows)


def in_service(engine: Engine) -> None:
    """Put every example into service, as a promotion does."""
    with engine.begin() as connection:
        connection.execute(PROPOSED_EXAMPLES.update().values(state="in_service"))


def test_without_examples_there_is_no_training_data() -> None:
    assert nlu_text([]) == ""
