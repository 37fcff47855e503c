"""What a suggestion sends, typed into the same conversation, leads to what it promises."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from bot.answers.answer import Suggestion, Target
from bot.answers.compose import compose
from bot.answers.memory import Memory, remember
from bot.answers.question import Question, question_from
from tests.factories import all_questions, library

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def understand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give the trained model's decision on a text."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("suggestions")
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'bot.sqlite3'}")
        # Here, since Rasa takes seconds to import and reads its settings as it is imported.
        from bot.assistant import Assistant
        from bot.training import model_for_current_inputs

        assistant = Assistant(model_for_current_inputs())
        yield lambda text: asyncio.run(assistant.understand(text))["decision"]
        assistant.close()


def _after(question: Question) -> tuple[Memory, tuple[Suggestion, ...]]:
    answer = compose(library(), question)
    return remember(Memory(), question, answer), answer.suggestions


def _cases() -> dict[Suggestion, Memory]:
    """Give each suggestion once, with the memory of a conversation in which it was made."""
    cases: dict[Suggestion, Memory] = {}
    for question in all_questions():
        memory, suggestions = _after(question)
        for suggestion in suggestions:
            cases.setdefault(suggestion, memory)
    return cases


def _has_led(target: Target, question: Question) -> bool:
    if target.route == "adjacent":
        return (question.route, question.subject) == (target.route, target.subject)
    if target.kind is not None and question.kind != target.kind:
        return False
    return (question.route, set(question.workstreams), set(question.asks)) == (
        target.route,
        set(target.workstreams),
        set(target.asks),
    )


def test_each_suggestion_leads_to_its_target(understand: Any) -> None:
    astray = []
    for suggestion, memory in _cases().items():
        question = question_from(understand(suggestion.message), memory, library().content)
        if not _has_led(suggestion.target, question):
            found = (question.route, question.workstreams, question.asks, question.subject)
            astray.append((suggestion.message, suggestion.target, found))
    assert astray == []
