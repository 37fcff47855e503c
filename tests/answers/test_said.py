"""What was understood, for the case: the question as taken, the runner-up, the evidence."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answers.question import Question
from bot.answers.said import reading_of
from tests.factories import library

DECISION: dict[str, Any] = {
    "alternatives": [
        {"route": "workstream", "workstreams": ["autism"], "asks": [], "confidence": 0.9},
        {"route": "strategy", "workstreams": [], "asks": [], "subject": None, "confidence": 0.1},
    ],
    "evidence": {"read_as": "autism", "thresholds": {"ask_back_below": 0.35}},
}


def test_the_runner_up_is_the_likeliest_reading_that_was_not_taken() -> None:
    taken = Question("workstream", workstreams=("autism",), confidence=0.91234)
    reading = reading_of(library(), taken, DECISION)
    assert reading["runner_up"] == {"route": "strategy", "workstreams": [], "confidence": 0.1}
    assert (reading["confidence"], reading["ask_back_below"]) == (0.9123, 0.35)


def test_a_decision_without_alternatives_has_no_runner_up() -> None:
    assert reading_of(library(), Question("smalltalk"), {})["runner_up"] is None


def test_the_evidence_goes_with_it() -> None:
    assert reading_of(library(), Question("clarify"), DECISION)["evidence"] == DECISION["evidence"]


@pytest.mark.parametrize("subject", [each.id for each in library().content.signposts.values()])
def test_a_door_is_known_where_the_content_has_a_page_or_a_contact(subject: str) -> None:
    signpost = library().content.signposts[subject]
    reading = reading_of(library(), Question("adjacent", subject=subject), {})
    assert reading["is_door_known"] == bool(signpost.pages or signpost.contacts)


def test_a_door_is_asked_for_of_adjacent_subjects_alone() -> None:
    assert reading_of(library(), Question("strategy"), {})["is_door_known"]
