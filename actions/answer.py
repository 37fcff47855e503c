"""The action that answers: tracker to question, question to answer, answer to slots."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BotAction, library
from actions.question import decision_in, memory_in
from bot.answers.compose import compose
from bot.answers.memory import remember
from bot.answers.plain_text import plain_text
from bot.answers.question import question_from
from bot.answers.said import reading_of


class Answer(BotAction):
    """Answers every route: what is said depends on the question alone."""

    def name(self) -> str:
        """Give the name that domain and rules know."""
        return "action_answer"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Send the answer; write the whole memory to the slots."""
        memory = memory_in(tracker)
        decision = decision_in(tracker)
        question = question_from(decision, memory, library().content)
        answer = compose(library(), question)
        reading = reading_of(library(), question, decision)
        dispatcher.utter_message(
            text=plain_text(answer),
            json_message={"answer": answer.as_dict(), "reading": reading},
        )
        after = remember(memory, question, answer)
        return [SlotSet(name, value) for name, value in after.as_slots().items()]
