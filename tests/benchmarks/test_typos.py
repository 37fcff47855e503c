"""Misspelling: how much of a message is changed, and that it is the same each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from benchmarks.field.typos import with_typos

MESSAGES = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=10), min_size=1, max_size=15
).map(" ".join)


@given(MESSAGES, st.integers(0, 10))
def test_one_word_of_three_is_changed_by_one_or_two_edits(text: str, seed: int) -> None:
    words, changed = text.split(" "), with_typos(text, seed).split(" ")
    pairs = list(zip(words, changed, strict=True))
    # Two edits may undo each other, and two letters swapped may be the same.
    assert sum(a != b for a, b in pairs) <= max(1, round(len(words) / 3))
    # Each edit that touches the other's letters may count as one more.
    assert all(OSA.distance(a, b) <= 3 for a, b in pairs)


@given(MESSAGES, st.integers(0, 10))
def test_the_same_seed_misspells_the_same_way(text: str, seed: int) -> None:
    assert with_typos(text, seed) == with_typos(text, seed)


def test_another_seed_misspells_another_way() -> None:
    text = "please tell me when the payment will arrive in my account"
    assert len({with_typos(text, seed) for seed in range(5)}) == 5


def test_short_words_and_numbers_stay() -> None:
    assert with_typos("is it 10:30 or 11", 1) == "is it 10:30 or 11"
