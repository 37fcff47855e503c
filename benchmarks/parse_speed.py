"""Measure how long understanding one message takes, on one core, and what training costs.

Usage: .venv/bin/python benchmarks/parse_speed.py [--train]

Parses the development messages one by one with the model of the inputs as they are now, with logs
as in service, and writes docs/results/speed.md. With --train a model is trained first, aside, for
its seconds; else the training's figures of the last time stay.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

RESULTS_FILE = ROOT / "docs" / "results" / "speed.md"
_KEPT = ROOT / "var" / "training-seconds.json"
_ROUNDS = 3
"""Each message counts by its best of so many: what else the machine does must not count."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report, print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--train", action="store_true", help="train a model too, for its seconds")
    parser.add_argument("--child", choices=("parse", "train"), help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.child:
        print(json.dumps(_measure_parsing() if args.child == "parse" else _measure_training()))
        return 0
    if args.train:
        _KEPT.parent.mkdir(exist_ok=True)
        _KEPT.write_text(json.dumps(_in_own_process("train")), encoding="utf-8")
    trained = json.loads(_KEPT.read_text(encoding="utf-8")) if _KEPT.is_file() else None
    text = _report(_in_own_process("parse"), trained)
    RESULTS_FILE.write_text(text, encoding="utf-8")
    print(text)
    return 0


def _in_own_process(what: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", __file__, "--child", what]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  this file
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measure_training() -> dict[str, Any]:
    """Train as `bot train` does, into a folder that goes away."""
    from bot import rasa_patches

    begin = time.perf_counter()
    rasa_patches.prepare_to_train(lambda _step: None)
    from rasa.model_training import train

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(ROOT)
        train("domain.yml", "config.yml", ["data"], output=folder, force_training=True)
    return {
        "seconds": time.perf_counter() - begin,
        "cpu_seconds": time.process_time(),
        "load": os.getloadavg()[0],
    }


def _measure_parsing() -> dict[str, Any]:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    from bot import rasa_patches
    from bot.evaluation.sets import load_messages
    from bot.logs import configure_logs
    from bot.masking import mask
    from bot.text import clean
    from bot.training import model_for_current_inputs

    configure_logs()
    rasa_patches.prepare_to_serve()
    from rasa.core.agent import Agent

    model = model_for_current_inputs()
    agent = Agent.load(str(model))
    texts = [mask(clean(each.text)) for each in load_messages("development")]
    rounds = asyncio.run(_parse(agent, texts))
    return {
        "messages": len(texts),
        "words": sum(len(text.split()) for text in texts) / len(texts),
        "ms": [min(each) for each in zip(*(wall for wall, _ in rounds), strict=True)],
        "cpu_ms": [min(each) for each in zip(*(cpu for _, cpu in rounds), strict=True)],
        "model": model.name.removesuffix(".tar.gz"),
        "model_mib": model.stat().st_size / 2**20,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "load": os.getloadavg()[0],
    }


async def _parse(agent: Any, texts: Sequence[str]) -> list[tuple[list[float], list[float]]]:
    rounds = []
    for _ in range(_ROUNDS):
        wall: list[float] = []
        cpu: list[float] = []
        for text in texts:
            begin, begin_cpu = time.perf_counter(), time.process_time()
            await agent.parse_message(text)
            wall.append(1000 * (time.perf_counter() - begin))
            cpu.append(1000 * (time.process_time() - begin_cpu))
        rounds.append((wall, cpu))
    return rounds


def _report(parsed: dict[str, Any], trained: dict[str, Any] | None) -> str:
    from bot.evaluation.made_by import made_by
    from bot.evaluation.measures import percentile

    def times(name: str) -> str:
        return " / ".join(f"{percentile(parsed[name], share):.1f}" for share in (0.5, 0.95))

    rows = [
        ("parsing a message, ms, p50 / p95", times("ms")),
        ("the same, of the processor", times("cpu_ms")),
        ("memory of the process at most, MiB", f"{parsed['peak_mib']:.0f}"),
        ("model file, MiB, without the encoder", f"{parsed['model_mib']:.1f}"),
        ("encoder, MiB", f"{_encoder_mib():.1f}"),
    ]
    if trained:
        seconds = f"{trained['seconds']:.0f} (of the processor: {trained['cpu_seconds']:.0f})"
        rows.append((f"training, s, at a load of {trained['load']:.1f}", seconds))
    lines = ["| measure | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    return "\n".join(
        [
            "# Speed of understanding",
            "",
            f"{made_by('benchmarks/parse_speed.py')}, model {parsed['model']}. Parsing alone, in a "
            f"process held to one core, over the {parsed['messages']} messages of the development "
            f"half ({parsed['words']:.0f} words on average), each by the best of {_ROUNDS} times; "
            f"load of the machine {parsed['load']:.1f}.",
            "",
            *lines,
            "",
        ]
    )


def _encoder_mib() -> float:
    folder = ROOT / "bot" / "understanding" / "encoder_files"
    return (folder / "model.onnx").stat().st_size / 2**20


if __name__ == "__main__":
    sys.exit(main())
