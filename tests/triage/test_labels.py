"""Labels of examples: what each route must have, and that training knows them all."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ExampleRefused
from bot.evaluation.grid import NLU_FOLDER
from bot.triage.labels import ASKS, KINDS, ROUTES, labels_from
from bot.yaml_text import parse_yaml


def blocks() -> list[dict[str, Any]]:
    """Give the labelled blocks of the training data."""
    return [
        entry
        for file in sorted(NLU_FOLDER.glob("*.yml"))
        for entry in parse_yaml(file.read_text(encoding="utf-8"))["nlu"]
        if "intent" in entry
    ]


def test_the_labels_are_those_of_the_training_data() -> None:
    routes: set[str] = set()
    asks: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for block in blocks():
        route = str(block["intent"])
        labels = block.get("metadata") or {}
        routes.add(route)
        if route in ASKS:
            asks.setdefault(route, set()).update(labels.get("asks") or ())
        if route in KINDS:
            kinds.setdefault(route, set()).add(str(labels["kind"]))
    assert routes == set(ROUTES)
    assert asks == {route: set(named) for route, named in ASKS.items()}
    assert kinds == {route: set(named) for route, named in KINDS.items()}


@pytest.mark.parametrize("route", ["", "nonsense", "workstream", "strategy", "adjacent", "human"])
def test_what_a_route_needs_is_asked_for(route: str) -> None:
    with pytest.raises(ExampleRefused):
        labels_from(route)


def test_what_belongs_to_another_route_is_left_out() -> None:
    labels = labels_from("safeguarding", ["autism"], ["report"], "transport", "person")
    assert labels.as_dict() == {
        "route": "safeguarding",
        "workstreams": [],
        "asks": [],
        "subject": None,
        "kind": None,
    }


def test_a_workstream_of_which_nothing_is_asked_gets_an_overview() -> None:
    assert labels_from("workstream", ["slcn", "autism", "made_up"]).asks == ("overview",)
    assert labels_from("workstream", ["slcn", "autism"]).workstreams == ("autism", "slcn")
