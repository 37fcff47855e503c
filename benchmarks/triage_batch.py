"""Measure `bot triage` on a long table: rows a second on one core, and memory.

    .venv/bin/python benchmarks/triage_batch.py [--rows 10000] [--write]

The rows are the messages of the development half of evaluation/, again and again with a number so
that no two are alike, and one long letter in fifty. `--write` writes docs/results/triage-batch.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.settings import ROOT

GOAL = 100
_LETTER_EVERY = 50
_LETTER_MESSAGES = 15


def messages() -> list[str]:
    """Give the messages of the development half."""
    files = sorted((ROOT / "evaluation" / "development").glob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.open(encoding="utf-8")]


def write_table(file: Path, rows: int) -> int:
    """Write the table; give how many characters of messages it holds."""
    texts = messages()
    characters = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "message"])
        for number in range(rows):
            text = f"{texts[number % len(texts)]} ({number})"
            if number % _LETTER_EVERY == 0:
                text = " ".join(texts[(number + i) % len(texts)] for i in range(_LETTER_MESSAGES))
            characters += len(text)
            writer.writerow([number, text])
    return characters


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder) / "queries.csv", Path(folder) / "sorted.csv"
        characters = write_table(source, args.rows)
        core = min(os.sched_getaffinity(0))
        load = os.getloadavg()[0]
        begin = time.monotonic()
        subprocess.run(  # noqa: S603  this project's own command
            [sys.executable, "-m", "bot.cli", "triage", str(source), "-o", str(result)],
            check=True,
            cwd=ROOT,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        seconds = time.monotonic() - begin
        with result.open(encoding="utf-8-sig", newline="") as stream:
            done = sum(1 for row in csv.DictReader(stream) if row["route"])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory_mib = used.ru_maxrss / 1024
    # What else the machine does makes the clock run on, and not this.
    processor_s = used.ru_utime + used.ru_stime
    line = (
        f"{done} of {args.rows} rows ({characters / args.rows:.0f} characters each on average) in "
        f"{processor_s:.0f} s of one core with start-up: {done / processor_s:.0f} rows a second; "
        f"{memory_mib:.0f} MiB at most. By the clock it took {seconds:.0f} s, on a machine of "
        f"{os.cpu_count()} cores with a load of {load:.1f} when it began."
    )
    print(line)
    if args.write:
        text = (
            "# Sorting a long table\n\n"
            f"{line}\n\nGoal: {GOAL} rows a second on one core, under 1 GiB. One row in "
            f"{_LETTER_EVERY} is a letter of {_LETTER_MESSAGES} messages. "
            "Repeat: `.venv/bin/python benchmarks/triage_batch.py --write`.\n"
        )
        (ROOT / "docs" / "results" / "triage-batch.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
