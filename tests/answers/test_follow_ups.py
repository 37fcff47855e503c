"""Short messages go on with what was talked of: the part, the matter off the page, the list."""

from __future__ import annotations

import pytest

from bot.answers.answer import Answer
from tests.factories import Talk, alternative, decision, unclear


def _is(answer: Answer, workstreams: list[str], *asks: str) -> bool:
    return (answer.route, list(answer.workstreams), list(answer.asks)) == (
        "workstream",
        workstreams,
        list(asks),
    )


@pytest.fixture
def autism() -> Talk:
    """Give a talk that has begun with what is planned for autism."""
    talk = Talk()
    talk.say("what is planned for autism", workstreams=["autism"], asks=["objectives"])
    return talk


@pytest.fixture
def two() -> Talk:
    """Give a talk that has begun with the plans of two parts."""
    talk = Talk()
    talk.say("autism and dyslexia", workstreams=["autism", "spld"], asks=["objectives"])
    return talk


@pytest.fixture
def appeal() -> Talk:
    """Give a talk on a part that went on to an appeal, which the page does not cover."""
    talk = Talk()
    talk.say("what is planned for autism", workstreams=["autism"], asks=["objectives"])
    talk.say("how do I appeal", "adjacent", subject="appeal")
    return talk


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("does it cost anything", "out_of_scope"),
        ("who writes it", "strategy"),
        ("and when do we hear?", "smalltalk"),
        ("what happens after that", "clarify"),
    ],
)
def test_a_question_after_an_answer_off_the_page_is_on_the_same_matter(
    appeal: Talk, text: str, route: str
) -> None:
    heard = decision(text, route, confidence=0.6, names_whole=False)
    answer = appeal.hear(heard | {"evidence": {"read_as": text, "routes": {}, "workstreams": {}}})
    assert answer.route == "adjacent"
    assert appeal.memory.subject == "appeal"


def test_what_is_sure_is_not_taken_for_the_same_matter(appeal: Talk) -> None:
    answer = appeal.say("what is the weather like", "out_of_scope", confidence=0.97)
    assert answer.route == "out_of_scope"


def test_a_person_is_had_after_an_answer_off_the_page(appeal: Talk) -> None:
    assert appeal.say("can I ring somebody", "human", kind="person", confidence=0.6).route == (
        "human"
    )


def test_a_named_subject_leaves_the_matter_off_the_page(appeal: Talk) -> None:
    answer = appeal.say(
        "what about dyslexia", workstreams=["spld"], asks=["overview"], named=["dyslexia"]
    )
    assert answer.workstreams == ("spld",)


def test_an_elliptic_question_goes_on_with_the_part(autism: Talk) -> None:
    assert autism.hear(unclear("what about girls tho")).workstreams == ("autism",)


def test_a_lone_word_does_not_go_on_with_the_part(autism: Talk) -> None:
    assert autism.hear(unclear("hm", alternative("workstream", "slcn"))).route == "clarify"


def test_an_unsure_period_is_a_follow_up_and_a_sure_one_is_not(autism: Talk) -> None:
    heard = decision("older ones?", "strategy", asks=["period"], confidence=0.6)
    assert _is(autism.hear(heard | {"names_whole": False}), ["autism"], "objectives")
    heard = decision("is it still going", "strategy", asks=["period"], confidence=0.9)
    assert autism.hear(heard | {"names_whole": False}).route == "strategy"


def test_a_named_part_wins_over_the_whole_where_the_whole_is_not_named() -> None:
    talk = Talk()
    talk.say("what are the aims", "strategy", asks=["aims"])
    heard = decision(
        "back to speech, what did they want", "strategy", ["slcn"], ["aims"], named=["speech"]
    )
    assert _is(talk.hear(heard | {"names_whole": False}), ["slcn"], "objectives")


def test_a_bare_name_is_its_part_whatever_route_was_found(autism: Talk) -> None:
    autism.say("and the report?")
    answer = autism.say("no for speech", "smalltalk", ["slcn"], named=["speech"], kind="ok")
    assert _is(answer, ["slcn"], "report")


def test_back_to_a_described_part_finds_it_among_those_before(two: Talk) -> None:
    two.say("what about money", workstreams=["exceptional_funding"], asks=["objectives"])
    heard = decision("going back to the reading one, is there a report", asks=["report"])
    heard["evidence"]["workstreams"] = {"sensory_physical": 0.4, "spld": 0.3}
    assert _is(two.hear(heard), ["spld"], "report")


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["the second one", "and the first?"], ["autism"]),
        (["the second one", "and the other?"], ["autism"]),
        (["the first one", "no, I mean the other"], ["spld"]),
        (["the first one", "both reports after all"], ["autism", "spld"]),
        (["the latter's report", "and the former's"], ["autism"]),
    ],
)
def test_a_list_is_still_there_after_one_was_picked(
    two: Talk, texts: list[str], wanted: list[str]
) -> None:
    *before, last = texts
    for text in before:
        two.say(text)
    assert list(two.say(last).workstreams) == wanted


def test_another_subject_ends_the_list(two: Talk) -> None:
    two.say("what about funding", workstreams=["exceptional_funding"], asks=["overview"])
    assert two.memory.choices == ()


@pytest.mark.parametrize("text", ["i dont want to ring anyone", "I can't talk to anybody"])
def test_who_told_of_harm_and_will_not_call_sees_the_numbers_again(text: str) -> None:
    talk = Talk()
    talk.say("he hits me", "safeguarding", safety="first")
    answer = talk.say(text, "human", kind="person")
    assert (answer.route, answer.safety) == ("safeguarding", "first")


def test_who_told_of_no_harm_is_answered_as_usual(autism: Talk) -> None:
    assert autism.say("i dont want to ring anyone", "human", kind="person").route == "human"
