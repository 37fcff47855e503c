"""A long text is read whole, in windows, and its windows make one decision."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage.long_text import STRETCH_CHARACTERS, combined, parts_of, windows
from tests.factories import decision


def of(
    route: str, *names: str, confidence: float = 0.9, alarm: float = 0.0, **others: Any
) -> dict[str, Any]:
    asks = ["overview"] if names else []
    made = decision(
        route=route, workstreams=list(names), asks=asks, confidence=confidence, **others
    )
    return {**made, "evidence": {"safety": alarm}}


def whole(*parts: dict[str, Any]) -> dict[str, Any]:
    return combined(parts, parts)


@given(st.text(max_size=3000))
def test_no_word_is_left_out(text: str) -> None:
    for found in parts_of(text):
        assert "".join("".join(found).split()) == "".join(text.split())
        assert all(len(each) <= STRETCH_CHARACTERS for each in found)


def test_windows_end_where_sentences_do() -> None:
    text = " ".join(["This is a sentence of some length, and it ends here."] * 30)
    assert all(each.endswith("here.") for each in windows(text, 150))


def test_safeguarding_in_any_sentence_is_safeguarding() -> None:
    alarm = of("safeguarding", safety="first", alarm=0.9)
    found = whole(of("workstream", "autism"), alarm, of("smalltalk"))
    assert (found["route"], found["safety"]) == ("safeguarding", "first")


def test_a_doubtful_sentence_puts_the_line_above_the_answer() -> None:
    doubtful = of("safeguarding", safety="first", alarm=0.45)
    found = whole(of("workstream", "autism"), doubtful)
    assert (found["route"], found["safety"]) == ("workstream", "line")


def test_a_letter_of_doubt_alone_asks_back() -> None:
    found = whole(of("safeguarding", safety="first", alarm=0.45))
    assert (found["route"], found["safety"]) == ("clarify", "line")


def test_greetings_do_not_decide() -> None:
    found = whole(of("smalltalk", confidence=0.99), of("adjacent", confidence=0.5))
    assert found["route"] == "adjacent"


def test_a_subject_goes_before_a_wish_for_a_person() -> None:
    found = whole(of("human", confidence=0.99), of("adjacent", confidence=0.8))
    assert found["route"] == "adjacent"


def test_sure_parts_add_their_workstreams() -> None:
    found = whole(
        of("workstream", "autism", confidence=0.95), of("workstream", "slcn", confidence=0.9)
    )
    assert found["workstreams"] == ["autism", "slcn"]
    assert found["confidence"] == 0.9


def test_an_unsure_part_is_an_alternative() -> None:
    found = whole(
        of("workstream", "autism", confidence=0.95), of("workstream", "slcn", confidence=0.4)
    )
    assert found["workstreams"] == ["autism"]
    assert found["alternatives"][0]["workstreams"] == ["slcn"]


def test_a_letter_that_nothing_is_understood_of_asks_back() -> None:
    found = whole(of("smalltalk", confidence=0.99), of("clarify", confidence=0.2))
    assert found["route"] == "clarify"


@pytest.mark.parametrize("count", [1, 5, 40])
def test_there_are_up_to_three_alternatives(count: int) -> None:
    names = ("autism", "slcn", "spld", "dspl", "behaviour")
    parts = [of("workstream", names[n % 5], confidence=0.5 + n / 100) for n in range(count)]
    assert len(whole(*parts)["alternatives"]) <= 3
