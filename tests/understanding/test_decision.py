"""A decision follows from scores and words by rules that hold without a model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.ids import DOCUMENT_ASKS
from bot.understanding.decision import (
    Reading,
    Scores,
    Thresholds,
    asks_of,
    decide,
    raw_score,
    topics_of,
)
from bot.understanding.lexicon import Hit

ROUTES = (
    "workstream",
    "strategy",
    "adjacent",
    "human",
    "safeguarding",
    "smalltalk",
    "out_of_scope",
)
TOPICS = ("autism", "slcn", "dspl", "exceptional_funding", "sensory_physical")
ASKS = ("objectives", "report", "overview", "meaning", *DOCUMENT_ASKS)
LIMITS = Thresholds(
    ask_back_below=0.45,
    topic=0.3,
    further_topic=0.6,
    further_topic_named=0.25,
    ask=0.5,
    safety_first=0.6,
    safety_line=0.25,
)


def _spread(names: Sequence[str], likely: Mapping[str, float]) -> dict[str, float]:
    return dict.fromkeys(names, 0.01) | dict(likely)


def _scores(likeliest: str = "workstream", **likely: Any) -> Scores:
    return Scores(
        route=_spread(ROUTES, likely.get("route", {likeliest: 0.9}))
        | {"safeguarding": likely.get("safety", 0.0)},
        topics=_spread(TOPICS, likely.get("topics", {"autism": 0.9})),
        asks=_spread(ASKS, likely.get("asks", {"objectives": 0.9})),
        strategy_asks=_spread(("aims", "areas"), likely.get("strategy_asks", {"aims": 0.9})),
        subject=_spread(("appeal", "transport"), likely.get("subject", {"appeal": 0.9})),
        human_kind=_spread(("person", "contact"), {"contact": 0.9}),
        smalltalk_kind=_spread(("greeting", "ok"), {"ok": 0.9}),
    )


def _hit(value: str, kind: str = "workstream", aside: int | None = None) -> Hit:
    return Hit(kind, value, value, 0, len(value), aside)


def _decide(
    text: str = "what is planned for him", scores: Scores | None = None, *hits: Hit
) -> dict[str, Any]:
    return decide(scores or _scores(), Reading(text, hits), LIMITS, float)


def test_the_likeliest_route_is_taken() -> None:
    decision = _decide()
    assert (decision["route"], decision["workstreams"], decision["asks"]) == (
        "workstream",
        ["autism"],
        ["objectives"],
    )


def test_confidence_below_the_limit_asks_back_and_keeps_the_readings() -> None:
    scores = _scores(route={"workstream": 0.3, "adjacent": 0.28})
    decision = _decide("something about it all", scores)
    assert (decision["route"], decision["workstreams"], decision["asks"]) == ("clarify", [], [])
    first = decision["alternatives"][0]
    assert (first["route"], first["workstreams"]) == ("workstream", ["autism"])


@pytest.mark.parametrize(("safety", "level"), [(0.7, "first"), (0.3, "line"), (0.1, "none")])
def test_safety_has_three_levels(safety: float, level: str) -> None:
    decision = _decide("text of no move at all", _scores(safety=safety))
    assert decision["safety"] == level
    assert (decision["route"] == "safeguarding") == (level == "first")


def test_safeguarding_wins_over_a_move_and_over_doubt() -> None:
    decision = _decide("yes", _scores(route={"workstream": 0.1}, safety=0.9))
    assert (decision["route"], decision["move"]) == ("safeguarding", None)
    assert decision["workstreams"] == decision["asks"] == []


def test_a_bare_name_is_about_what_it_names() -> None:
    scores = _scores(route={"clarify": 0.8, "workstream": 0.2})
    hit = Hit("workstream", "autism", "autism", 0, 6, None)
    assert _decide("autism", scores, hit)["route"] == "workstream"
    assert _decide("it is about autism and the school and all", scores, hit)["route"] == "clarify"


def test_words_that_nobody_knows_are_asked_back_on() -> None:
    reading = Reading("blorp fizzle wug", (), known_share=0.0)
    assert decide(_scores(), reading, LIMITS, float)["route"] == "clarify"


def test_a_move_is_passed_on_with_its_numbers() -> None:
    decision = _decide("the second one")
    assert decision["move"] == {"name": "ordinal", "numbers": [2], "asks": []}
    assert decision["workstreams"] == []


def test_a_further_workstream_needs_to_be_likely_or_named() -> None:
    scores = _scores(topics={"autism": 0.9, "slcn": 0.4})
    assert topics_of(scores, Reading("", ()), LIMITS) == ["autism"]
    assert topics_of(scores, Reading("", (_hit("slcn"),)), LIMITS) == ["autism", "slcn"]
    likely = _scores(topics={"autism": 0.9, "slcn": 0.7})
    assert topics_of(likely, Reading("", ()), LIMITS) == ["autism", "slcn"]


def test_a_workstream_that_is_put_aside_is_not_chosen() -> None:
    scores = _scores(topics={"autism": 0.9, "slcn": 0.8})
    reading = Reading("not autism, speech", (_hit("autism", aside=0), _hit("slcn")))
    assert topics_of(scores, reading, LIMITS) == ["slcn"]


def test_a_workstream_put_aside_is_chosen_when_the_rest_is_surely_about_it() -> None:
    reading = Reading("It's her eyes", [_hit("sensory_physical", aside=0)])
    scores = _scores(topics={"sensory_physical": 0.97})
    assert topics_of(scores, reading, LIMITS) == ["sensory_physical"]


def test_a_workstream_put_aside_and_meant_too_is_chosen() -> None:
    reading = Reading("", (_hit("autism", aside=0), _hit("autism")))
    assert reading.put_aside() == set()


def test_no_workstream_is_chosen_where_none_is_likely() -> None:
    assert topics_of(_scores(topics={"autism": 0.2}), Reading("", ()), LIMITS) == []


def test_the_score_of_a_workstream_route_is_as_weak_as_its_weakest_topic() -> None:
    scores = _scores(route={"workstream": 0.8}, topics={"autism": 0.9, "slcn": 0.5})
    assert raw_score(scores, "workstream", ["autism", "slcn"]) == pytest.approx(0.4)
    assert raw_score(scores, "workstream", []) == pytest.approx(0.8)


def test_a_document_is_asked_for_with_its_own_workstream_only() -> None:
    scores = _scores(asks={"independent_review": 0.9, "report": 0.3})
    assert asks_of("workstream", ["exceptional_funding"], scores, LIMITS) == ["independent_review"]
    assert asks_of("workstream", ["autism"], scores, LIMITS) == ["report"]


def test_overview_gives_way_to_an_ask_that_says_more() -> None:
    scores = _scores(asks={"overview": 0.9, "report": 0.6})
    assert asks_of("workstream", ["autism"], scores, LIMITS) == ["report"]


def test_the_likeliest_ask_is_taken_where_none_is_likely() -> None:
    assert asks_of("workstream", ["autism"], _scores(asks={"meaning": 0.2}), LIMITS) == ["meaning"]


@pytest.mark.parametrize("route", ["human", "smalltalk", "out_of_scope", "safeguarding"])
def test_the_other_routes_have_no_asks(route: str) -> None:
    assert asks_of(route, [], _scores(), LIMITS) == []


def test_kind_and_subject_belong_to_their_routes() -> None:
    human = _decide("words of no move", _scores("human"))
    assert (human["kind"], human["subject"]) == ("contact", None)
    adjacent = _decide("words of no move", _scores("adjacent"))
    assert (adjacent["kind"], adjacent["subject"]) == (None, "appeal")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("which DSPL area am I in", "area"),
        ("what area are we in", "area"),
        ("what is planned for dspl", None),
    ],
)
def test_a_question_for_ones_own_area_is_marked(text: str, kind: str | None) -> None:
    assert _decide(text, _scores(topics={"dspl": 0.9}))["kind"] == kind


def test_towns_and_terms_are_passed_on_once_each() -> None:
    hits = (_hit("Ware", "town"), _hit("Ware", "town"), _hit("SEND", "term"))
    decision = _decide("words of no move", None, *hits)
    assert (decision["towns"], decision["terms"]) == (["Ware"], ["SEND"])


_PROBABILITIES = st.floats(0, 1, allow_nan=False)


@given(
    st.fixed_dictionaries(dict.fromkeys(ROUTES, _PROBABILITIES)),
    st.fixed_dictionaries(dict.fromkeys(TOPICS, _PROBABILITIES)),
    st.fixed_dictionaries(dict.fromkeys(ASKS, _PROBABILITIES)),
    _PROBABILITIES,
    st.sampled_from(["yes", "the second one", "what is planned for him", "both"]),
)
def test_every_decision_is_whole_and_can_be_kept_as_json(
    routes: dict[str, float],
    topics: dict[str, float],
    asks: dict[str, float],
    safety: float,
    text: str,
) -> None:
    scores = _scores(route=routes, topics=topics, asks=asks, safety=safety)
    decision = json.loads(json.dumps(_decide(text, scores)))
    assert 0 <= decision["confidence"] <= 1
    assert decision["workstreams"] == [] or decision["route"] == "workstream"
    assert decision["asks"] == [] or decision["route"] in ("workstream", "strategy")
    assert (decision["safety"] == "first") == (decision["route"] == "safeguarding")
    assert len(decision["alternatives"]) <= len(("one", "two", "three"))
    chosen = (decision["route"], decision["workstreams"])
    assert chosen not in [(each["route"], each["workstreams"]) for each in decision["alternatives"]]
    assert all(each["route"] != "safeguarding" for each in decision["alternatives"])
