"""The path of a message: cleaned, masked, journalled, answered once, and in turn."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.answers.said import Said
from bot.conversation import (
    MOST_WAITING,
    Conversations,
    Reply,
    checked,
    new_conversation_id,
)
from bot.errors import Busy, TextEmpty, TextTooLong
from bot.store.audit import Audit
from bot.store.case_tables import CASES
from bot.store.database import migrate, open_database, utc_now
from bot.store.journal import Entry, Journal
from bot.store.staff_tables import STAFF
from bot.store.tables import CONVERSATIONS
from bot.store.turns import read_turns
from bot.triage import recording
from bot.triage.case_acts import Act, CaseActs
from tests.factories import library
from tests.triage.recorded import reading

ANSWER = {"route": "smalltalk", "safety": "none", "suggestions": []}


class Echo:
    """Answers with the text; fails for as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.asked_again: list[bool] = []
        self.error: Exception | None = None
        self.safety = "none"
        self.gate = asyncio.Event()
        self.gate.set()

    async def converse(
        self,
        conversation_id: str,
        text: str,
        channel: str,
        message_id: str | None = None,
        *,
        is_again: bool = False,
    ) -> list[Said]:
        """Keep the text, wait for the gate, answer or fail."""
        self.asked.append(text)
        await self.gate.wait()
        if self.error:
            raise self.error
        self.asked_again.append(is_again)
        return [Said(text, ANSWER)]

    async def read(self, text: str) -> dict[str, Any]:
        """Understand what it is told to understand, or fail."""
        if self.error:
            raise self.error
        return reading("safeguarding", safety=self.safety)

    def is_ready(self) -> bool:
        """Be ready."""
        return True


@pytest.fixture
def echo() -> Echo:
    """Give an assistant."""
    return Echo()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Give a journal on an empty database."""
    engine = open_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    migrate(engine)
    return Journal(engine, recording)


@pytest.fixture
def conversations(echo: Echo, journal: Journal) -> Conversations:
    """Give the path under test."""
    return Conversations(echo, journal, library().wording)


def send(conversations: Conversations, text: str, message_id: str | None = None) -> Reply:
    """Send one message of the conversation `web-a`."""
    return asyncio.run(conversations.receive("web-a", text, "web", message_id))


@pytest.mark.parametrize(
    "text", ["", "  \n", "/", " / / ", "\0\x01", "\ud800", "\u200b\u200d", "\u202e"]
)
def test_a_text_without_words_is_refused(conversations: Conversations, text: str) -> None:
    with pytest.raises(TextEmpty):
        send(conversations, text)


def test_a_text_is_measured_after_cleaning() -> None:
    assert len(checked("/" + " " * 500 + "a" * 1000 + "\0" * 500)) == 1000
    with pytest.raises(TextTooLong) as caught:
        checked("a" * 1001)
    assert (caught.value.length, caught.value.most) == (1001, 1000)


@pytest.mark.parametrize(
    "text", ["/restart", " / restart", '/intent{"a":"b"}', "@/restart", "\u200b/restart"]
)
def test_a_command_reaches_the_assistant_as_plain_text(
    conversations: Conversations, echo: Echo, text: str
) -> None:
    send(conversations, text)
    (asked,) = echo.asked
    assert not asked.startswith("/")


def test_personal_details_reach_neither_the_assistant_nor_the_journal(
    conversations: Conversations, echo: Echo, journal: Journal
) -> None:
    send(conversations, "ring me on 07700 900123")
    assert "900123" not in echo.asked[0]
    assert "900123" not in str(read_turns(journal._engine, "web-a", 1))


def test_the_same_message_id_gives_the_first_answer_again(
    conversations: Conversations, echo: Echo
) -> None:
    first = send(conversations, "one", "m1")
    again = send(conversations, "two", "m1")
    assert again == first
    assert echo.asked == ["one"]


def test_the_same_message_id_in_another_conversation_is_another_message(
    conversations: Conversations, echo: Echo
) -> None:
    send(conversations, "one", "m1")
    asyncio.run(conversations.receive("web-b", "two", "web", "m1"))
    assert echo.asked == ["one", "two"]


def test_messages_without_an_id_are_never_the_same(
    conversations: Conversations, echo: Echo
) -> None:
    assert send(conversations, "one").messages != send(conversations, "one").messages
    assert len(echo.asked) == 2


@pytest.mark.parametrize("error", [RuntimeError("broken"), asyncio.TimeoutError(), KeyError("x")])
def test_a_failing_assistant_still_leaves_an_answer(
    conversations: Conversations, echo: Echo, error: Exception
) -> None:
    echo.error = error
    reply = send(conversations, "one", "m1")
    (sent,) = reply.messages
    assert reply.has_failed
    assert sent.text == library().wording.say("error.try_again")
    assert (sent.answer["route"], sent.answer["confidence"]) == ("smalltalk", 0.0)


def test_a_message_that_failed_is_answered_when_it_comes_again(
    conversations: Conversations, echo: Echo
) -> None:
    echo.error = RuntimeError("broken")
    send(conversations, "one", "m1")
    echo.error = None
    assert send(conversations, "one", "m1").messages[0].text == "one"


def test_the_bot_is_silent_while_a_person_holds_the_conversation(
    conversations: Conversations, echo: Echo, journal: Journal, tmp_path: Path
) -> None:
    journal.open_conversation("web-a", "web")
    with open_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}").begin() as connection:
        connection.execute(CONVERSATIONS.update().values(held_by="person"))
    reply = send(conversations, "one")
    assert (reply.conversation.held_by, reply.messages, echo.asked) == ("person", (), [])


class Case:
    """The case of the one conversation, and somebody of the staff."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.acts = CaseActs(engine, Audit("a secret for tests, long enough"))
        values = {"email": "a@example.org", "name": "A", "role": "agent", "made_at": utc_now()}
        with engine.begin() as connection:
            made = connection.execute(STAFF.insert().values(values))
            self.staff_id = made.inserted_primary_key[0]

    def row(self) -> Any:
        """Give the row as it is now."""
        with self.engine.begin() as connection:
            return connection.execute(sa.select(CASES)).one()

    def act(self) -> Act:
        """Act on the case as it is now."""
        return Act(self.staff_id, self.row().id, self.row().version)


@pytest.fixture
def case(journal: Journal, conversations: Conversations, tmp_path: Path) -> Case:
    """Give a conversation of one message, and the hands of staff on its case."""
    send(conversations, "zero")
    return Case(open_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))


def test_the_bot_is_silent_from_taking_over_to_handing_back(
    conversations: Conversations, echo: Echo, case: Case
) -> None:
    case.acts.take_over(case.act())
    assert send(conversations, "one").messages == ()
    case.acts.hand_back(case.act())
    assert send(conversations, "two").messages[0].text == "two"
    assert echo.asked == ["zero", "two"]


def test_a_message_for_a_person_is_kept_and_moves_its_case(
    conversations: Conversations, journal: Journal, case: Case
) -> None:
    case.acts.take_over(case.act())
    case.acts.reply(case.act(), "Hello.")
    before = case.row().last_message_at
    send(conversations, "thank you", "m1")
    assert (case.row().status, case.row().last_message_at > before) == ("open", True)


def test_harm_told_while_a_person_holds_the_conversation_is_queued_first(
    conversations: Conversations, echo: Echo, case: Case
) -> None:
    case.acts.take_over(case.act())
    send(conversations, "thank you", "m1")
    assert not case.row().is_safeguarding
    echo.safety = "first"
    send(conversations, "he hits me", "m2")
    row = case.row()
    assert (row.is_safeguarding, row.rank, row.urgency) == (True, 0, "now")
    assert echo.asked == ["zero"]


def test_a_message_for_a_person_that_cannot_be_read_reaches_them(
    conversations: Conversations, echo: Echo, case: Case
) -> None:
    case.acts.take_over(case.act())
    echo.error = RuntimeError("broken")
    reply = send(conversations, "one", "m1")
    assert (reply.messages, reply.has_failed) == ((), False)


def test_a_message_that_a_person_got_is_never_the_bots_even_when_it_comes_again(
    conversations: Conversations, echo: Echo, case: Case
) -> None:
    case.acts.take_over(case.act())
    send(conversations, "one", "m1")
    case.acts.hand_back(case.act())
    assert send(conversations, "one", "m1").messages == ()
    assert echo.asked == ["zero"]


def test_a_message_is_the_bots_when_the_person_let_go_just_before(
    conversations: Conversations, journal: Journal, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.acts.take_over(case.act())
    record = journal.record

    def late(*arguments: str) -> Entry:
        case.acts.hand_back(case.act())
        return record(*arguments)

    monkeypatch.setattr(journal, "record", late)
    assert send(conversations, "one").messages[0].text == "one"


def test_what_comes_again_without_an_answer_is_said_to_come_again(
    conversations: Conversations, echo: Echo
) -> None:
    echo.error = RuntimeError("broken")
    send(conversations, "one", "m1")
    echo.error = None
    send(conversations, "two", "m1")
    assert echo.asked == ["one", "one"]
    assert echo.asked_again == [True]


def test_messages_that_a_crash_left_are_answered_at_the_start(
    conversations: Conversations, journal: Journal, echo: Echo
) -> None:
    journal.open_conversation("web-a", "web")
    journal.open_conversation("web-b", "sms")
    left = journal.record("web-a", "m1", "one")
    journal.record("web-b", "m1", "two")
    assert asyncio.run(conversations.answer_what_was_left(after_s=-1)) == 2
    assert [sent.text for sent in journal.answer_of(left)] == ["one"]
    assert sorted(echo.asked) == ["one", "two"]
    assert asyncio.run(conversations.answer_what_was_left(after_s=-1)) == 0


def test_messages_that_may_be_under_way_elsewhere_are_left_alone(
    conversations: Conversations, journal: Journal, echo: Echo
) -> None:
    journal.open_conversation("web-a", "web")
    journal.record("web-a", "m1", "one")
    assert asyncio.run(conversations.answer_what_was_left()) == 0
    assert echo.asked == []


def test_one_message_that_fails_again_does_not_stop_the_others(
    conversations: Conversations, journal: Journal, echo: Echo
) -> None:
    journal.open_conversation("web-a", "web")
    for name in ("m1", "m2"):
        journal.record("web-a", name, name)
    echo.error = RuntimeError("broken")
    assert asyncio.run(conversations.answer_what_was_left(after_s=-1)) == 0
    assert echo.asked == ["m1", "m2"]


def test_one_message_is_answered_and_two_wait_and_the_next_is_refused(
    conversations: Conversations, echo: Echo
) -> None:
    async def crowd() -> None:
        echo.gate.clear()
        taken = [
            asyncio.create_task(conversations.receive("web-a", f"text {n}", "web"))
            for n in range(1 + MOST_WAITING)
        ]
        while not echo.asked:
            await asyncio.sleep(0.01)
        with pytest.raises(Busy) as caught:
            await conversations.receive("web-a", "one too many", "web")
        assert caught.value.retry_after_s > 0
        assert echo.asked == ["text 0"]
        echo.gate.set()
        await asyncio.gather(*taken)
        assert echo.asked == ["text 0", "text 1", "text 2"]
        # The line is free again, and nothing of it is kept.
        await conversations.receive("web-a", "later", "web")
        assert conversations._lines == {}

    asyncio.run(crowd())


def test_a_crowded_conversation_does_not_hold_up_another(
    conversations: Conversations, echo: Echo
) -> None:
    async def two() -> None:
        echo.gate.clear()
        tasks = [
            asyncio.create_task(conversations.receive(name, name, "web"))
            for name in ("web-a", "web-b")
        ]
        while len(echo.asked) < 2:
            await asyncio.sleep(0.01)
        echo.gate.set()
        await asyncio.gather(*tasks)

    asyncio.run(asyncio.wait_for(two(), 5))


def test_conversation_ids_name_their_channel_and_are_never_the_same() -> None:
    ids = {new_conversation_id("web") for _ in range(100)}
    assert len(ids) == 100
    assert all(each.startswith("web-") and len(each) <= 64 for each in ids)
