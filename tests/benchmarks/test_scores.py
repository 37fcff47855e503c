"""The figures of the benchmark."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.field.scores import accuracy_of, best_threshold, figures_of
from benchmarks.field.sets import Example

VALID = [Example("a", "x"), Example("b", "y"), Example("c", ""), Example("d", "")]


def parsed(guesses: list[str], confidences: list[float]) -> dict[str, Any]:
    count = len(guesses)
    times = {"ms": [2.0] * count, "cpu_ms": [1.0] * count, "peak_mib": 300.0}
    return {"guesses": guesses, "confidences": confidences, **times}


def test_accuracy_leaves_out_what_is_out_of_scope() -> None:
    assert accuracy_of(["x", "x", "x", "y"], VALID) == 0.5


def test_the_threshold_parts_what_belongs_to_an_intent_from_the_rest() -> None:
    threshold = best_threshold(parsed(["x", "y", "x", "y"], [0.9, 0.8, 0.3, 0.1]), VALID)
    assert 0.3 < threshold <= 0.8


def test_the_test_part_is_judged_at_the_threshold_of_the_valid_part() -> None:
    results: dict[str, dict[str, Any]] = {
        "train": {"seconds": 1.0, "cpu_seconds": 1.0, "model_mib": 1.0},
        "valid": parsed(["x", "y", "x", "y"], [0.9, 0.8, 0.3, 0.1]),
        "test": parsed(["x", "y", "x", "y"], [0.95, 0.05, 0.2, 0.99]),
        "typos": parsed(["x", "x"], [0.9, 0.9]),
    }
    figures = figures_of(
        results, {"train": VALID, "valid": VALID, "test": VALID, "typos": VALID[:2]}
    )
    scope = figures.out_of_scope
    assert scope is not None
    assert (scope.kept_and_right, scope.refused) == (0.5, 0.5)
    assert scope.auroc == pytest.approx(0.25)
    assert (figures.accuracy, figures.drop) == (1.0, 0.5)


def test_a_set_without_such_messages_has_no_such_figures() -> None:
    only = VALID[:2]
    results: dict[str, dict[str, Any]] = {
        "train": {"seconds": 1.0, "cpu_seconds": 1.0, "model_mib": 1.0},
        **{step: parsed(["x", "y"], [0.9, 0.8]) for step in ("valid", "test", "typos")},
    }
    assert (
        figures_of(results, dict.fromkeys(("train", "valid", "test", "typos"), only)).out_of_scope
        is None
    )
