"""The learning curve: shares with the mix of the whole, and training as Rasa trains."""

from __future__ import annotations

from collections import Counter

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.evaluation.learning_curve import Point, report, stratified
from bot.evaluation.measures import Share
from bot.evaluation.trained_parts import RememberingEncoder, TrainedParts, subset
from bot.settings import ROOT


def examples() -> list[Message]:
    kinds = [("human", "terse", 40), ("human", "long", 10), ("strategy", "voice", 3)]
    return [
        Message({TEXT: f"{route} {n}", INTENT: route, "metadata": {"intent": {"style": style}}})
        for route, style, count in kinds
        for n in range(count)
    ]


def texts(found: list[Message]) -> set[str]:
    return {f"{each.get(TEXT)} {each.get('metadata')}" for each in found}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_a_share_has_the_mix_of_the_whole(share: float) -> None:
    styles = Counter(e.get("metadata")["intent"]["style"] for e in stratified(examples(), share, 1))
    assert abs(styles["terse"] - 40 * share) <= 1
    assert abs(styles["long"] - 10 * share) <= 1


def test_a_larger_share_holds_the_smaller() -> None:
    assert texts(stratified(examples(), 0.2, 1)) < texts(stratified(examples(), 0.4, 1))


def test_the_whole_is_all_of_it_and_another_seed_takes_another_part() -> None:
    assert len(stratified(examples(), 1.0, 1)) == len(examples())
    assert texts(stratified(examples(), 0.2, 1)) != texts(stratified(examples(), 0.2, 2))


def test_the_report_says_that_the_encoder_has_seen_all() -> None:
    point = Point(0.1, 1, 100, Share(80, 100), Share(70, 100))
    text = report({"With the bot's encoder": [point]})
    assert "| 10% | 1 | 100 | 80.0 %" in text
    assert "fine-tuned on all of the training data" in text


@pytest.mark.slow
def test_parts_trained_in_memory_decide_as_a_model_does() -> None:
    data = load_data(str(ROOT / "data" / "nlu"))
    few = subset(data, stratified(data.intent_examples, 0.1, 1))
    parts = TrainedParts(few, RememberingEncoder())
    decision = parts.decisions(["what is being done for autistic children?"])[0]
    assert (decision["route"], decision["workstreams"]) == ("workstream", ["autism"])
