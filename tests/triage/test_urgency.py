"""Each rule of the SEND team's list is found, and what only sounds like it is not."""

from __future__ import annotations

import json
import time

import pytest

from bot.settings import ROOT
from bot.triage.urgency import Urgency, urgency_of
from bot.triage.urgency_rules import rules

RULES = (
    "no_setting",
    "placement_breakdown",
    "exclusion_risk",
    "part_time_timetable",
    "moving_county",
    "address_change",
    "missed_deadline",
    "medical_change",
    "coordinator_absent",
)
LEAST_RECALL = 0.93
LEAST_PRECISION = 0.95


def rule_of(text: str) -> str | None:
    return urgency_of(text, "none", "adjacent").rule


def test_the_rules_are_those_of_the_list_in_its_order() -> None:
    assert tuple(rule.name for rule in rules()) == RULES


@pytest.mark.parametrize(("safety", "route"), [("first", "adjacent"), ("none", "safeguarding")])
def test_safeguarding_goes_before_every_rule(safety: str, route: str) -> None:
    found = urgency_of("he has no school place", safety, route)
    assert found == Urgency("now", "safeguarding")


def test_a_mere_suspicion_does_not_make_it_now() -> None:
    assert urgency_of("he is sad at school", "line", "workstream") == Urgency("normal", None)


@pytest.mark.parametrize("half", ["development", "sealed"])
def test_what_is_urgent_is_found_and_little_else(half: str) -> None:
    lines = (ROOT / "evaluation" / "urgency" / f"{half}.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert len(rows) >= 150
    pairs = [(row["rule"], rule_of(row["text"])) for row in rows]
    urgent = [found for rule, found in pairs if rule]
    called = [rule for rule, found in pairs if found]
    assert sum(map(bool, urgent)) / len(urgent) >= LEAST_RECALL
    assert sum(map(bool, called)) / len(called) >= LEAST_PRECISION


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We are not moving house", None),
        ("We moved house", "address_change"),
        ("We are thinking of moving to Kent next week", None),
        ("We are moving to Kent next week", "moving_county"),
        ("We are moving to Kent next year", None),
        ("He is on a part-time timetable", "part_time_timetable"),
        ("His part-time timetable is an agreed phased return", None),
        ("His part-time timetable is not an agreed phased return", "part_time_timetable"),
        ("What is done about permanent exclusions?", None),
        (
            "What is done about permanent exclusions? My son is at risk of exclusion",
            "exclusion_risk",
        ),
        ("The coordinator did not answer my email", None),
        ("The coordinator did not come", "coordinator_absent"),
        ("No change in his health", None),
    ],
)
def test_what_is_denied_supposed_or_asked_in_general_is_not_urgent(
    text: str, rule: str | None
) -> None:
    assert rule_of(text) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("he is at risk of permenant exlusion", "exclusion_risk"),
        ("our new adress is different", "address_change"),
        ("the coordinater didnt turn up", "coordinator_absent"),
        ("placment is breaking down", "placement_breakdown"),
        ("he’s on a reduced timetabel", "part_time_timetable"),
    ],
)
def test_misspelt_key_words_are_understood(text: str, rule: str) -> None:
    assert rule_of(text) == rule


def test_a_masked_name_is_somebody() -> None:
    assert rule_of("[name removed] is at risk of permanent exclusion") == "exclusion_risk"


@pytest.mark.parametrize(
    "unit", ["he has ", "not in a school ", "moved to ", "a", "the plan was ", ". "]
)
def test_no_text_takes_long(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    begin = time.process_time()
    rule_of(text)
    assert time.process_time() - begin < 2


def test_every_rule_is_among_those_of_the_interface() -> None:
    description = (ROOT / "bot" / "web" / "openapi.yml").read_text(encoding="utf-8")
    assert all(f"- {name}\n" in description for name in (*RULES, "safeguarding"))
