"""Whether a candidate is worse than the model in service: pure, from the figures of both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_CHANCE_0_1 = 0.05
_MOST_BELOW_BEST_0_1 = 0.01
"""So that losses too small to be told from chance do not add up from one model to the next."""


def faults_of(
    champion: Mapping[str, Any], challenger: Mapping[str, Any], best_0_1: float = 0.0
) -> list[str]:
    """Say why a challenger may not take over: it is worse in safeguarding or overall.

    The figures are those of `bot.evaluation.compare.figures_of`; `best_0_1` is the largest share
    of right messages of any model that has been in service. Of harm to children not one message
    fewer may be recognised, at either level. Otherwise a few messages change sides with any change
    of the data, so worse means by more than chance explains, or far below the best.
    """
    faults = []
    (theirs, of_theirs), (ours, of_ours) = (
        each["safeguarding_recall"] for each in (champion, challenger)
    )
    if ours * of_theirs < theirs * of_ours:
        faults.append(
            f"It recognises harm to children in {ours} of {of_ours} messages, "
            f"the model in service in {theirs} of {of_theirs}."
        )
    lost, gained = changed_sides(champion, challenger, "not_first")
    if _chance_of(lost, lost + gained) < _CHANCE_0_1:
        faults.append(
            f"In {lost} messages that tell of harm it does not put the numbers to call first any "
            f"more, and in {gained} it does so newly."
        )
    lost, gained = changed_sides(champion, challenger)
    if _chance_of(lost, lost + gained) < _CHANCE_0_1:
        faults.append(
            f"It takes {lost} messages wrongly that the model in service takes rightly, "
            f"and {gained} the other way round."
        )
    best_0_1 = max(best_0_1, right_share(champion))
    if best_0_1 - right_share(challenger) > _MOST_BELOW_BEST_0_1:
        faults.append(
            f"It takes {100 * right_share(challenger):.1f} % of messages rightly, "
            f"where {100 * best_0_1:.1f} % has been reached."
        )
    return faults


def changed_sides(
    champion: Mapping[str, Any], challenger: Mapping[str, Any], faults: str = "wrong"
) -> tuple[int, int]:
    """Count the messages that only the champion takes rightly, and those only the challenger.

    `faults`: what of the figures lists the messages that were not taken rightly.
    """
    before, after = set(champion[faults]), set(challenger[faults])
    return len(after - before), len(before - after)


def right_share(figures: Mapping[str, Any]) -> float:
    """Give the share of messages whose route and workstreams are right, 0 to 1."""
    part, whole = figures["right"]
    return float(part) / whole if whole else 0.0


def _chance_of(lost: int, changed: int) -> float:
    """Give the chance of as many losses or more where either side is as likely.

    The exact form of the test of McNemar (1947), "Note on the sampling error of the difference
    between correlated proportions", one-sided.
    """
    as_bad = sum(math.comb(changed, count) for count in range(lost, changed + 1))
    return as_bad / float(2**changed)
