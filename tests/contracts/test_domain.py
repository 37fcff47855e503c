"""Domain, rules, dialogue tests and actions name the same things."""

from __future__ import annotations

from typing import Any, get_args

from rasa_sdk.executor import ActionExecutor

from bot.answers.answer import Route
from bot.yaml_text import parse_yaml
from tests.factories import ROOT


def _load(path: str) -> Any:
    return parse_yaml((ROOT / path).read_text(encoding="utf-8"))


DOMAIN = _load("domain.yml")
RULES = _load("data/rules.yml")["rules"]
NLU = [
    block
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml"))
    for block in parse_yaml(file.read_text(encoding="utf-8"))["nlu"]
]


def _actions() -> set[str]:
    executor = ActionExecutor()
    executor.register_package("actions")
    return set(executor.actions)


def test_the_intents_are_the_routes() -> None:
    assert sorted(DOMAIN["intents"]) == sorted(get_args(Route))


def test_each_intent_has_one_rule_of_one_action() -> None:
    assert [list(rule["steps"][0]) for rule in RULES] == [["intent"]] * len(RULES)
    assert sorted(rule["steps"][0]["intent"] for rule in RULES) == sorted(DOMAIN["intents"])
    assert {step["action"] for rule in RULES for step in rule["steps"][1:]} == {"action_answer"}
    assert {len(rule["steps"]) for rule in RULES} == {2}


def test_each_rule_is_named_after_its_intent() -> None:
    for rule in RULES:
        assert rule["rule"] == f"answer {rule['steps'][0]['intent']}"


def test_each_intent_has_a_dialogue_test() -> None:
    stories = [
        story
        for file in (ROOT / "tests" / "dialogue").glob("test_*.yml")
        for story in parse_yaml(file.read_text(encoding="utf-8"))["stories"]
    ]
    steps = [step for story in stories for step in story["steps"]]
    assert {step["intent"] for step in steps if "intent" in step} == set(DOMAIN["intents"])
    assert {step["action"] for step in steps if "action" in step} <= set(DOMAIN["actions"])


def test_each_action_of_the_domain_exists_and_back() -> None:
    assert set(DOMAIN["actions"]) == _actions()


def test_the_domain_holds_no_answer() -> None:
    assert "responses" not in DOMAIN
    assert "forms" not in DOMAIN


def test_what_is_learned_is_in_the_domain() -> None:
    assert {block["intent"] for block in NLU if "intent" in block} <= set(DOMAIN["intents"])
    looked_up = {block["lookup"] for block in NLU if "lookup" in block}
    assert looked_up | {"workstream"} == set(DOMAIN["entities"])
