"""Measure the rules of urgency on the labelled messages of evaluation/urgency/.

    .venv/bin/python benchmarks/urgency.py [--misses] [--write]

`--misses` prints those of the development half. `--write` writes docs/results/urgency.md.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

from bot.settings import ROOT
from bot.triage.urgency import urgency_of
from bot.triage.urgency_rules import rules

HALVES = ("development", "sealed")


def pairs_of(half: str) -> list[tuple[str | None, str | None, str]]:
    """Give label, finding and text of each message of a half."""
    file = ROOT / "evaluation" / "urgency" / f"{half}.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(r["rule"], urgency_of(r["text"], "none", "adjacent").rule, r["text"]) for r in rows]


def lines_for(half: str, pairs: list[tuple[str | None, str | None, str]]) -> list[str]:
    """Give the table of a half."""
    right = Counter(label for label, found, _ in pairs if label == found)
    there = Counter(label for label, _, _ in pairs)
    told = Counter(found for _, found, _ in pairs)
    lines = [
        f"## {half}: {len(pairs)} messages",
        "",
        "| rule | found | told rightly |",
        "|---|---|---|",
    ]
    for rule in rules():
        name = rule.name
        lines.append(f"| {name} | {right[name]}/{there[name]} | {right[name]}/{told[name]} |")
    urgent = [bool(found) for label, found, _ in pairs if label]
    called = [bool(label) for label, found, _ in pairs if found]
    lines.append(
        f"| urgent by any rule | {sum(urgent)}/{len(urgent)} | {sum(called)}/{len(called)} |"
    )
    return [*lines, ""]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    lines = [
        "# What is urgent, measured",
        "",
        "The rules of `bot/triage/urgency.yml` on the made-up, labelled messages of",
        "`evaluation/urgency/`. `development` was looked at to mend misses. `sealed` was",
        "written in a second pass by the same author and only its totals were looked at;",
        "since one mind wrote both, other people's words will do somewhat worse. Found: how",
        "many messages of a rule it finds. Told rightly: how many of those it names it for",
        "are its own. Repeat: `.venv/bin/python benchmarks/urgency.py --write`.",
        "",
    ]
    for half in HALVES:
        pairs = pairs_of(half)
        lines += lines_for(half, pairs)
        if args.misses and half == "development":
            lines += [f"- {a} taken for {b}: {text}" for a, b, text in pairs if a != b]
    print("\n".join(lines))
    if args.write:
        file = ROOT / "docs" / "results" / "urgency.md"
        file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
