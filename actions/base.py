"""The base of every action: one place that loads the library and meets what goes wrong."""

from __future__ import annotations

import abc
import functools
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.answers.parts import Library
from bot.answers.wording import load_wording
from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER

log = structlog.get_logger(__name__)


@functools.cache
def library() -> Library:
    """Load content and wording, once a process. Raises ContentError, all faults at once."""
    return Library(load_content(CONTENT_FOLDER), load_wording(CONTENT_FOLDER / "wording.yml"))


class BotAction(Action, abc.ABC):
    """An action whose failure still gives the user a sentence."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Answer; when that fails, log which conversation and say that it went wrong."""
        try:
            return self.answer(dispatcher, tracker)
        except Exception:
            log.exception("action.failed", action=self.name(), conversation=tracker.sender_id)
            dispatcher.utter_message(text=library().wording.say("error.try_again"))
            return []

    @abc.abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Send the answer and give the events that follow from it."""
