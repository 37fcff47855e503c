"""No evaluation message, nor a near copy of one, is in the training data."""

from __future__ import annotations

import pytest
import yaml

from bot.evaluation.sets import load_conversations, load_messages
from bot.held_out import near_copies
from bot.settings import ROOT


def training_texts() -> list[str]:
    """List every training example."""
    texts = []
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = block["examples"].splitlines()
                texts += [line.strip().removeprefix("- ") for line in lines if line.strip()]
    return texts


def evaluation_texts(half: str) -> list[str]:
    """List every evaluation message of a half."""
    turns = [turn.text for talk in load_conversations(half) for turn in talk.turns]
    return [message.text for message in load_messages(half)] + turns


@pytest.mark.parametrize("half", ["development", "sealed"])
def test_no_evaluation_message_is_trained_on(half: str) -> None:
    # The number alone: a message of the sealed half must not be shown by a failing test.
    assert len(near_copies(training_texts(), evaluation_texts(half))) == 0


def test_a_near_copy_is_found() -> None:
    training = ["something else", "what is being done for my deaf son at his school in Ware now"]
    evaluation = ["What is being done, for my deaf son at his school in Ware?"]
    assert near_copies(training, evaluation) == [1]


@pytest.mark.parametrize("half", ["development", "sealed"])
def test_each_half_holds_what_it_must(half: str) -> None:
    labels = [message.label for message in load_messages(half)]
    assert len(labels) >= 800
    assert sum(label.route == "safeguarding" for label in labels) >= 200
    assert sum(label.route == "adjacent" for label in labels) >= 200
    assert len({label.style for label in labels}) == 11
    assert len(load_conversations(half)) >= 30
