"""The sentences are loaded whole or not at all, and can be recognised again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.wording import Wording, load_wording
from bot.errors import ContentError


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "wording.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_sentence_is_filled_by_name(tmp_path: Path) -> None:
    wording = load_wording(_file(tmp_path, "a:\n  b: 'Area {number}: {towns}'\n"))
    assert wording.say("a.b", number=3, towns="Ware") == "Area 3: Ware"


@pytest.mark.parametrize(("key", "values"), [("a.c", {"x": 1}), ("a.b", {})])
def test_an_unknown_key_or_a_missing_value_is_an_error(key: str, values: dict[str, int]) -> None:
    with pytest.raises(KeyError):
        Wording({"a.b": "{x}"}).say(key, **values)


def test_fillings_gives_what_the_braces_would_hold() -> None:
    wording = Wording({"a.b": "Area {number}: {towns}.", "a.c": "{towns}"})
    assert wording.fillings("Area 3: Ware.") == [
        {"number": "3", "towns": "Ware"},
        {"towns": "Area 3: Ware."},
    ]


def test_a_sentence_with_signs_that_patterns_use_is_taken_as_it_stands() -> None:
    wording = Wording({"a.b": "Really (yes)? {x} + 1."})
    assert wording.fillings("Really (yes)? 2 + 1.") == [{"x": "2"}]
    assert wording.fillings("Really yes 2 + 1.") == []


def test_a_word_that_stands_twice_must_be_the_same_both_times() -> None:
    wording = Wording({"a.b": "{x} is {x}"})
    assert wording.fillings("Ware is Ware") == [{"x": "Ware"}]
    assert wording.fillings("Ware is Hitchin") == []


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load_wording(_file(tmp_path, "a:\n  b: 7\n  c: ''\nd: text\n"))
    assert len(caught.value.faults) == len(("a.b", "a.c", "d"))


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n"])
def test_a_file_without_sentences_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError):
        load_wording(_file(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load_wording(tmp_path / "wording.yml")
