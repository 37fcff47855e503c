"""The benchmarks over a database, in short: they run on each kind, and compare like with like.

What they measure of 100,000 cases stands in docs/results/; filling a database so far takes minutes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks import case_queue, insights
from bot.store.database import open_database
from bot.triage.queue import PAGE_LENGTH, Page
from tests.databases import KINDS, new_postgresql

pytestmark = pytest.mark.slow

SIZES = (200, 800)
ROUNDS = 2


@pytest.fixture(params=KINDS)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Give the addresses of two databases without tables, for a small queue and a large one."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield [f"sqlite:///{tmp_path / f'{size}.sqlite3'}" for size in SIZES]
        else:
            yield [stack.enter_context(new_postgresql()) for _ in SIZES]


def rows_shown(url: str, name: str) -> int:
    """Run a task of the benchmark of the queue; give how many cases it shows."""
    engine = open_database(url)
    found = case_queue.TASKS[name](engine, random.Random(1))  # noqa: S311
    engine.dispose()
    page = found[0] if isinstance(found, tuple) else found
    assert isinstance(page, Page)
    return len(page.rows)


def test_the_queue_is_timed_and_a_small_one_shows_as_much_as_a_large_one(urls: list[str]) -> None:
    lines = case_queue.compare("a database", urls, SIZES, ROUNDS)
    assert [line.split(" | ")[0] for line in lines[5:]] == [
        f"| {name}" for name in case_queue.TASKS
    ]
    shown = {
        name: {rows_shown(url, name) for url in urls}
        for name in ("queue page, mine", "search, a word in twenty texts", "search, nothing")
    }
    assert shown == {
        "queue page, mine": {PAGE_LENGTH},
        "search, a word in twenty texts": {case_queue.RARE_TEXTS},
        "search, nothing": {0},
    }


def test_the_insights_are_timed(urls: list[str]) -> None:
    lines = insights.table("a database", urls, SIZES)
    parts = [line.split(" | ")[1] for line in lines if line.startswith(("| 200 |", "| 800 |"))]
    assert parts.count("figures of everything") == len(SIZES)
    assert len(parts) == 5 * len(SIZES)
