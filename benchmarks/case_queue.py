"""Time the queue of staff with 1,000 and with 100,000 cases, on SQLite and on PostgreSQL.

    .venv/bin/python -m benchmarks.case_queue

PostgreSQL is measured where TEST_DATABASE_URL names a server whose role may make databases (see
`ops/postgres.sh`). Writes docs/results/queue.md. The goal: pages and search under 200 ms at the
95th percentile, and at most twice the time that 1,000 cases take.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.content.ids import WORKSTREAM_IDS
from bot.settings import ROOT
from bot.store.case_tables import CASE_TEXT, CASE_WORKSTREAMS, CASES, FLAGS, READINGS
from bot.store.database import migrate, open_database
from bot.store.staff_tables import STAFF
from bot.store.tables import CONVERSATIONS, INBOUND, OUTBOUND
from bot.triage.case_view import read_case
from bot.triage.filters import QueueFilter, Viewer
from bot.triage.news import count_since, safeguarding_since
from bot.triage.queue import Queue
from tests.databases import new_postgresql

SIZES = (1_000, 100_000)
ROUNDS = 60
SEED = 7
GOAL_MS = 200
GOAL_TIMES = 2
RARE, RARE_TEXTS = "hippopotamus", 20
OWN_CASES = 90
"""How many cases the viewer was given, of which two thirds are open: no more in a large queue."""

_BATCH = 5_000
_START = dt.datetime(2026, 1, 5, 9)  # noqa: DTZ001  the tables keep UTC without a zone
VIEWER = Viewer(1, sees_safeguarding=True)
AGENT = Viewer(1, sees_safeguarding=False)

Task = Callable[[Engine, random.Random], object]
Percentiles = dict[str, tuple[float, float]]


def texts() -> list[str]:
    """Give messages as people write them: those of the development half."""
    files = sorted((ROOT / "evaluation/development").glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    return [str(json.loads(line)["text"]) for line in lines]


def fill(engine: Engine, count: int) -> None:
    """Put in cases of three messages each; two thirds are open."""
    rng = random.Random(SEED)  # noqa: S311
    said = texts()
    staff = [
        {"email": f"{n}@example.org", "name": f"Person {n}", "role": "agent", "made_at": _START}
        for n in range(20)
    ]
    with engine.begin() as connection:
        connection.execute(STAFF.insert(), staff)
    for first in range(1, count + 1, _BATCH):
        numbers = range(first, min(first + _BATCH, count + 1))
        _put(engine, numbers, rng, said)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _put(engine: Engine, numbers: range, rng: random.Random, said: list[str]) -> None:
    rows: dict[sa.Table, list[dict[str, object]]] = {
        table: []
        for table in (
            CONVERSATIONS,
            INBOUND,
            OUTBOUND,
            CASES,
            CASE_WORKSTREAMS,
            READINGS,
            CASE_TEXT,
        )
    }
    for number in numbers:
        at = _START + dt.timedelta(minutes=3 * number)
        name = f"web-{number}"
        rows[CONVERSATIONS].append(
            {"id": name, "reference": f"{number:08d}", "channel": rng.choice(("web", "sms")),
             "held_by": "bot", "started_at": at}
        )  # fmt: skip
        rows[CASES].append(_case(number, name, at, rng))
        for workstream in rng.sample(WORKSTREAM_IDS, rng.choice((1, 1, 2))):
            rows[CASE_WORKSTREAMS].append({"workstream": workstream, "case_id": number})
        for turn in range(3):
            seq = 3 * number + turn
            # As often in a large queue as in a small one.
            text = RARE if turn == 0 and number <= RARE_TEXTS else rng.choice(said)
            answer = "This is what the strategy set out to do for " + rng.choice(WORKSTREAM_IDS)
            rows[INBOUND].append(
                {"seq": seq, "conversation_id": name, "message_id": f"m{turn}", "text": text,
                 "received_at": at, "answered_at": at}
            )  # fmt: skip
            rows[OUTBOUND].append(
                {"seq": seq, "id": f"o{seq}", "conversation_id": name, "inbound_seq": seq,
                 "text": answer, "answer": "{}", "sent_at": at, "sender": "bot"}
            )  # fmt: skip
            rows[READINGS].append(
                {"inbound_seq": seq, "case_id": number, "route": "workstream", "workstreams": [],
                 "asks": [], "safety": "none", "confidence": 0.9, "reasons": [],
                 "made_at": at, "runner_up": None, "evidence": None}
            )  # fmt: skip
            rows[CASE_TEXT].append({"case_id": number, "kind": "inbound", "body": text})
            rows[CASE_TEXT].append({"case_id": number, "kind": "outbound", "body": answer})
    with engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(table.insert(), values)


def _case(number: int, name: str, at: dt.datetime, rng: random.Random) -> dict[str, object]:
    is_closed = rng.random() < 1 / 3
    is_safeguarding = rng.random() < 0.02
    urgency = "now" if is_safeguarding else rng.choice(("urgent", "normal", "normal", "normal"))
    return {
        "id": number,
        "conversation_id": name,
        "status": "closed" if is_closed else "new",
        "closed_at": at if is_closed else None,
        "assigned_to": 1 if number <= OWN_CASES else rng.choice((None, None, rng.randint(2, 20))),
        **{flag: rng.random() < 0.2 for flag in FLAGS},
        "is_safeguarding": is_safeguarding,
        "urgency": urgency,
        "rank": 0 if is_safeguarding else ("now", "urgent", "normal").index(urgency) + 1,
        "lowest_confidence": rng.random(),
        "opened_at": at,
        "last_message_at": at,
        "due_at": at + dt.timedelta(hours=rng.choice((4, 16, 40))),
        "is_held_by_law": False,
        "version": 1,
    }


def _page(filters: QueueFilter, viewer: Viewer = VIEWER) -> Task:
    """Give what the first page of the queue costs: its rows and the counts of all tabs."""

    def task(engine: Engine, _rng: random.Random) -> object:
        queue = Queue(engine, viewer)
        return queue.page(filters), queue.counts()

    return task


def _further(engine: Engine, _rng: random.Random) -> object:
    queue = Queue(engine, VIEWER)
    page = queue.page(QueueFilter())
    for _ in range(4):
        page = queue.page(QueueFilter(), page.next)
    return page


def _search(*words: str) -> Task:
    def task(engine: Engine, rng: random.Random) -> object:
        return Queue(engine, VIEWER).search(rng.choice(words))

    return task


def _news(engine: Engine, _rng: random.Random) -> object:
    """Look for what an open page is told, which was made a minute before the newest message."""
    newest = sa.select(sa.func.max(CASES.c.last_message_at))
    with engine.begin() as connection:
        since = connection.execute(newest).scalar_one() - dt.timedelta(minutes=1)
    return safeguarding_since(engine, VIEWER, since), count_since(
        engine, VIEWER, QueueFilter(), since
    )


def _open(engine: Engine, rng: random.Random) -> object:
    return read_case(engine, rng.randint(1, OWN_CASES), VIEWER)


TASKS: dict[str, Task] = {
    "queue page, all, with counts": _page(QueueFilter()),
    "queue page, all, who sees no safeguarding": _page(QueueFilter(), AGENT),
    "queue page, safeguarding": _page(QueueFilter(tab="safeguarding")),
    "queue page, unsure": _page(QueueFilter(tab="unsure")),
    "queue page, mine": _page(QueueFilter(tab="mine")),
    "queue page, one workstream": _page(QueueFilter(workstream="dspl")),
    "queue page, channel and confidence": _page(QueueFilter(channel="sms", confidence_below=0.2)),
    "closed cases, newest first": _page(QueueFilter(status="closed")),
    "five pages on": _further,
    "search, one common word": _search("school", "autism", "child"),
    "search, two words": _search("son school"),
    "search, a word in twenty texts": _search(RARE),
    "search, nothing": _search("xylophone"),
    "news for an open page": _news,
    "one case opened": _open,
}


def measure(engines: Sequence[Engine], rounds: int = ROUNDS) -> list[Percentiles]:
    """Give the 50th and 95th percentile of each task in each database, in milliseconds.

    The databases take turns, so that what else the machine does slows all of them alike.
    """
    found: list[Percentiles] = [{} for _ in engines]
    for name, task in TASKS.items():
        generators = [random.Random(SEED) for _ in engines]  # noqa: S311
        times: list[list[float]] = [[] for _ in engines]
        for number in range(rounds + 1):
            for engine, rng, taken in zip(engines, generators, times, strict=True):
                begin = time.perf_counter()
                task(engine, rng)
                # The first one warms up.
                if number:
                    taken.append((time.perf_counter() - begin) * 1000)
        for percentiles, taken in zip(found, times, strict=True):
            percentiles[name] = (statistics.median(taken), statistics.quantiles(taken, n=20)[-1])
        told = ", ".join(f"{each[name][0]:.1f} / {each[name][1]:.1f} ms" for each in found)
        print(f"    {name}: {told}", flush=True)
    return found


def databases(folder: Path, stack: ExitStack) -> Iterator[tuple[str, list[str]]]:
    """Give each kind of database with an address for each size."""
    yield "SQLite", [f"sqlite:///{folder / f'{size}.sqlite3'}" for size in SIZES]
    if os.environ.get("TEST_DATABASE_URL"):
        yield "PostgreSQL", [stack.enter_context(new_postgresql()) for _ in SIZES]


def compare(
    kind: str, urls: Sequence[str], sizes: Sequence[int] = SIZES, rounds: int = ROUNDS
) -> list[str]:
    """Measure a kind of database with both sizes; give the lines of its table."""
    engines = [open_database(url) for url in urls]
    for size, engine in zip(sizes, engines, strict=True):
        migrate(engine)
        begin = time.perf_counter()
        fill(engine, size)
        print(f"{kind}, {size:,} cases (filled in {time.perf_counter() - begin:.0f} s)", flush=True)
    small, large = measure(engines, rounds)
    for engine in engines:
        engine.dispose()
    return _table(kind, sizes, small, large)


def main() -> None:
    """Measure everything, print it and write docs/results/queue.md."""
    lines = _HEAD.splitlines()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for kind, urls in databases(Path(folder), stack):
            lines += compare(kind, urls)
    (ROOT / "docs/results/queue.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


_HEAD = f"""# The queue with {SIZES[0]:,} and with {SIZES[1]:,} cases

Made by `benchmarks/case_queue.py`: three messages and answers a case, two thirds of the cases
open, {ROUNDS} calls each after one to warm up, in turns with those of the other size,
milliseconds. A queue page is its 50 rows and the counts of all tabs. Goal: under {GOAL_MS} ms at
the 95th percentile, and no more than {GOAL_TIMES} times the median at {SIZES[0]:,} cases. A search
shows up to 50 cases; words are chosen so that it shows as many of the small queue as of the large
one, for showing a case costs more than finding it; for the same reason the viewer has {OWN_CASES}
cases of their own in either.
"""


def _table(
    kind: str,
    sizes: Sequence[int],
    small: Percentiles,
    large: Percentiles,
) -> list[str]:
    lines = [
        "",
        f"## {kind}",
        "",
        f"| | {sizes[0]:,}: p50 | p95 | {sizes[1]:,}: p50 | p95 | times p50 | goal |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, (p50, p95) in small.items():
        large50, large95 = large[name]
        is_met = large95 < GOAL_MS and large50 <= GOAL_TIMES * p50
        figures = f"{p50:.1f} | {p95:.1f} | {large50:.1f} | {large95:.1f} | {large50 / p50:.1f}"
        lines.append(f"| {name} | {figures} | {'met' if is_met else '**missed**'} |")
    return lines


if __name__ == "__main__":
    main()
