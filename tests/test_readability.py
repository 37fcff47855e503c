"""The measure of readability agrees with cases worked out by hand."""

from __future__ import annotations

import pytest

from tests.readability import grade_of, sentences_of, syllables_in


@pytest.mark.parametrize(
    ("word", "count"),
    [("make", 1), ("people", 2), ("places", 2), ("used", 1), ("educational", 5), ("the", 1)],
)
def test_syllables_in_counts_by_groups_of_vowels(word: str, count: int) -> None:
    assert syllables_in(word) == count


def test_grade_of_follows_the_formula() -> None:
    # Six words of one syllable each: 0.39 * 6 + 11.8 * 1 - 15.59.
    assert grade_of("The cat sat on the mat.") == pytest.approx(-1.45)


def test_sentences_of_splits_at_the_ends_of_sentences() -> None:
    assert sentences_of("Look at it. Say what to do!") == ["Look at it.", "Say what to do!"]
