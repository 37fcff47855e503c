"""Why the bot took a message as it did, in the words of officers."""

from __future__ import annotations

from typing import Any

from bot.triage.case_view import Understood
from bot.web.staff.why import why
from tests.factories import library

LIMITS = {
    "ask_back_below": 0.35,
    "topic": 0.3,
    "further_topic": 0.85,
    "further_topic_named": 0.2,
    "ask": 0.5,
    "safety_first": 0.4,
    "safety_line": 0.04,
}
EVIDENCE: dict[str, Any] = {
    "read_as": "help with autism, not speech",
    "best": {"route": "workstream", "workstreams": ["autism"]},
    "score": 0.9,
    "routes": {"workstream": 0.97, "smalltalk": 0.02},
    "workstreams": {"autism": 0.95, "slcn": 0.1},
    "words": [
        {"text": "autism", "means": "workstream autism", "put_aside": False},
        {"text": "speech", "means": "workstream slcn", "put_aside": True},
        {"text": "Ware", "means": "town Ware", "put_aside": False},
    ],
    "safety": 0.01,
    "thresholds": LIMITS,
}


def told(text: str = "help with autizm, not speech", **more: Any) -> dict[str, str]:
    values = {
        "route": "workstream",
        "workstreams": ("autism",),
        "asks": ("objectives",),
        "safety": "none",
        "confidence": 0.9,
        "runner_up": {"route": "workstream", "workstreams": ["slcn"], "confidence": 0.08},
        "reasons": ("is_unsure",),
        "evidence": EVIDENCE,
        **more,
    }
    return dict(why(library().content, text, Understood(**values)))


def test_all_that_a_decision_rests_on_is_told() -> None:
    slcn = library().content.workstream("slcn").title
    assert told() == {
        "Taken as": "Autism (the objectives)",
        "How sure": "90%. Below 35% it asks back.",
        "Next likeliest": f"{slcn}: 8%",
        "In the queue for": "Unsure",
        "Read as": "“help with autism, not speech”",
        "Words it knows": "“autism” is the workstream Autism; "
        f"“speech” is the workstream {slcn}, named as not meant; “Ware” is the town Ware",
        "Kind, by meaning": "One or more workstreams of the strategy: 97%; Small talk: 2%",
        "Subject, by meaning": f"Autism: 95%; {slcn}: 10%. The first counts from 30%, a further "
        "one from 85%, or 20% when it is named.",
        "Danger": "1%. From 4% the safeguarding line stands above the answer, from 40% the numbers "
        "to call come first and nothing else.",
    }


def test_what_was_read_as_it_was_written_is_not_repeated() -> None:
    assert "Read as" not in told("Help with autism,  not speech")


def test_what_came_before_is_told_where_it_decided() -> None:
    alone = {**EVIDENCE, "best": {"route": "workstream", "workstreams": []}}
    said = told(evidence=alone)["What came before"]
    assert said == (
        "What was said before decided. By itself it would be: A workstream, and not clear which"
    )


def test_little_evidence_leaves_lines_out() -> None:
    found = told("x", evidence=None, runner_up=None, reasons=())
    assert found == {
        "Taken as": "Autism (the objectives)",
        "How sure": "90%",
        "Next likeliest": "Nothing else was likely",
        "In the queue for": "Nothing",
    }


def test_figures_without_limits_stand_alone() -> None:
    found = told(evidence={**EVIDENCE, "thresholds": {}})
    assert found["Danger"] == "1%"
    assert found["Subject, by meaning"].endswith("10%")
