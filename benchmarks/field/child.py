"""Train one pipeline, or parse messages with a trained one, in a process of its own.

Run as `python -m benchmarks.field.child`: an order as JSON on standard input, the result as JSON on
the file that the order names. A process for each, so that memory and time are those of one thing.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from bot import rasa_patches

_WARM_UP = 20
_FALLBACK = "nlu_fallback"


def main() -> None:
    """Carry out the order."""
    order = json.load(sys.stdin)
    # One core for everything, whatever libraries start.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    result = _train(order) if order["do"] == "train" else _parse(order)
    target = Path(order["result"])
    part = target.with_suffix(".part")
    part.write_text(json.dumps({**result, "peak_mib": _peak_mib()}), encoding="utf-8")
    part.replace(target)


def _train(order: dict[str, Any]) -> dict[str, Any]:
    rasa_patches.prepare_to_train(lambda _step: None)
    from rasa.model_training import train_nlu

    model = Path(order["model"])
    with tempfile.TemporaryDirectory() as folder:
        config, data = Path(folder) / "config.yml", Path(folder) / "nlu.yml"
        config.write_text(yaml.safe_dump(order["config"], sort_keys=False), encoding="utf-8")
        data.write_text(_nlu_file(order["examples"]), encoding="utf-8")
        begin, begin_cpu = time.perf_counter(), time.process_time()
        train_nlu(str(config), str(data), str(model.parent), fixed_model_name=model.name)
        seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - begin_cpu
    # Rasa ends a name in .tar.gz where it does not.
    size = model.with_name(f"{model.name}.tar.gz").stat().st_size
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "model_mib": size / 2**20}


def _nlu_file(examples: list[tuple[str, str]]) -> str:
    texts: dict[str, list[str]] = {}
    for text, intent in examples:
        texts.setdefault(intent, []).append(text)
    # Rasa reads brackets as entities and strips what is in them; no set means entities.
    blocks = [
        {"intent": intent, "examples": "".join(f"- {_plain(t)}\n" for t in found)}
        for intent, found in texts.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, width=10**6)


def _plain(text: str) -> str:
    return text.translate(str.maketrans("[]{}", "()()"))


def _parse(order: dict[str, Any]) -> dict[str, Any]:
    rasa_patches.prepare_to_serve()
    from rasa.core.agent import Agent

    model = f"{order['model']}.tar.gz"
    if not Path(model).is_file():
        # Rasa would take another model of the folder without a word.
        raise FileNotFoundError(model)
    agent = Agent.load(model)
    return asyncio.run(_parse_all(agent, order["texts"]))


async def _parse_all(agent: Any, texts: list[str]) -> dict[str, Any]:
    for text in texts[:_WARM_UP]:
        await agent.parse_message(text)
    guesses: list[str] = []
    confidences: list[float] = []
    times: list[tuple[float, float]] = []
    for text in texts:
        begin, begin_cpu = time.perf_counter(), time.process_time()
        parsed = await agent.parse_message(text)
        took = (time.perf_counter() - begin, time.process_time() - begin_cpu)
        times.append(took)
        # The stock pipeline sets its fallback above the best intent; the threshold is ours here.
        ranking = [each for each in parsed["intent_ranking"] if each["name"] != _FALLBACK]
        guesses.append(ranking[0]["name"] if ranking else "")
        sure = ranking[0]["confidence"] if ranking else 0.0
        # What tells best that a message belongs to an intent, where a pipeline has more to say.
        confidences.append(float(parsed.get("in_scope", sure)))
    return {
        "guesses": guesses,
        "confidences": confidences,
        "ms": [round(1000 * wall, 3) for wall, _ in times],
        "cpu_ms": [round(1000 * cpu, 3) for _, cpu in times],
    }


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
