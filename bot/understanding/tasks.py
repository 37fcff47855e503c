"""From labelled examples to what each head learns.

Labels stand in the metadata of the examples' intent block in `data/nlu/`: `workstreams`, `asks`,
`subject`, `kind`, `style`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.content.ids import TAUGHT_STYLE
from bot.understanding.heads import Task

# Of 40 corrected messages 22, 36, 38 and 39 are understood after training at 1, 3, 10 and 30; what
# was right before stays so (docs/decisions/0013-teaching-by-two-people-and-a-comparison.md).
_WEIGHT_OF_TAUGHT = 30.0
_WITHOUT_TOPIC = ("smalltalk", "out_of_scope", "strategy", "human")


def tasks_for(examples: Sequence[Message]) -> list[Task]:
    """Build every head's task from the examples."""
    routes = [str(example.get(INTENT)) for example in examples]
    labels = [labels_of(example) for example in examples]
    # Whether an adjacent message touches a workstream is not labelled, so those do not teach it.
    has_topic = [route in (*_WITHOUT_TOPIC, "workstream") for route in routes]
    tasks = [
        _one_of("route", routes, [True] * len(routes)),
        _any_of("topics", labels, "workstreams", has_topic),
        _any_of("asks", labels, "asks", [route == "workstream" for route in routes]),
        _any_of("strategy_asks", labels, "asks", [route == "strategy" for route in routes]),
        _one_of("subject", _values(labels, "subject"), [r == "adjacent" for r in routes]),
        _one_of("human_kind", _values(labels, "kind"), [r == "human" for r in routes]),
        _one_of("smalltalk_kind", _values(labels, "kind"), [r == "smalltalk" for r in routes]),
    ]
    weights = np.array(
        [_WEIGHT_OF_TAUGHT if each.get("style") == TAUGHT_STYLE else 1.0 for each in labels]
    )
    return [replace(task, weights=weights[task.rows]) for task in tasks]


def labels_of(example: Message) -> dict[str, Any]:
    """Give the labels of an example's intent block."""
    return (example.get("metadata") or {}).get("intent") or {}


def _values(labels: Sequence[dict[str, Any]], key: str) -> list[str]:
    return [str(each.get(key)) for each in labels]


def _one_of(name: str, values: Sequence[str], is_used: Sequence[bool]) -> Task:
    rows = np.flatnonzero(is_used)
    names = tuple(sorted({values[row] for row in rows}))
    targets = np.array([names.index(values[row]) for row in rows], np.int64)
    return Task(name, names, rows, targets, is_exclusive=True)


def _any_of(name: str, labels: Sequence[dict[str, Any]], key: str, is_used: Sequence[bool]) -> Task:
    rows = np.flatnonzero(is_used)
    values = {row: list(labels[row].get(key) or []) for row in rows}
    names = tuple(sorted({value for found in values.values() for value in found}))
    targets = np.array([[each in values[row] for each in names] for row in rows], np.int64)
    return Task(name, names, rows, targets, is_exclusive=False)
