"""Load pages as a telephone on a slow line does, and write docs/results/web-pages.md.

Usage: make lighthouse, or .venv/bin/python -m benchmarks.web_pages [--runs 5]

Lighthouse, mobile and throttled as it is by default, loads the chat page, and a plain page of a
council's without the chat and with its one script tag. Each figure is the median of the runs. Then
questions are asked on the chat page, and what is seen after Send is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.page_times import IN_ONE_CHAT, ROUNDS, SEED, Times, spread, time_answers
from bot.evaluation.made_by import made_by
from bot.settings import ROOT
from tests.browser.bench import FLAGS, find_chromium
from tests.browser.embed.council import running_council
from tests.server.server import running_server

RESULTS_FILE = ROOT / "docs" / "results" / "web-pages.md"
FOLDER = ROOT / "benchmarks" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = {
    "first-contentful-paint": "first words, s",
    "largest-contentful-paint": "largest part, s",
    "total-blocking-time": "blocked, ms",
    "cumulative-layout-shift": "shift",
}
WITHOUT, WITH = "a council's page without the chat", "the same page with the chat's script"
_LONGEST_S = 180


@dataclass(frozen=True)
class Figures:
    """What Lighthouse found on one page: scores of 0 to 100, and times."""

    version: str
    scores: dict[str, float]
    times: dict[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report, print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=5, help="how often each page is loaded")
    runs = parser.parse_args(arguments).runs
    found: dict[str, Figures] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_council() as council,
        running_server(Path(folder)) as client,
    ):
        council.bot = str(client.base_url).rstrip("/")
        # Lighthouse's Chromium knows no names under .test; another port is another origin too.
        host = f"http://127.0.0.1:{council.port}"
        pages = {
            "the chat page": f"{council.bot}/chat",
            "an answer page": f"{council.bot}/answers/autism",
            WITHOUT: host + council.put("/plain", script=""),
            WITH: host + council.put("/lazy"),
        }
        for name, address in pages.items():
            found[name] = _median([_load(address, Path(folder)) for _ in range(runs)])
        times = time_answers(council.bot)
    text = _report(found, times, runs)
    RESULTS_FILE.write_text(text, encoding="utf-8")
    print(text)
    return 0


def _load(address: str, folder: Path) -> Figures:
    node = subprocess.run(  # noqa: S603  a script of this project
        [str(ROOT / "ops" / "browser.sh"), "node"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        chromium = find_chromium(playwright)
    report = folder / "report.json"
    flags = " ".join(("--headless=new", "--no-sandbox", *(f for f in FLAGS if " " not in f)))
    command = [
        f"{node}/node",
        str(FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={flags}",
    ]
    env = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run(command, check=True, env=env, timeout=_LONGEST_S)  # noqa: S603  the locked package
    return _figures(json.loads(report.read_text(encoding="utf-8")))


def _figures(report: dict[str, Any]) -> Figures:
    scores = {each: 100 * report["categories"][each]["score"] for each in CATEGORIES}
    times = {each: float(report["audits"][each]["numericValue"]) for each in TIMES}
    return Figures(report["lighthouseVersion"], scores, times)


def _median(runs: Sequence[Figures]) -> Figures:
    return Figures(
        runs[0].version,
        {name: statistics.median(run.scores[name] for run in runs) for name in CATEGORIES},
        {name: statistics.median(run.times[name] for run in runs) for name in TIMES},
    )


def _report(found: dict[str, Figures], times: Times, runs: int) -> str:
    version = next(iter(found.values())).version
    head = [*CATEGORIES, *TIMES.values()]
    lines = [
        "# Pages on a telephone",
        "",
        f"{made_by('make lighthouse')}. Lighthouse {version}, mobile and throttled by simulation "
        f"as it is by default; medians of {runs} loads from the machine it runs on, at a load of "
        f"{os.getloadavg()[0]:.1f}.",
        "",
        f"| page | {' | '.join(head)} |",
        f"|---|{'---|' * len(head)}",
        *(f"| {name} | {' | '.join(_cells(figures))} |" for name, figures in found.items()),
        "",
        "Scores are of 100. The council's page is a heading, two links and two buttons, nothing "
        "else: what the script costs shows most on such a page. In performance it costs "
        f"{found[WITHOUT].scores['performance'] - found[WITH].scores['performance']:.0f} points.",
        "",
        "## From Send to what is seen",
        "",
        f"The server and Chromium on one machine, without throttling: {ROUNDS} messages of the "
        f"development half (seed {SEED}), {IN_ONE_CHAT} in a conversation, until painted.",
        "",
        "| milliseconds after Send | median | 95th percentile | longest | goal |",
        "|---|---|---|---|---|",
        _row('"Finding an answer" is seen', times.finding, "always within 100"),
        _row("the answer is seen", times.answer, "95th percentile within 300"),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, times: Sequence[float], goal: str) -> str:
    cells = " | ".join(f"{each:.0f}" for each in spread(times))
    return f"| {name} | {cells} | {goal} |"


def _cells(figures: Figures) -> list[str]:
    times = figures.times
    return [
        *(f"{figures.scores[name]:.0f}" for name in CATEGORIES),
        f"{times['first-contentful-paint'] / 1000:.1f}",
        f"{times['largest-contentful-paint'] / 1000:.1f}",
        f"{times['total-blocking-time']:.0f}",
        f"{times['cumulative-layout-shift']:.3f}",
    ]


if __name__ == "__main__":
    sys.exit(main())
