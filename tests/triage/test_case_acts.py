"""What staff do with a case: hold it, write into it, pass it on, close it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import CaseChanged, CaseNotHeld, CaseTaken, UnknownCase
from bot.store.audit import Audit
from bot.store.staff_tables import AUDIT
from bot.store.tables import CONVERSATIONS, OUTBOUND
from bot.triage.case_acts import Act, CaseActs
from bot.triage.case_view import look_at, read_case
from bot.triage.filters import Viewer
from bot.triage.queue import Queue
from tests.triage.recorded import Recorded, add_staff, reading


class Scene:
    """One queued conversation, two of the staff."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.recorded = Recorded(engine)
        self.recorded.say("web-a", "a person please", reading("human", kind="person"))
        self.ann = add_staff(engine, "ann@example.org")
        self.ben = add_staff(engine, "ben@example.org")
        self.acts = CaseActs(engine, Audit("a secret for tests, long enough"))

    def act(self, staff_id: int | None = None) -> Act:
        """Act on the case as it is now."""
        case = self.case()
        return Act(staff_id or self.ann, case.id, case.version)

    def case(self) -> Any:
        """Give the case's row."""
        return self.recorded.case("web-a")

    def held_by(self) -> str:
        """Tell who answers."""
        with self.engine.begin() as connection:
            return str(connection.execute(sa.select(CONVERSATIONS.c.held_by)).scalar_one())


@pytest.fixture
def scene(engine: Engine) -> Scene:
    """Give the scene."""
    return Scene(engine)


def test_taking_over_holds_the_conversation_and_gives_the_case(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    case = scene.case()
    assert (scene.held_by(), case.assigned_to, case.status) == ("person", scene.ann, "open")


def test_nobody_takes_over_what_somebody_else_holds(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    with pytest.raises(CaseTaken) as caught:
        scene.acts.take_over(scene.act(scene.ben))
    assert caught.value.staff_id == scene.ann
    assert scene.case().assigned_to == scene.ann


def test_a_reply_is_written_into_the_conversation_and_the_case_waits(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    sent = scene.acts.reply(scene.act(), "Hello.\n\nI am Ann.")
    (_, found) = scene.recorded.journal.sent_after("web-a", None)
    assert found == sent
    assert found.as_dict()["from"] == "person"
    assert [block["text"] for block in found.answer["blocks"]] == ["Hello.", "I am Ann."]
    case = scene.case()
    assert case.status == "waiting"
    assert case.first_reply_at is not None


def test_the_first_reply_stays_the_first(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.reply(scene.act(), "One.")
    first = scene.case().first_reply_at
    scene.acts.reply(scene.act(), "Two.")
    assert scene.case().first_reply_at == first


def test_a_reply_leaves_the_journal_of_questions_alone(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.reply(scene.act(), "Hello.")
    with scene.engine.begin() as connection:
        query = sa.select(OUTBOUND).where(OUTBOUND.c.sender == "person")
        row = connection.execute(query).one()
    assert (row.inbound_seq, row.staff_id) == (None, scene.ann)


@pytest.mark.parametrize("act", ["reply", "hand_back"])
def test_only_the_holder_replies_and_hands_back(scene: Scene, act: str) -> None:
    def do(staff_id: int) -> None:
        text = ("Hello.",) if act == "reply" else ()
        getattr(scene.acts, act)(scene.act(staff_id), *text)

    with pytest.raises(CaseNotHeld):
        do(scene.ann)
    scene.acts.take_over(scene.act())
    with pytest.raises(CaseNotHeld):
        do(scene.ben)
    do(scene.ann)


def test_handing_back_lets_the_bot_answer_and_keeps_the_case(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.hand_back(scene.act())
    assert (scene.held_by(), scene.case().assigned_to) == ("bot", scene.ann)


def test_assigning_a_held_case_hands_the_conversation_on(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.assign(scene.act(), scene.ben)
    scene.acts.reply(scene.act(scene.ben), "Ben here.")
    assert scene.held_by() == "person"


def test_assigning_does_not_end_the_wait_for_the_parent(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.reply(scene.act(), "Hello.")
    scene.acts.assign(scene.act(), scene.ben)
    assert scene.case().status == "waiting"


def test_releasing_gives_up_the_case_and_the_conversation(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.release(scene.act())
    assert (scene.held_by(), scene.case().assigned_to) == ("bot", None)


def test_closing_says_why_and_hands_back(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.close(scene.act(), "answered")
    case = scene.case()
    assert (case.status, case.close_reason, scene.held_by()) == ("closed", "answered", "bot")
    assert case.closed_at is not None
    scene.acts.reopen(scene.act())
    case = scene.case()
    assert (case.status, case.close_reason, case.closed_at) == ("open", None, None)


def test_a_reason_that_is_none_closes_nothing(scene: Scene) -> None:
    with pytest.raises(ValueError, match="because"):
        scene.acts.close(scene.act(), "because")
    assert scene.case().status == "new"


def test_a_message_of_the_parent_ends_the_wait(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.reply(scene.act(), "Hello.")
    scene.recorded.journal.record("web-a", "m9", "thank you")
    assert scene.case().status == "open"


ACTS: list[tuple[str, Callable[[Scene, Act], object]]] = [
    ("case.assigned", lambda scene, act: scene.acts.assign(act, scene.ben)),
    ("case.released", lambda scene, act: scene.acts.release(act)),
    ("case.taken_over", lambda scene, act: scene.acts.take_over(act)),
    ("case.handed_back", lambda scene, act: scene.acts.hand_back(act)),
    ("case.replied", lambda scene, act: scene.acts.reply(act, "Secret words.")),
    ("case.noted", lambda scene, act: scene.acts.note(act, "Secret words.")),
    ("case.closed", lambda scene, act: scene.acts.close(act, "spam")),
    ("case.reopened", lambda scene, act: scene.acts.reopen(act)),
    ("case.legal_hold", lambda scene, act: scene.acts.hold_by_law(act, is_held=True)),
]


@pytest.mark.parametrize(("action", "do"), ACTS, ids=[action for action, _ in ACTS])
def test_each_act_is_refused_on_a_case_that_changed_and_leaves_no_trace(
    scene: Scene, action: str, do: Callable[[Scene, Act], object]
) -> None:
    scene.acts.take_over(scene.act())
    seen = scene.act()
    scene.recorded.journal.record("web-a", "m9", "one thing more")
    before = scene.case()
    with pytest.raises(CaseChanged):
        do(scene, seen)
    assert scene.case() == before


@pytest.mark.parametrize(("action", "do"), ACTS, ids=[action for action, _ in ACTS])
def test_each_act_is_in_the_audit_trail_without_its_words(
    scene: Scene, action: str, do: Callable[[Scene, Act], object]
) -> None:
    scene.acts.take_over(scene.act())
    act = scene.act()
    do(scene, act)
    with scene.engine.begin() as connection:
        row = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)).one()
    assert (row.action, row.actor_id, row.subject_id) == (action, scene.ann, str(act.case_id))
    assert "Secret" not in json.dumps(row.detail)


@pytest.mark.parametrize(("action", "do"), ACTS, ids=[action for action, _ in ACTS])
def test_each_act_on_no_case_is_refused(
    scene: Scene, action: str, do: Callable[[Scene, Act], object]
) -> None:
    with pytest.raises(UnknownCase):
        do(scene, Act(scene.ann, 999, 1))


def test_a_case_shows_the_whole_conversation_in_order(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.reply(scene.act(), "Hello.")
    scene.recorded.journal.record("web-a", "m9", "thank you")
    scene.acts.note(scene.act(), "Rang the school.")
    case = read_case(scene.engine, scene.case().id, Viewer(scene.ann, sees_safeguarding=False))
    assert [(line.sender, line.text) for line in case.lines] == [
        ("parent", "a person please"),
        ("bot", "This is the answer."),
        ("person", "Hello."),
        ("parent", "thank you"),
    ]
    understood = case.lines[0].understood
    assert understood is not None
    assert (understood.route, understood.reasons) == ("human", ("asked_person",))
    assert case.lines[2].staff_name == "ann@example.org"
    assert [(note.text, note.staff_name) for note in case.notes] == [
        ("Rang the school.", "ann@example.org")
    ]


def test_a_note_and_a_reply_are_found_by_search(scene: Scene) -> None:
    scene.acts.take_over(scene.act())
    scene.acts.reply(scene.act(), "Elephants.")
    scene.acts.note(scene.act(), "Giraffes.")
    queue = Queue(scene.engine, Viewer(scene.ann, sees_safeguarding=False))
    assert len(queue.search("elephant").rows) == len(queue.search("giraffe").rows) == 1


def test_a_safeguarding_case_is_not_there_for_who_may_not_see_it(scene: Scene) -> None:
    scene.recorded.say("web-b", "harm", reading("safeguarding"))
    case_id = scene.recorded.case("web-b").id
    with pytest.raises(UnknownCase):
        read_case(scene.engine, case_id, Viewer(scene.ann, sees_safeguarding=False))
    read_case(scene.engine, case_id, Viewer(scene.ann, sees_safeguarding=True))
    scene.acts.assign(Act(scene.ben, case_id, scene.recorded.case("web-b").version), scene.ann)
    read_case(scene.engine, case_id, Viewer(scene.ann, sees_safeguarding=False))


def test_two_who_look_at_a_case_see_each_other(scene: Scene) -> None:
    case_id = scene.case().id
    assert look_at(scene.engine, case_id, scene.ann) == []
    assert [each.staff_id for each in look_at(scene.engine, case_id, scene.ben)] == [scene.ann]
    assert [each.name for each in look_at(scene.engine, case_id, scene.ann)] == ["ben@example.org"]
