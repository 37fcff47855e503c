"""The path of a message: cleaned, masked, journalled, answered once, and in turn."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.conversation import (
    MOST_WAITING,
    Conversations,
    Messages,
    Reply,
    checked,
    new_conversation_id,
)
from bot.errors import Busy, TextEmpty, TextTooLong
from bot.store.database import migrate, open_database
from bot.store.journal import Journal
from bot.store.tables import CONVERSATIONS
from tests.factories import library

ANSWER = {"route": "smalltalk", "safety": "none", "suggestions": []}


class Echo:
    """Answers with the text; fails for as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def reply(self, conversation_id: str, text: str, channel: str) -> Messages:
        """Keep the text, wait for the gate, answer or fail."""
        self.asked.append(text)
        await self.gate.wait()
        if self.error:
            raise self.error
        return [(text, ANSWER)]

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
    return Journal(engine)


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
    assert "900123" not in journal.turns("web-a", 1)[0].text


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
