"""Misspelt words are repaired towards words that the bot knows; all else is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.lexicon_extractor import without_slips
from bot.understanding.spelling import SpellingRepair, sound_of

TARGETS = (
    "autism behaviour dyslexia speech language therapy psychologist report special school funding"
    " exclusion strategy sensory hearing document excluded"
).split()
KNOWN = (*TARGETS, "what", "is", "the", "for", "my", "son", "peach", "there", "resort")


@pytest.fixture
def spelling() -> SpellingRepair:
    return SpellingRepair(KNOWN, TARGETS)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("dislexia", "dyslexia"),
        ("beheviour", "behaviour"),
        ("behavior", "behaviour"),
        ("speach", "speech"),
        ("langwige", "language"),
        ("reprot", "report"),
        ("exculded", "excluded"),
        ("autsim", "autism"),
        ("stratergy", "strategy"),
        ("theropy", "therapy"),
    ],
)
def test_a_misspelt_word_is_repaired(spelling: SpellingRepair, wrong: str, right: str) -> None:
    assert spelling.repair(f"my {wrong}") == f"my {right}"


@pytest.mark.parametrize("word", ["peach", "resort", "the", "son"])
def test_a_known_word_is_left_alone(spelling: SpellingRepair, word: str) -> None:
    assert spelling.repair(word) == word


@pytest.mark.parametrize("word", ["schools", "report's", "reports"])
def test_an_ending_does_not_make_a_word_unknown(spelling: SpellingRepair, word: str) -> None:
    assert spelling.repair(word) == word


@pytest.mark.parametrize("word", ["Tring", "wednesday", "xyz", "SCLN"])
def test_a_word_unlike_any_target_is_left_alone(spelling: SpellingRepair, word: str) -> None:
    assert spelling.repair(f"my {word}") == f"my {word}"


def test_a_name_in_the_middle_is_left_alone(spelling: SpellingRepair) -> None:
    assert spelling.repair("my Speach") == "my Speach"


def test_everything_around_the_words_stays(spelling: SpellingRepair) -> None:
    assert spelling.repair("the  speach, (12) dislexia?!") == "the  speech, (12) dyslexia?!"


@pytest.mark.parametrize(
    ("one", "other"),
    [("fone", "phone"), ("nite", "night"), ("rite", "write"), ("exclushun", "exclusion")],
)
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


@given(st.text(max_size=60))
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    spelling = SpellingRepair(KNOWN, TARGETS)
    once = spelling.repair(text)
    assert spelling.repair(once) == once


@given(st.lists(st.sampled_from(KNOWN), max_size=12).map(" ".join))
def test_a_text_of_known_words_is_never_changed(text: str) -> None:
    assert SpellingRepair(KNOWN, TARGETS).repair(text) == text


def test_a_slip_of_a_frequent_word_counts_as_no_word() -> None:
    counts = {"speech": 100, "speach": 3, "senco": 40, "speechie": 2, "therapy": 60}
    kept = without_slips(counts, {"speech", "therapy", "senco"})
    assert "speach" not in kept
    assert {"speech", "senco", "therapy"} <= kept.keys()
