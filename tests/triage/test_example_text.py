"""Texts to learn from: without the marks that mean something in training data."""

from __future__ import annotations

import pytest

from bot.errors import ExampleRefused
from bot.triage.example_text import example_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("see [his plan](report) now", "see (his plan)(report) now"),
        ("[a]{'entity': 'x'} \\ b", "(a)('entity': 'x') / b"),
        ("${HOME} sweet home", "$(HOME) sweet home"),
        ("[name removed](x) is late", "[name removed] (x) is late"),
        ("[name removed][name removed] is late", "[name removed] [name removed] is late"),
        ("/restart now", "restart now"),
        ("\\restart now", "restart now"),
        ("two\nlines", "two lines"),
    ],
)
def test_marks_that_mean_something_in_training_data_are_taken_out(typed: str, kept: str) -> None:
    assert example_text(typed) == kept


@pytest.mark.parametrize("text", ["", "  ", "…", "[name removed]", "x" * 1001])
def test_a_text_without_words_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ExampleRefused):
        example_text(text)
