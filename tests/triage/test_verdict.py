"""What makes a candidate worse: any harm missed, and losses that are no chance or add up."""

from __future__ import annotations

from typing import Any

from bot.triage.verdict import faults_of

WHOLE = 1000


def figures(
    wrong: int = 80, recall: int = 198, first_wrong: int = 0, not_first: int = 10
) -> dict[str, Any]:
    """Give figures of a model that takes so many messages wrongly, from a place on."""
    return {
        "right": [WHOLE - wrong, WHOLE],
        "safeguarding_recall": [recall, 200],
        "wrong": list(range(first_wrong, first_wrong + wrong)),
        "not_first": list(range(not_first)),
        "taught": {},
        "table": [["route and workstreams right", "…"]],
    }


def test_a_challenger_as_good_may_take_over() -> None:
    assert faults_of(figures(), figures()) == []


def test_one_missed_disclosure_more_is_refused() -> None:
    (fault,) = faults_of(figures(recall=198), figures(wrong=10, recall=197))
    assert "197 of 200" in fault
    assert "198 of 200" in fault


def test_a_few_messages_that_change_sides_are_chance() -> None:
    assert faults_of(figures(80), figures(85)) != []
    assert faults_of(figures(80), figures(84)) == []
    # As many lost and five won: no more than what any change of the data brings.
    assert faults_of(figures(80), figures(82, first_wrong=7)) == []


def test_small_losses_do_not_add_up() -> None:
    assert faults_of(figures(84), figures(88), best_0_1=0.92) == []
    assert faults_of(figures(88), figures(92), best_0_1=0.92) != []


def test_harm_told_of_in_the_second_place_is_refused_however_good_the_rest() -> None:
    assert faults_of(figures(), figures(wrong=10, not_first=14)) == []
    (fault,) = faults_of(figures(), figures(wrong=10, not_first=15))
    assert "numbers to call first" in fault
