"""Hide small numbers of a table so that they cannot be worked out from those that are shown.

A number from 1 to 4 may tell of a person. Hiding it alone is not enough: a total less the others
gives it away. So further numbers are hidden until each hidden one could be any of at least five.
Zeros are shown, and known as such. Never publish a sum over several such tables, or tables of
days that overlap: their differences are not looked at here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Published:
    """A table as it may be told; None is hidden. `total` is the sum of all cells."""

    cells: Mapping[str, int | None]
    total: int | None


def published(counts: Mapping[str, int]) -> Published:
    """Hide what is small, and what would tell it."""
    some = sorted((name for name in counts if counts[name]), key=lambda name: counts[name])
    hidden = {name for name in some if counts[name] < SMALLEST_SHOWN}
    rest = [name for name in some if name not in hidden]
    while hidden and rest and not _is_safe(counts, hidden):
        hidden.add(rest.pop(0))
    total = sum(counts.values())
    return Published(
        {name: None if name in hidden else count for name, count in counts.items()},
        total if not hidden or _is_safe(counts, hidden) else None,
    )


def _is_safe(counts: Mapping[str, int], hidden: set[str]) -> bool:
    """Tell whether each hidden number could be at least five different ones.

    Who knows the total knows the sum of the hidden ones, each at least 1: so any is between 1 and
    what is left of the sum when all others are 1.
    """
    largest = sum(counts[name] for name in hidden) - (len(hidden) - 1)
    return len(hidden) > 1 and largest >= SMALLEST_SHOWN
