"""What `bot evaluate` does: run a half, print the totals, keep the report."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bot.assistant import Assistant
from bot.evaluation.calibration import confidence_points
from bot.evaluation.made_by import commit, today
from bot.evaluation.report import development_report, totals
from bot.evaluation.run import judge_conversations, judge_messages
from bot.evaluation.sets import load_conversations, load_messages
from bot.settings import ROOT

RESULTS_FOLDER = ROOT / "docs" / "results"
_SEALED_LOG = RESULTS_FOLDER / "sealed-log.md"
_LOG_HEAD = """# Looks at the sealed half

Written by `bot evaluate --sealed`: totals alone. After five looks a new sealed half is due.

"""


def evaluate(model: Path, *, is_sealed: bool, as_json: bool) -> int:
    """Evaluate the model on one half; give the exit status."""
    half = "sealed" if is_sealed else "development"
    assistant = Assistant(model)
    try:
        outcomes = asyncio.run(
            judge_messages(assistant, load_messages(half), _progress("messages"))
        )
        talks = asyncio.run(
            judge_conversations(assistant, load_conversations(half), _progress("conversations"))
        )
    finally:
        assistant.close()
    figures = totals(outcomes, talks)
    call = f"`bot evaluate{' --sealed' if is_sealed else ''}`"
    made_by = f"{call}, {today()}, commit {commit()}, model {model.stem}"
    if is_sealed:
        _log_look(figures, made_by)
    else:
        RESULTS_FOLDER.mkdir(parents=True, exist_ok=True)
        report = development_report(outcomes, talks, made_by)
        (RESULTS_FOLDER / "development.md").write_text(report, encoding="utf-8")
    if as_json:
        print(json.dumps({"half": half, "figures": dict(figures)}, ensure_ascii=False))
    else:
        for name, value in figures:
            print(f"{name:40} {value}")
    return 0


def calibrate(model: Path) -> int:
    """Print the points of confidence for `config.yml`; give the exit status."""
    assistant = Assistant(model)
    try:
        messages = load_messages("development")
        points = asyncio.run(confidence_points(assistant, messages, _progress("messages")))
    finally:
        assistant.close()
    print(json.dumps(points))
    return 0


def _log_look(figures: list[tuple[str, str]], made_by: str) -> None:
    RESULTS_FOLDER.mkdir(parents=True, exist_ok=True)
    before = _SEALED_LOG.read_text(encoding="utf-8") if _SEALED_LOG.exists() else _LOG_HEAD
    lines = "\n".join(f"- {name}: {value}" for name, value in figures)
    _SEALED_LOG.write_text(f"{before}## {made_by}\n\n{lines}\n\n", encoding="utf-8")


def _progress(what: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if done == total or done % 100 == 0:
            print(f"{what}: {done} of {total}", file=sys.stderr)

    return show
