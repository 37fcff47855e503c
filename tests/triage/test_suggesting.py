"""Suggested replies: answers of the content, and nothing that was said already."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from bot.answers.compose import compose
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from bot.triage.case_view import Line, Understood
from bot.triage.replies import known_details, masked_reply
from bot.triage.suggesting import Suggestion, suggestions_for
from tests.factories import all_questions, decision, library

AT = dt.datetime(2026, 11, 24, 9)  # noqa: DTZ001  as the tables keep it
STRATEGY = {"route": "strategy", "workstreams": [], "asks": ["aims"], "confidence": 0.2}


class Reader:
    """Understands every text in one way, and keeps what it was asked."""

    def __init__(self, **read: Any) -> None:
        self.read = decision(**read)
        self.asked: list[str] = []

    async def understand_many(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Give the one decision."""
        self.asked += texts
        return [self.read for _ in texts]


def parent(text: str, *workstreams: str) -> Line:
    understood = Understood("workstream", workstreams, ("objectives",), "none", 0.9, None, (), None)
    return Line("m1", "parent", AT, text, 1, understood if workstreams else None)


def bot(question: Question) -> Line:
    answer = compose(library(), question)
    return Line("o1", "bot", AT, plain_text(answer), answer=answer.as_dict())


def suggest(reader: Reader, *lines: Line) -> list[Suggestion]:
    return asyncio.run(suggestions_for(reader, library(), lines))


AUTISM = Question("workstream", ("autism",), ("objectives",))


def test_what_nobody_answered_is_answered_from_the_content_with_its_sources() -> None:
    reader = Reader(workstreams=["autism"], asks=["objectives"])
    (found,) = suggest(reader, parent("an old one"), bot(AUTISM), parent("autism?"))
    assert reader.asked == ["autism?"]
    assert (found.route, found.workstreams, found.asks) == (
        "workstream", ("autism",), ("objectives",)
    )  # fmt: skip
    assert found.sources
    # That the period is over was said once, and need not be said again.
    assert found.text in plain_text(compose(library(), AUTISM))
    assert found.text != plain_text(compose(library(), AUTISM))


def test_what_the_bot_has_said_is_not_suggested_but_what_else_it_might_mean_is() -> None:
    reader = Reader(workstreams=["autism"], asks=["objectives"], alternatives=[STRATEGY])
    (found,) = suggest(reader, parent("autism?"), bot(AUTISM))
    assert (found.route, found.asks) == ("strategy", ("aims",))


def test_a_message_that_goes_on_is_taken_so() -> None:
    reader = Reader(
        route="clarify",
        workstreams=[],
        asks=[],
        move={"name": "ask", "asks": ["report"]},
    )
    (found,) = suggest(reader, parent("autism?", "autism"), parent("and the report?"))
    assert (found.workstreams, found.asks) == (("autism",), ("report",))


@pytest.mark.parametrize("route", ["human", "smalltalk", "out_of_scope", "clarify"])
def test_what_holds_no_facts_is_not_suggested(route: str) -> None:
    kind = {"human": "person", "smalltalk": "thanks"}.get(route)
    assert suggest(Reader(route=route, workstreams=[], asks=[], kind=kind), parent("hm")) == []


def test_an_alternative_without_a_workstream_is_left_out() -> None:
    other = {"route": "workstream", "workstreams": [], "asks": [], "confidence": 0.5}
    reader = Reader(workstreams=["autism"], asks=["objectives"], alternatives=[other])
    assert [each.workstreams for each in suggest(reader, parent("x"))] == [("autism",)]


def test_nothing_said_is_nothing_to_suggest() -> None:
    assert suggest(Reader()) == []


def test_the_same_words_have_the_same_key() -> None:
    reader = Reader(workstreams=["autism"], asks=["objectives"])
    (one,), (other,) = (suggest(reader, parent(text)) for text in ("a", "b"))
    assert one.key == other.key


@pytest.mark.parametrize(
    "question",
    [
        q
        for q in all_questions()
        if q.route in ("workstream", "strategy", "adjacent", "safeguarding")
    ],
    ids=repr,
)
def test_no_answer_of_the_content_loses_words_to_the_mask_when_it_is_sent(
    question: Question,
) -> None:
    text = plain_text(compose(library(), question))
    assert masked_reply(text, known_details(library().content)) == text
