"""Repair of slips of the keyboard."""

from __future__ import annotations

import pytest

from benchmarks.field.general_reading import name_in_words
from benchmarks.field.typing_repair import TypingRepair, counts_of


@pytest.fixture(scope="module")
def repair() -> TypingRepair:
    return TypingRepair(counts_of(["top up my Revolut card", "is contactless on?"]))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("whne will my acrd arrive", "when will my card arrive"),
        ("contactlss payment", "contactless payment"),
        ("my revlout card", "my revolut card"),
        ("how do I trnasfer moneey?", "how do I transfer money?"),
    ],
)
def test_slips_are_repaired(repair: TypingRepair, written: str, meant: str) -> None:
    assert repair.repair(written) == meant


@pytest.mark.parametrize("text", ["", "10:30 & 5%", "What's the weather like today?", "xqzzwvk"])
def test_what_is_right_or_like_nothing_stays(repair: TypingRepair, text: str) -> None:
    assert repair.repair(text) == text


def test_the_name_of_an_intent_is_read_as_words() -> None:
    assert name_in_words("card_notWorking?") == "card not working"
