"""How the share of right decisions grows with the training data; `make learning-curve`.

Trains the project's components on stratified shares of the examples and scores the development
half, message by message, outside any conversation. The sealed half plays no part.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# First of Rasa's users: it applies the patches.
from bot.evaluation.trained_parts import RememberingEncoder, TrainedParts, subset  # isort: skip

from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.evaluation.made_by import made_by
from bot.evaluation.measures import Share, share_of
from bot.evaluation.sets import LabelledMessage, load_messages
from bot.masking import mask
from bot.settings import ROOT
from bot.text import clean
from bot.understanding.tasks import labels_of

RESULTS_FILE = ROOT / "docs" / "results" / "learning-curve.md"
SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
SEEDS = (1, 2)


@dataclass(frozen=True)
class Point:
    """One training: how many examples, and what came of it on the development half."""

    share_0_1: float
    seed: int
    examples: int
    route: Share
    whole: Share


def stratified(examples: Sequence[Message], share_0_1: float, seed: int) -> list[Message]:
    """Give a share of the examples with the mix of the whole; a larger one holds the smaller.

    What counts as a kind: route, workstreams, subject and style.
    """
    kinds: dict[tuple[object, ...], list[int]] = {}
    for number, example in enumerate(examples):
        kinds.setdefault(_kind(example), []).append(number)
    chance = random.Random(seed)  # noqa: S311  no secret
    kept: list[int] = []
    for numbers in kinds.values():
        chance.shuffle(numbers)
        # A start by chance, so that kinds of few examples are neither all there nor all missing.
        start = chance.random()
        places = [(at + start) / len(numbers) for at in range(len(numbers))]
        kept += [n for n, place in zip(numbers, places, strict=True) if place < share_0_1]
    return [examples[number] for number in sorted(kept)]


def _kind(example: Message) -> tuple[object, ...]:
    labels = labels_of(example)
    named = tuple(labels.get("workstreams") or ())
    return (example.get(INTENT), named, labels.get("subject"), labels.get("style"))


def measure(
    data: TrainingData, messages: Sequence[LabelledMessage], encoder: RememberingEncoder
) -> tuple[Share, Share]:
    """Train on data and judge the messages: share of right routes, and of right decisions."""
    parts = TrainedParts(data, encoder)
    decisions = parts.decisions([mask(clean(each.text)) for each in messages])
    routes, wholes = [], []
    for decision, message in zip(decisions, messages, strict=True):
        reading = (decision["route"], frozenset(decision["workstreams"]))
        wholes.append(reading in message.label.readings())
        routes.append(reading[0] in {route for route, _ in message.label.readings()})
    return share_of(routes), share_of(wholes)


def curve(data: TrainingData, encoder: RememberingEncoder) -> list[Point]:
    """Measure every share with every seed; the whole once, since no chance is in it."""
    messages = load_messages("development")
    points = []
    for share in SHARES:
        for seed in SEEDS if share < 1 else SEEDS[:1]:
            begin = time.monotonic()
            part = subset(data, stratified(data.intent_examples, share, seed))
            route, whole = measure(part, messages, encoder)
            points.append(Point(share, seed, len(part.intent_examples), route, whole))
            seconds = time.monotonic() - begin
            print(f"{share:.0%}, seed {seed}: {whole} in {seconds:.0f} s", file=sys.stderr)
    return points


def report(curves: dict[str, list[Point]]) -> str:
    """Give the table of each encoder's curve as Markdown."""
    parts = [
        "# Learning curve",
        made_by("make learning-curve") + ". The classifiers are trained on shares of the training "
        "data, stratified by route, workstreams, subject and style, a larger share holding the "
        "smaller; right means route and workstreams of a message of the development half, by the "
        "decision alone, outside any conversation. Shares with their 95 % Wilson intervals.",
    ]
    for name, points in curves.items():
        parts += [f"## {name}", _table(points)]
    parts.append(
        "The bot's own encoder was fine-tuned on all of the training data. So its table is the "
        "curve of the classifiers over a fixed encoder and flatters small shares: the encoder has "
        "seen what they leave out."
    )
    return "\n\n".join(parts) + "\n"


def _table(points: Sequence[Point]) -> str:
    lines = [
        "| share | seed | examples | route right | route and workstreams right |",
        "|---" * 5 + "|",
    ]
    lines += [
        f"| {p.share_0_1:.0%} | {p.seed} | {p.examples} | {p.route} | {p.whole} |" for p in points
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report, print it."""
    parser = argparse.ArgumentParser(description="Measure the learning curve.")
    parser.add_argument(
        "--untuned", type=Path, help="folder of the encoder before fine-tuning, for its curve too"
    )
    args = parser.parse_args(arguments)
    data = load_data(str(ROOT / "data" / "nlu"))
    curves = {"With the bot's encoder": curve(data, RememberingEncoder())}
    if args.untuned:
        encoder = RememberingEncoder(args.untuned)
        curves["With the encoder before fine-tuning"] = curve(data, encoder)
    text = report(curves)
    RESULTS_FILE.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
