"""What people type is cleaned before anything else sees it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  what   is\n\nplanned\t? ", "what is planned ?"),
        ("/restart", "restart"),
        ("   /session_start", "session_start"),
        ("\u2003/restart", "restart"),
        ("\u200b/restart", "restart"),
        ("//restart", "restart"),
        ("/ /restart", "restart"),
        ("@/restart", "restart"),
        ("\x00/restart", "restart"),
        ("either/or", "either/or"),
        ("a\x00b\x1bc", "abc"),
        ("cafe\u0301", "caf\u00e9"),
        ("07700\u200b900123", "07700900123"),
        ("abc\u202edef", "abcdef"),
        ("\ud800broken", "broken"),
        ("\ufefftext", "text"),
        ("", ""),
        (" \n ", ""),
        ("///", ""),
        ("👩‍👧 yes", "👩‍👧 yes"),
    ],
)
def test_text_is_brought_into_one_form(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.sampled_from("/ @a\n\t\u200b\u2003\u00a0"), max_size=30))
def test_a_cleaned_text_is_never_a_command(text: str) -> None:
    assert not clean(text).lstrip("@ ").startswith("/")


@given(st.text(max_size=200))
def test_a_cleaned_text_holds_no_control_character(text: str) -> None:
    assert not any(unicodedata.category(ch) in ("Cc", "Cs") for ch in clean(text))


@given(st.text(max_size=200))
def test_cleaning_never_makes_a_text_longer_than_its_letters(text: str) -> None:
    assert len(clean(text)) <= len(unicodedata.normalize("NFC", text))
