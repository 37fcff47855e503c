"""What the results of a cell come to: accuracy, what is out of scope, time, memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.field.sets import Example

Results = dict[str, dict[str, Any]]
Examples = dict[str, list[Example]]


@dataclass(frozen=True)
class OutOfScope:
    """How well a pipeline tells what belongs to no intent.

    `auroc`: the chance that a message in scope scores above one that is not. At the `threshold`
    chosen on the valid part, of the test part: `kept_and_right` is the share of messages in scope
    that are answered rightly, `refused` the share of the others that are refused.
    """

    auroc: float
    threshold: float
    kept_and_right: float
    refused: float


@dataclass(frozen=True)
class Figures:
    """The figures of one cell. Shares are 0 to 1; times are of one core."""

    accuracy: float
    accuracy_with_typos: float
    train_seconds: float
    train_cpu_seconds: float
    p50_ms: float
    p95_ms: float
    p50_cpu_ms: float
    p95_cpu_ms: float
    peak_mib: float
    model_mib: float
    out_of_scope: OutOfScope | None

    @property
    def drop(self) -> float:
        """Give how much accuracy is lost under typos."""
        return self.accuracy - self.accuracy_with_typos


def figures_of(results: Results, examples: Examples) -> Figures:
    """Compute the figures from the results and the examples of each step."""
    trained, test = results["train"], results["test"]
    return Figures(
        accuracy=accuracy_of(test["guesses"], examples["test"]),
        accuracy_with_typos=accuracy_of(results["typos"]["guesses"], examples["typos"]),
        train_seconds=trained["seconds"],
        train_cpu_seconds=trained["cpu_seconds"],
        p50_ms=float(np.percentile(test["ms"], 50)),
        p95_ms=float(np.percentile(test["ms"], 95)),
        p50_cpu_ms=float(np.percentile(test["cpu_ms"], 50)),
        p95_cpu_ms=float(np.percentile(test["cpu_ms"], 95)),
        peak_mib=test["peak_mib"],
        model_mib=trained["model_mib"],
        out_of_scope=_out_of_scope(results, examples),
    )


def accuracy_of(guesses: Sequence[str], examples: Sequence[Example]) -> float:
    """Give the share of right guesses among the messages that have an intent."""
    pairs = zip(guesses, examples, strict=True)
    return float(np.mean([guess == each.intent for guess, each in pairs if each.intent]))


def _out_of_scope(results: Results, examples: Examples) -> OutOfScope | None:
    is_inside = np.array([bool(each.intent) for each in examples["test"]])
    if is_inside.all():
        return None
    scores = np.array(results["test"]["confidences"])
    threshold = best_threshold(results["valid"], examples["valid"])
    kept_and_right, refused = _at(threshold, results["test"], examples["test"])
    return OutOfScope(float(roc_auc_score(is_inside, scores)), threshold, kept_and_right, refused)


def best_threshold(result: dict[str, Any], examples: Sequence[Example]) -> float:
    """Choose the score below which a message is refused.

    The one with the highest mean of the two shares that it trades: messages in scope answered
    rightly, and others refused.
    """
    candidates = sorted(set(np.percentile(result["confidences"], np.arange(0, 100, 0.5))))
    return float(max(candidates, key=lambda each: sum(_at(each, result, examples))))


def _at(
    threshold: float, result: dict[str, Any], examples: Sequence[Example]
) -> tuple[float, float]:
    is_kept = np.array(result["confidences"]) >= threshold
    pairs = zip(result["guesses"], examples, strict=True)
    is_right = np.array([guess == each.intent for guess, each in pairs])
    is_inside = np.array([bool(each.intent) for each in examples])
    return float((is_kept & is_right)[is_inside].mean()), float((~is_kept)[~is_inside].mean())
