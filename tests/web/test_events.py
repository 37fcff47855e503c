"""Event streams give what comes, show that they live, and end."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.store.journal import Journal
from bot.web.events import Pace, events
from bot.web.listeners import Listeners
from bot.web.problems import ProblemError
from tests.web.conftest import ANSWER

QUICK = Pace(poll_s=0.01, heartbeat_s=10, most_s=0.15)


def answered(journal: Journal, text: str) -> str:
    """Let the conversation `web-a` send a message; give its id."""
    journal.open_conversation("web-a", "web")
    entry = journal.record("web-a", f"in-{text}", text)
    (sent,) = journal.answer("web-a", entry, [(text, ANSWER)])
    return sent.id


def collect(journal: Journal, after: str | None = None, pace: Pace = QUICK) -> list[str]:
    """Listen until the stream ends."""

    async def listen() -> list[str]:
        return [event async for event in events(journal, "web-a", after, pace)]

    return asyncio.run(listen())


def texts(stream: list[str]) -> list[str]:
    """Give the texts of the messages in a stream."""
    data = [event.split("data: ")[1] for event in stream if "event: message" in event]
    return [json.loads(each)["text"] for each in data]


def test_a_stream_begins_with_what_is_there(journal: Journal) -> None:
    answered(journal, "one")
    stream = collect(journal)
    assert stream[0] == "retry: 3000\n\n"
    assert stream[1] == 'event: held_by\ndata: {"held_by": "bot"}\n\n'
    assert texts(stream) == ["one"]


def test_a_stream_goes_on_after_a_message(journal: Journal) -> None:
    first = answered(journal, "one")
    answered(journal, "two")
    assert texts(collect(journal, first)) == ["two"]


def test_a_stream_begins_anew_after_a_message_that_is_not_known(journal: Journal) -> None:
    answered(journal, "one")
    assert texts(collect(journal, "unknown")) == ["one"]


def test_a_message_is_given_once_with_its_id(journal: Journal) -> None:
    message_id = answered(journal, "one")
    stream = [event for event in collect(journal) if "event: message" in event]
    assert len(stream) == 1
    assert stream[0].startswith(f"id: {message_id}\n")


def test_what_comes_while_one_listens_is_given(journal: Journal) -> None:
    answered(journal, "one")

    async def listen() -> list[str]:
        heard = []
        async for event in events(journal, "web-a", None, Pace(0.01, 10, 5)):
            heard += texts([event])
            if heard == ["one"]:
                await asyncio.to_thread(answered, journal, "two")
            if heard == ["one", "two"]:
                break
        return heard

    assert asyncio.run(listen()) == ["one", "two"]


def test_a_silent_stream_shows_that_it_lives(journal: Journal) -> None:
    answered(journal, "one")
    stream = collect(journal, pace=Pace(poll_s=0.01, heartbeat_s=0.03, most_s=0.2))
    assert ": still here\n\n" in stream


def test_no_text_can_break_out_of_its_event(journal: Journal) -> None:
    answered(journal, "one\n\nevent: forged\r\ndata: x")
    assert [event.count("event:") for event in collect(journal) if "message" in event] == [2]
    assert not [event for event in collect(journal) if "\nevent: forged" in event]


def test_streams_of_one_conversation_stay_few() -> None:
    listeners = Listeners(most=10, most_each=1)
    with listeners.listening("web-a"):
        listeners.check("web-b")
        with pytest.raises(ProblemError) as caught:
            listeners.check("web-a")
    assert caught.value.problem.status == 429
    assert caught.value.problem.headers["Retry-After"]
    listeners.check("web-a")


def test_streams_of_all_stay_few() -> None:
    listeners = Listeners(most=2, most_each=2)
    with listeners.listening("web-a"), listeners.listening("web-b"), pytest.raises(ProblemError):
        listeners.check("web-c")
