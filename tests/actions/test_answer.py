"""The action answers what the tracker holds, writes the memory whole, and fails with a sentence."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from typing import Any

import pytest
import structlog
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import actions.answer
import actions.base
from bot.answers.memory import SLOT_NAMES, Memory
from bot.logs import configure_logs
from tests.factories import decision, library

SECRET = "my tortoise Ferdinand is autistic"


def _tracker(heard: dict[str, Any] | None, slots: dict[str, Any] | None = None) -> Tracker:
    latest = {"text": SECRET, **({"decision": heard} if heard else {})}
    return Tracker("conversation-7", slots or {}, latest, [], False, None, {}, None)


def _run(tracker: Tracker) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(actions.answer.Answer().run(dispatcher, tracker, {}))
    return events, dispatcher.messages


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Give what the bot logs, as it sets up its logs."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs()
    monkeypatch.setattr(actions.base, "log", structlog.get_logger("actions.base"))
    return stream


def test_the_answer_is_sent_as_text_and_as_data() -> None:
    _, messages = _run(_tracker(decision("…", workstreams=["autism"], asks=["report"])))
    assert len(messages) == 1
    answer = messages[0]["custom"]["answer"]
    assert (answer["route"], answer["workstreams"], answer["asks"]) == (
        "workstream",
        ["autism"],
        ["report"],
    )
    assert answer["blocks"][0]["text"] in messages[0]["text"]
    json.dumps(messages)


def test_the_whole_memory_is_written() -> None:
    events, _ = _run(_tracker(decision("…", workstreams=["autism"], asks=["objectives"])))
    slots = {event["name"]: event["value"] for event in events}
    assert {event["event"] for event in events} == {"slot"}
    assert tuple(slots) == SLOT_NAMES
    assert slots["workstreams"] == ["autism"]
    assert slots["offer"]["asks"] == ["report"]
    assert slots["is_period_told"] is True


def test_the_memory_of_the_tracker_is_followed() -> None:
    slots = Memory(workstreams=("slcn",), asks=("objectives",)).as_slots()
    _, messages = _run(_tracker(decision("and the report?"), slots))
    answer = messages[0]["custom"]["answer"]
    assert (answer["workstreams"], answer["asks"]) == (["slcn"], ["report"])


@pytest.mark.usefixtures("logged")
def test_an_action_that_fails_says_so_and_changes_no_slot() -> None:
    events, messages = _run(_tracker(None))
    assert events == []
    assert [message["text"] for message in messages] == [library().wording.say("error.try_again")]
    assert not messages[0].get("custom")


def test_the_log_of_a_failure_names_the_conversation_and_holds_no_text(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(actions.answer, "compose", fail)
    _run(_tracker(decision(SECRET, workstreams=["autism"], asks=["report"])))
    entry = json.loads(logged.getvalue().splitlines()[-1])
    assert entry["event"] == "action.failed"
    assert (entry["conversation"], entry["error"]) == ("conversation-7", "ValueError")
    assert "Ferdinand" not in logged.getvalue()


def test_the_executor_finds_every_action_of_the_package() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == {"action_answer"}


def test_content_and_wording_are_loaded_once() -> None:
    assert actions.base.library() is actions.base.library()
