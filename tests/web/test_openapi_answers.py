"""Every answer that the bot can compose fits the published schema."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator, RefResolver

from bot.answers.compose import compose
from bot.answers.question import Question
from bot.content.ids import WORKSTREAM_IDS
from bot.web.openapi import describe
from tests.factories import HUMAN_KINDS, SMALLTALK_KINDS, STRATEGY_ASKS, library

QUESTIONS = [
    *(Question("workstream", (each,), ("overview", "meaning")) for each in WORKSTREAM_IDS),
    Question("workstream", tuple(WORKSTREAM_IDS[:3]), ("objectives", "report"), safety="line"),
    Question("strategy", (), STRATEGY_ASKS),
    Question("safeguarding", safety="first"),
    Question("adjacent", subject="other"),
    Question("out_of_scope"),
    Question("clarify", kind="choose"),
    *(Question("human", kind=kind) for kind in HUMAN_KINDS),
    *(Question("smalltalk", kind=kind) for kind in SMALLTALK_KINDS),
]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """Give the validator of the schema of answers."""
    document: dict[str, Any] = describe(library(), "http://127.0.0.1:8000")
    schema = {"$ref": "#/components/schemas/Answer"}
    return Draft202012Validator(schema, resolver=RefResolver("", document))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.route}-{q.kind}-{q.workstreams}")
def test_every_kind_of_answer_fits_the_schema(
    validator: Draft202012Validator, question: Question
) -> None:
    answer = compose(library(), question).as_dict()
    assert [error.message for error in validator.iter_errors(answer)] == []
