"""No small number that is hidden can be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage.suppression import SMALLEST_SHOWN, published


def named(*counts: int) -> dict[str, int]:
    return dict(zip("abcdef", counts, strict=False))


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ((9, 8, 0), (9, 8, 0), 17),
        # The smallest other goes too, or the total would tell.
        ((9, 8, 3), (9, None, None), 20),
        ((9, 8, 2, 2), (9, None, None, None), 21),
        ((9, 8, 4, 4), (9, 8, None, None), 25),
        ((3, 0, 0), (None, 0, 0), None),
        ((50, 3, 0), (None, None, 0), 53),
    ],
)
def test_small_numbers_are_hidden_with_what_would_tell_them(
    counts: tuple[int, ...], cells: tuple[int | None, ...], total: int | None
) -> None:
    found = published(named(*counts))
    assert (tuple(found.cells.values()), found.total) == (cells, total)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_each_hidden_number_could_be_at_least_five_others(counts: list[int]) -> None:
    found = published(named(*counts))
    hidden = [name for name, count in found.cells.items() if count is None]
    shown = sum(count for count in found.cells.values() if count is not None)
    assert all(
        count is None or count == 0 or count >= SMALLEST_SHOWN for count in found.cells.values()
    )
    if not hidden or found.total is None:
        return
    # What somebody can think of who knows all that is shown, and that zeros are never hidden.
    left = found.total - shown
    possible = [
        each for each in product(range(1, left + 1), repeat=len(hidden)) if sum(each) == left
    ]
    for index in range(len(hidden)):
        assert len({each[index] for each in possible}) >= SMALLEST_SHOWN


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5))
def test_a_total_that_would_tell_is_hidden_itself(counts: list[int]) -> None:
    found = published(named(*counts))
    if 0 < sum(counts) < SMALLEST_SHOWN:
        assert found.total is None
