"""Moves are found where the whole text is one, and nowhere else."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.move_words import POINTING
from bot.understanding.moves import is_bare, move_in

MOST_SECONDS = 0.05


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("yes", "affirm"),
        ("Yes please!", "affirm"),
        ("go on then", "affirm"),
        ("yes please that would be helpful", "affirm"),
        ("please", "affirm"),
        ("No thanks.", "deny"),
        ("nah", "deny"),
        ("none of those", "deny"),
        ("start again", "restart"),
        ("ok, can we start over please", "restart"),
        ("forget all of that", "restart"),
        ("what else?", "more"),
        ("anything else", "more"),
        ("is that all?", "more"),
        ("tell me more about it", "more"),
        ("what else are they doing", "more"),
    ],
)
def test_a_plain_move_is_found(text: str, name: str) -> None:
    assert move_in(text) == {"name": name}


@pytest.mark.parametrize(
    ("text", "numbers", "asks"),
    [
        ("the second one", [2], []),
        ("2", [2], []),
        ("Two please", [2], []),
        ("1 and 3", [1, 3], []),
        ("number four", [4], []),
        ("option 3", [3], []),
        ("the first and third", [1, 3], []),
        ("last one", [-1], []),
        ("actually yes, whats the ninth", [9], []),
        ("the first one, is there an accessibility strategy too", [1], ["accessibility_strategy"]),
        ("number one on that list, what's the plan", [1], ["objectives"]),
        ("ok the 3rd report please", [3], ["report"]),
        ("the latter's report", [-1], ["report"]),
        ("and the former's", [1], []),
        ("just the middle one", [2], []),
        ("the last on the list, likewise", [-1], []),
        ("And eight and nine, what do they plan?", [8, 9], ["objectives"]),
    ],
)
def test_ordinals_are_found_with_what_is_asked(
    text: str, numbers: list[int], asks: list[str]
) -> None:
    assert move_in(text) == {"name": "ordinal", "numbers": numbers, "asks": asks}


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("both", {"name": "all", "most": 2, "asks": []}),
        ("both of them please", {"name": "all", "most": 2, "asks": []}),
        ("all of them", {"name": "all", "most": None, "asks": []}),
        ("have all of them got reports", {"name": "all", "most": None, "asks": ["report"]}),
        ("can i read about both of them somewhere", {"name": "all", "most": 2, "asks": ["report"]}),
        ("go back", {"name": "back", "asks": []}),
        ("and the other one", {"name": "back", "asks": []}),
        ("and the report?", {"name": "ask", "asks": ["report"]}),
        ("link?", {"name": "ask", "asks": ["report"]}),
        ("haha fine. report", {"name": "ask", "asks": ["report"]}),
        ("Is that written down", {"name": "ask", "asks": ["report"]}),
        ("anything to read?", {"name": "ask", "asks": ["report"]}),
        ("whats the plan", {"name": "ask", "asks": ["objectives"]}),
        ("whats in it", {"name": "ask", "asks": ["objectives"]}),
        ("no not the report, what are they doing", {"name": "ask", "asks": ["objectives"]}),
        ("what does it stand for", {"name": "ask", "asks": ["meaning"]}),
        ("summary version please", {"name": "ask", "asks": ["review_summary"]}),
    ],
)
def test_a_move_that_points_back_is_found(text: str, move: dict[str, Any]) -> None:
    assert move_in(text) == move


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "ok",
        "thank you",
        "that's all thanks",
        "no thats all",
        "all good",
        "yes he hits me",
        "no, I meant speech",
        "the second time he was excluded",
        "my first child",
        "both autism and speech",
        "all ten areas please",
        "can i ask something else",
        "what are the plans",
        "review summary",
        "the accessibility strategy",
        "the autism report",
        "he is in year 2",
        "start again in september at a new school",
        "go back to school",
        "is there one",
        "yes " * 30,
    ],
)
def test_a_text_that_says_more_is_no_move(text: str) -> None:
    assert move_in(text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("autism", ["autism"]),
        ("what about autism?", ["autism"]),
        ("no, I meant speech", ["speech"]),
        ("same for deaf kids", ["deaf"]),
        ("ok go back to autism", ["autism"]),
        ("n the speech", ["speech"]),
        ("spld likewise", ["spld"]),
        ("autism and speech", ["autism", "speech"]),
        ("and dyslexia, my head will ask", ["dyslexia"]),
    ],
)
def test_a_bare_subject_asks_nothing(text: str, named: list[str]) -> None:
    assert is_bare(text, named)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("what is dyslexia", ["dyslexia"]),
        ("what does an ed psych do", ["ed psych"]),
        ("autism report", ["autism"]),
        ("was there not an independent review", ["independent review"]),
        ("and their progress report", ["progress report"]),
        ("my son has autism and hates school", ["autism"]),
        ("and for his autism which form do I fill in to get a blue badge", ["autism"]),
        ("what about it", []),
    ],
)
def test_a_subject_with_a_question_is_not_bare(text: str, named: list[str]) -> None:
    assert not is_bare(text, named)


def test_a_name_is_taken_out_whole_words_only() -> None:
    # "ep" stands in "report" too.
    assert not is_bare("ep report", ["ep"])
    assert not is_bare("keep it", ["ep"])


_SAID = st.lists(st.sampled_from(sorted(POINTING)), max_size=16).map(" ".join)


@given(_SAID | st.text(max_size=200))
def test_any_text_gives_a_move_of_a_known_name_or_none(text: str) -> None:
    move = move_in(text)
    names = ("restart", "affirm", "deny", "more", "back", "all", "ordinal", "ask")
    assert move is None or move["name"] in names
    if move and move["name"] == "ordinal":
        assert move["numbers"]


@pytest.mark.parametrize(
    "text",
    [
        "ok " * 333,
        "a" * 1000,
        "what else " * 100,
        "the last " * 110,
        "no " * 333,
        "' " * 500,
        "-" * 1000,
    ],
)
def test_a_hostile_text_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    move_in(text)
    is_bare(text, ["a", "ok", "last"])
    assert time.perf_counter() - start < MOST_SECONDS


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("OK both reports after all", 2),
        ("can i have both links again so i can save them", 2),
        ("reports for these three", 3),
        ("reports for all of them", None),
    ],
)
def test_several_reports_are_asked_for_together(text: str, most: int | None) -> None:
    assert move_in(text) == {"name": "all", "most": most, "asks": ["report"]}


@pytest.mark.parametrize("text", ["the full document, then", "and the latest progress"])
def test_the_whole_is_no_document_of_a_part(text: str) -> None:
    assert move_in(text) is None


@pytest.mark.parametrize("text", ["the other", "no, I mean the other", "and the other one?"])
def test_the_other_is_a_way_back(text: str) -> None:
    assert move_in(text) == {"name": "back", "asks": []}
