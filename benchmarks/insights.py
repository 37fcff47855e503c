"""Time the insights page with 1,000 and with 100,000 cases, on SQLite and on PostgreSQL.

    .venv/bin/python -m benchmarks.insights

PostgreSQL is measured where TEST_DATABASE_URL names a server whose role may make databases (see
`ops/postgres.sh`). Writes docs/results/insights.md.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks.case_queue import SIZES, databases, fill
from bot.settings import ROOT
from bot.store.case_tables import CASES, READINGS
from bot.store.database import migrate, open_database
from bot.triage.clusters import subjects, top_questions
from bot.triage.insights import Period, figures, questions_in

ROUNDS = 7
_UNSURE_EVERY, _REPLIED_EVERY = 4, 3


def vary(engine: Engine) -> None:
    """Let some questions be unsure, and persons reply to some cases."""
    is_unsure = READINGS.c.inbound_seq % _UNSURE_EVERY == 0
    with engine.begin() as connection:
        connection.execute(READINGS.update().values(workstreams=["autism"]))
        connection.execute(READINGS.update().where(is_unsure).values(reasons=["is_unsure"]))
        is_replied = CASES.c.id % _REPLIED_EVERY == 0
        connection.execute(CASES.update().where(is_replied).values(first_reply_at=CASES.c.due_at))


def last_days(engine: Engine, days: int) -> Period:
    """Give the period of the newest so many days that hold questions."""
    with engine.begin() as connection:
        newest = connection.execute(sa.select(sa.func.max(READINGS.c.made_at))).scalar_one()
    return Period(newest.date() - dt.timedelta(days=days - 1), newest.date())


def measure(engine: Engine) -> dict[str, str]:
    """Time each part; milliseconds, the median and the slowest."""
    month, year = last_days(engine, 28), last_days(engine, 366)
    answered = questions_in(engine, year, ("answered",))
    unsure = questions_in(engine, year, ("unsure", "not_answered"))
    tasks: dict[str, Callable[[], object]] = {
        "figures of 28 days": lambda: figures(engine, month),
        "figures of everything": lambda: figures(engine, year),
        "texts of the questions asked most": lambda: questions_in(engine, year, ("answered",)),
        f"questions asked most, of {len(answered):,} texts": lambda: top_questions(answered),
        f"what could not be answered, of {len(unsure):,} texts": lambda: subjects(unsure),
    }
    found = {}
    for name, task in tasks.items():
        task()
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            task()
            times.append((time.perf_counter() - begin) * 1000)
        found[name] = f"{statistics.median(times):.0f} / {max(times):.0f}"
        print(f"    {name}: {found[name]} ms", flush=True)
    return found


def table(kind: str, urls: Sequence[str], sizes: Sequence[int] = SIZES) -> list[str]:
    """Measure a kind of database with each size; give the lines of its table."""
    lines = ["", f"## {kind}", "", "| cases | part | median / slowest |", "|---|---|---|"]
    for size, url in zip(sizes, urls, strict=True):
        engine = open_database(url)
        migrate(engine)
        fill(engine, size)
        vary(engine)
        print(f"{kind}, {size:,} cases")
        lines += [f"| {size:,} | {part} | {times} |" for part, times in measure(engine).items()]
        engine.dispose()
    return lines


def main() -> None:
    """Measure everything, print it and write docs/results/insights.md."""
    lines = _HEAD.splitlines()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for kind, urls in databases(Path(folder), stack):
            lines += table(kind, urls)
    (ROOT / "docs/results/insights.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


_HEAD = f"""# The insights page with {SIZES[0]:,} and with {SIZES[1]:,} cases

Made by `benchmarks/insights.py`: three questions a case, a case every three minutes, so that
{SIZES[1]:,} cases are 208 days; {ROUNDS} calls each after one to warm up, milliseconds.
The page takes the figures of its days and both groups of texts together.
"""


if __name__ == "__main__":
    main()
