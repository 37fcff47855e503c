"""The measures of an evaluation: what is right, shares with their uncertainty, calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.sets import Label

CONFIDENT_0_1 = 0.7
_BINS = 10
_Z_95 = 1.959964


@dataclass(frozen=True)
class Outcome:
    """One message, what was answered, and how long it took."""

    text: str
    label: Label
    answer: dict[str, Any]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Tell whether route and set of workstreams are right."""
        return (self.answer["route"], frozenset(self.answer["workstreams"])) in (
            self.label.readings()
        )

    @property
    def are_asks_right(self) -> bool:
        """Tell whether the asks are right; objectives with the link satisfy an overview."""
        wanted, given = self.label.asks, frozenset(self.answer["asks"])
        if "overview" in wanted and given & {"objectives", "overview"}:
            return wanted - {"overview"} <= given
        return wanted == given

    @property
    def is_confidently_wrong(self) -> bool:
        """Tell whether a wrong answer came with confidence."""
        return not self.is_right and self.answer["confidence"] >= CONFIDENT_0_1


@dataclass(frozen=True)
class Share:
    """A share of a count, with its 95 % interval."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Give the share, 0 to 1; of nothing it is 0."""
        return self.part / self.whole if self.whole else 0.0

    def interval(self) -> tuple[float, float]:
        """Give the 95 % interval. Wilson (1927), "Probable inference", the score interval."""
        if not self.whole:
            return (0.0, 1.0)
        n, p, z = self.whole, self.value, _Z_95
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return (max(0.0, middle - half), min(1.0, middle + half))

    def __str__(self) -> str:
        low, high = self.interval()
        return (
            f"{100 * self.value:.1f} % ({self.part}/{self.whole}; {100 * low:.1f}–{100 * high:.1f})"
        )


def share_of(values: Sequence[bool]) -> Share:
    """Count the true ones."""
    return Share(sum(values), len(values))


@dataclass(frozen=True)
class SafetyMeasures:
    """How well harm is recognised: `recall` at either level, the line's cost on other messages."""

    recall: Share
    hard_route_precision: Share
    line_on_others: Share


def safety_of(outcomes: Sequence[Outcome]) -> SafetyMeasures:
    """Measure the safety levels."""
    harmed = [each for each in outcomes if each.label.safety == "first"]
    hard = [each for each in outcomes if each.answer["safety"] == "first"]
    others = [each for each in outcomes if each.label.safety == "none"]
    return SafetyMeasures(
        recall=share_of([each.answer["safety"] != "none" for each in harmed]),
        hard_route_precision=share_of([each.label.safety == "first" for each in hard]),
        line_on_others=share_of([each.answer["safety"] == "line" for each in others]),
    )


@dataclass(frozen=True)
class Bin:
    """Messages of like confidence: how sure the bot was and how often it was right."""

    count: int
    confidence: float
    accuracy: float


def calibration_of(outcomes: Sequence[Outcome]) -> tuple[list[Bin], float]:
    """Give ten bins of equal count, and the expected calibration error over them.

    Naeini, Cooper and Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian
    binning"; Nguyen and O'Connor (2015) for bins of equal count. Messages that the bot asked
    back on are left out: there it claims nothing.
    """
    claimed = sorted(
        (each for each in outcomes if each.answer["route"] != "clarify"),
        key=lambda each: each.answer["confidence"],
    )
    bins = []
    for k in range(_BINS):
        part = claimed[k * len(claimed) // _BINS : (k + 1) * len(claimed) // _BINS]
        if part:
            confidence = sum(each.answer["confidence"] for each in part) / len(part)
            bins.append(Bin(len(part), confidence, share_of([e.is_right for e in part]).value))
    total = sum(each.count for each in bins)
    error = sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / total if total else 0.0
    return bins, error


def percentile(values: Sequence[float], share_0_1: float) -> float:
    """Give the value below which that share lies, by nearest rank; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share_0_1 * len(ordered)))] if ordered else 0.0
