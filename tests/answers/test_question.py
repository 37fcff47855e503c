"""A message is understood in the light of the talk before it: no model, hand-made decisions."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answers.answer import Answer, Paragraph
from bot.answers.memory import Memory
from bot.answers.question import question_from
from bot.content.ids import WORKSTREAM_IDS
from tests.factories import Talk, alternative, decision, library, unclear


def _is(answer: Answer, workstreams: list[str], *asks: str) -> bool:
    return (answer.route, list(answer.workstreams), list(answer.asks)) == (
        "workstream",
        workstreams,
        list(asks),
    )


def _first(answer: Answer) -> str:
    block = answer.blocks[0]
    assert isinstance(block, Paragraph)
    return block.text


@pytest.fixture
def autism() -> Talk:
    """Give a talk that has begun with what is planned for autism."""
    talk = Talk()
    talk.say("what is planned for autism", workstreams=["autism"], asks=["objectives"])
    return talk


def test_without_memory_the_decision_is_the_question() -> None:
    heard = decision(
        "…", "adjacent", subject="appeal", towns=["Ware"], terms=["SEND"], safety="line"
    )
    question = question_from(heard, Memory(), library().content)
    assert (question.route, question.subject) == ("adjacent", "appeal")
    assert (question.towns, question.terms, question.safety) == (("Ware",), ("SEND",), "line")


@pytest.mark.parametrize(
    "text", ["and the report?", "report", "is there a link to the brief", "and to read"]
)
def test_the_report_is_that_of_what_was_talked_of(autism: Talk, text: str) -> None:
    assert _is(autism.say(text), ["autism"], "report")


def test_the_report_is_found_without_a_move_too(autism: Talk) -> None:
    heard = decision("could my mother-in-law have a copy of the thing", asks=["report"])
    assert _is(autism.hear(heard), ["autism"], "report")


def test_what_is_in_the_report_is_the_plans(autism: Talk) -> None:
    autism.say("and the report?")
    assert _is(autism.say("whats in it"), ["autism"], "objectives")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("what about special schools?", "special schools"),
        ("same for special schools", "special schools"),
        ("no, I meant special schools", "special schools"),
        ("go back to special schools", "special schools"),
        ("and special schools, my sister asks", "special schools"),
    ],
)
def test_a_bare_subject_takes_over_the_ask(autism: Talk, text: str, named: str) -> None:
    autism.say("and the report?")
    answer = autism.say(text, workstreams=["special_schools"], asks=["overview"], named=[named])
    assert _is(answer, ["special_schools"], "report")


def test_a_subject_with_an_ask_of_its_own_keeps_it(autism: Talk) -> None:
    autism.say("and the report?")
    heard = decision(
        "what is planned for speech", workstreams=["slcn"], asks=["objectives"], named=["speech"]
    )
    assert _is(autism.hear(heard), ["slcn"], "objectives")


def test_a_bare_subject_at_the_start_is_an_overview() -> None:
    assert _is(
        Talk().say("slcn?", workstreams=["slcn"], asks=["meaning"], named=["slcn"]),
        ["slcn"],
        "overview",
    )


def test_a_bare_subject_that_the_model_doubts_is_taken_at_its_word(autism: Talk) -> None:
    heard = unclear("speech", alternative("workstream", "slcn"), workstreams=["slcn"], is_bare=True)
    heard["evidence"]["words"] = [{"text": "speech", "means": "workstream slcn"}]
    assert _is(autism.hear(heard), ["slcn"], "objectives")


def test_what_else_gives_all_again_and_says_so(autism: Talk) -> None:
    answer = autism.say("what else?")
    assert _is(answer, ["autism"], "objectives")
    assert _first(answer) == library().wording.say("workstream.all_again", short="autism")


def test_what_else_after_the_report_gives_the_plans(autism: Talk) -> None:
    autism.say("report")
    answer = autism.say("anything else?")
    assert _is(answer, ["autism"], "objectives")
    assert _first(answer) == library().wording.say("workstream.objectives", short="autism")


def test_what_else_with_nothing_before_asks_which_area() -> None:
    assert Talk().say("what else?").route == "clarify"


@pytest.mark.parametrize("text", ["yes", "yes please", "go on then", "sure"])
def test_a_yes_after_the_plans_gives_the_report(autism: Talk, text: str) -> None:
    assert _is(autism.say(text), ["autism"], "report")


def test_a_yes_after_the_plans_of_two_gives_both_reports() -> None:
    talk = Talk()
    talk.say("…", workstreams=["autism", "behaviour"], asks=["overview"])
    assert _is(talk.say("yes please"), ["autism", "behaviour"], "report")


def test_a_yes_after_spld_leads_to_the_full_strategy() -> None:
    talk = Talk()
    talk.say("…", workstreams=["spld"], asks=["objectives"])
    answer = talk.say("yes")
    assert (answer.route, answer.asks) == ("strategy", ("full_strategy",))


def test_a_yes_after_what_is_not_covered_leads_to_the_near_workstream() -> None:
    talk = Talk()
    talk.say("…", "adjacent", subject="nhs_therapy")
    assert _is(talk.say("yes"), ["slcn"], "objectives")


def test_a_yes_with_no_offer_is_an_ok() -> None:
    assert Talk().say("yes").route == "smalltalk"


def test_a_no_declines(autism: Talk) -> None:
    assert autism.say("no thanks").route == "smalltalk"


def test_thanks_in_the_middle_lose_nothing(autism: Talk) -> None:
    autism.say("ta very much", "smalltalk", kind="thanks")
    assert _is(autism.say("and the report?"), ["autism"], "report")


@pytest.mark.parametrize(
    "aside",
    [
        decision("who won", "out_of_scope"),
        decision("when will she be seen", "adjacent", subject="waiting_times"),
        decision("i want a person", "human", kind="person"),
        decision("he hits me", "safeguarding", safety="first"),
    ],
    ids=lambda heard: str(heard["route"]),
)
def test_an_aside_loses_nothing(autism: Talk, aside: dict[str, Any]) -> None:
    autism.hear(aside)
    assert _is(autism.say("report"), ["autism"], "report")


def test_a_question_on_the_age_of_the_strategy_in_passing_loses_nothing(autism: Talk) -> None:
    autism.say("is it still in force", "strategy", asks=["period"])
    assert _is(autism.say("and the report?"), ["autism"], "report")


def test_a_short_follow_up_taken_for_the_whole_goes_on_with_the_part(autism: Talk) -> None:
    asked = autism.say("what are they promising", "strategy", asks=["aims"], names_whole=False)
    assert _is(asked, ["autism"], "objectives")


def test_after_the_whole_strategy_the_report_is_that_of_the_whole(autism: Talk) -> None:
    autism.say("aims", "strategy", asks=["aims"])
    assert autism.say("and the document?").asks == ("full_strategy",)
    assert autism.say("and the report?").asks == ("progress",)


def test_an_early_subject_is_picked_up_twenty_turns_later(autism: Talk) -> None:
    for name in ("slcn", "spld", "dspl", "behaviour"):
        for _ in range(5):
            autism.say("…", workstreams=[name], asks=["report"])
    answer = autism.say(
        "back to autism", workstreams=["autism"], asks=["overview"], named=["autism"]
    )
    assert _is(answer, ["autism"], "report")
    assert autism.memory.earlier_workstreams[0] == "behaviour"


@pytest.mark.parametrize("text", ["go back", "the other one", "and the previous one?"])
def test_going_back_is_to_what_was_before(autism: Talk, text: str) -> None:
    autism.say("…", workstreams=["slcn"], asks=["report"])
    assert _is(autism.say(text), ["autism"], "report")


def test_going_back_to_nothing_asks_which_area(autism: Talk) -> None:
    assert autism.say("the other one").route == "clarify"


@pytest.mark.parametrize(
    ("text", "names", "ask"),
    [
        ("both", ["autism", "behaviour"], "overview"),
        ("all of them", ["autism", "behaviour"], "overview"),
        ("have all of them got reports", ["autism", "behaviour"], "report"),
        ("can i read about both of them somewhere", ["autism", "behaviour"], "report"),
        ("the second one", ["behaviour"], "overview"),
        ("the first report please", ["autism"], "report"),
        ("1 and 2", ["autism", "behaviour"], "overview"),
        ("the last one", ["behaviour"], "overview"),
    ],
)
def test_two_workstreams_can_be_picked_from(text: str, names: list[str], ask: str) -> None:
    talk = Talk()
    talk.say("…", workstreams=["autism", "behaviour"], asks=["overview"])
    assert _is(talk.say(text), names, ask)


def test_all_subjects_of_a_list_are_taken_the_unlikely_ones_too() -> None:
    names = ["autism", "slcn", "spld"]
    heard = decision("plans for autism, speech and dyslexia", workstreams=names, named=names)
    heard |= {"workstreams": ["spld", "autism"], "asks": ["objectives"]}
    assert _is(Talk().hear(heard), names, "objectives")


def test_two_subjects_named_are_taken_where_the_model_is_at_a_loss() -> None:
    names = ["quality_offer", "slcn"]
    heard = decision("quality offer and what is up with SaLT", workstreams=names, named=names)
    other = alternative("workstream", "slcn")
    heard |= {"route": "clarify", "workstreams": [], "alternatives": [other], "confidence": 0.3}
    assert _is(Talk().hear(heard), names, "objectives")


def test_a_subject_named_in_passing_is_not_added() -> None:
    names = ["autism", "slcn"]
    heard = decision("autism, he has no speech", workstreams=names, named=names)
    heard |= {"workstreams": ["autism"], "asks": ["objectives"]}
    assert _is(Talk().hear(heard), ["autism"], "objectives")


@pytest.mark.parametrize("text", ["no, I meant speech", "no, speech", "ok speech"])
def test_a_subject_among_small_words_is_what_is_wanted(autism: Talk, text: str) -> None:
    autism.say("and the report?")
    heard = decision(text, workstreams=["slcn"], named=["speech"])
    heard |= {"route": "smalltalk", "workstreams": [], "kind": "ok"}
    assert _is(autism.hear(heard), ["slcn"], "report")


def test_thanks_that_name_a_subject_stay_thanks(autism: Talk) -> None:
    heard = decision("thanks for the autism info", workstreams=["autism"], named=["autism"])
    heard |= {"route": "smalltalk", "workstreams": [], "kind": "thanks"}
    assert autism.hear(heard).route == "smalltalk"


@pytest.mark.parametrize(
    ("text", "asks"), [("where can I read it", ["full_strategy"]), ("what else?", ["aims"])]
)
def test_a_talk_that_began_with_the_period_is_on_the_whole(text: str, asks: list[str]) -> None:
    talk = Talk()
    talk.say("is it still in force", "strategy", asks=["period"])
    answer = talk.say(text)
    assert (answer.route, list(answer.asks)) == ("strategy", asks)


@pytest.mark.parametrize(("route", "workstreams"), [("workstream", []), ("clarify", [])])
def test_a_short_word_for_the_whole_is_not_asked_back(route: str, workstreams: list[str]) -> None:
    heard = decision("what are the aims", route, workstreams, names_whole=True)
    heard["alternatives"] = [alternative("strategy") | {"asks": ["aims"]}]
    heard["evidence"]["routes"] = {"workstream": 0.7, "strategy": 0.28}
    answer = Talk().hear(heard)
    assert (answer.route, answer.asks) == ("strategy", ("aims",))


@pytest.mark.parametrize(
    "change",
    [
        {"names_whole": False},
        {"evidence": {"read_as": "what are the aims", "routes": {"strategy": 0.1}}},
        {"evidence": {"read_as": "the aims of " + "this " * 9, "routes": {"strategy": 0.3}}},
    ],
)
def test_what_hardly_names_the_whole_is_asked_back(change: dict[str, Any]) -> None:
    other = alternative("strategy") | {"asks": ["aims"]}
    heard = unclear("what are the aims", other, names_whole=True)
    heard["evidence"]["routes"] = {"strategy": 0.3}
    assert Talk().hear(heard | change).route == "clarify"


def test_both_takes_the_last_two_talked_of(autism: Talk) -> None:
    autism.say("…", workstreams=["slcn"], asks=["objectives"])
    assert _is(autism.say("both of them"), ["slcn", "autism"], "objectives")


def test_both_with_one_only_is_that_one(autism: Talk) -> None:
    assert _is(autism.say("both"), ["autism"], "objectives")


def test_workstreams_stand_in_the_order_named() -> None:
    heard = decision(
        "deaf, and his speech", workstreams=["slcn", "sensory_physical"], asks=["overview"]
    )
    heard["evidence"]["words"] = [{"text": "deaf", "means": "workstream sensory_physical"}]
    assert _is(Talk().hear(heard), ["sensory_physical", "slcn"], "overview")


@pytest.mark.parametrize(
    ("text", "place"), [("number four", 3), ("the ninth", 8), ("last one", 9), ("2", 1)]
)
def test_ordinals_count_in_the_page_order(text: str, place: int) -> None:
    talk = Talk()
    talk.say("areas", "strategy", asks=["areas"])
    assert _is(talk.say(text), [WORKSTREAM_IDS[place]], "overview")


def test_an_ordinal_after_a_report_gives_a_report(autism: Talk) -> None:
    autism.say("report")
    assert _is(autism.say("and the seventh one"), [WORKSTREAM_IDS[6]], "report")


def test_an_ordinal_with_an_ask_of_its_own_keeps_it() -> None:
    assert _is(Talk().say("number one on that list, what's the plan"), ["autism"], "objectives")


def test_an_ordinal_beyond_the_choices_counts_in_the_page_order() -> None:
    talk = Talk()
    talk.say("…", workstreams=["autism", "behaviour"], asks=["overview"])
    assert _is(talk.say("number four"), [WORKSTREAM_IDS[3]], "overview")


def test_an_ordinal_beyond_everything_asks_which_area() -> None:
    assert Talk().say("number 14").route == "clarify"


def test_all_of_the_ten_areas_fit_in_one_answer() -> None:
    talk = Talk()
    talk.say("areas", "strategy", asks=["areas"])
    assert _is(talk.say("all of them"), list(WORKSTREAM_IDS), "overview")


def test_the_first_miss_asks_back_and_the_second_offers_a_person() -> None:
    talk = Talk()
    assert [talk.hear(unclear()).route for _ in range(2)] == ["clarify", "human"]


def test_not_understanding_is_never_said_twice_in_the_same_words() -> None:
    talk = Talk()
    said = [_first(talk.hear(unclear())) for _ in range(6)]
    assert len(set(said)) == len(said)


def test_a_new_question_after_a_question_back_is_answered_and_ends_the_misses() -> None:
    talk = Talk()
    talk.hear(unclear())
    assert _is(talk.say("…", workstreams=["dspl"], asks=["report"]), ["dspl"], "report")
    assert talk.hear(unclear()).route == "clarify"


def _asked_back() -> Talk:
    talk = Talk()
    talk.hear(
        unclear(
            "…", alternative("workstream", "slcn"), alternative("adjacent", subject="nhs_therapy")
        )
    )
    return talk


def test_a_choice_is_picked_by_its_place() -> None:
    assert _is(_asked_back().say("the first one"), ["slcn"], "objectives")
    second = _asked_back().say("the second one")
    assert second.route == "adjacent"
    assert _asked_back().say("3").asks == ("areas",)


def test_a_choice_is_picked_by_naming_it() -> None:
    heard = unclear("the talking thing I suppose", workstreams=["slcn"])
    heard["evidence"]["words"] = [{"text": "talking", "means": "workstream slcn"}]
    assert _is(_asked_back().hear(heard), ["slcn"], "objectives")


def test_a_choice_is_picked_by_the_words_of_its_button_whatever_the_model_makes_of_them() -> None:
    talk = _asked_back()
    message = talk.memory.choices[1].message
    assert message is not None
    assert talk.hear(unclear(message)).route == "adjacent"


def test_a_yes_to_choices_asks_which_one_and_then_offers_a_person() -> None:
    talk = _asked_back()
    which = talk.say("yes")
    assert _first(which) == library().wording.say("clarify.which_one")
    assert [choice.target.subject for choice in which.suggestions][1] == "nhs_therapy"
    assert talk.say("yes").route == "human"


def test_a_choice_can_still_be_picked_after_which_one() -> None:
    talk = _asked_back()
    talk.say("yes")
    assert _is(talk.say("1"), ["slcn"], "objectives")


def test_a_no_to_choices_is_a_second_miss() -> None:
    assert _asked_back().say("none of those").route == "human"


def test_the_ask_of_a_question_back_is_kept_for_the_subject_that_follows() -> None:
    talk = Talk()
    assert talk.say("and the report").route == "clarify"
    answer = talk.say(
        "the ed psych one", workstreams=["ed_psych"], asks=["overview"], named=["ed psych"]
    )
    assert _is(answer, ["ed_psych"], "report")


def test_a_restart_forgets_all_but_that_the_period_was_told(autism: Talk) -> None:
    assert autism.say("start again").route == "smalltalk"
    buttons = autism.memory.suggested
    assert autism.memory == Memory(is_period_told=True, suggested=buttons)
    assert autism.say("and the report").route == "clarify"


def test_safeguarding_wins_over_a_move(autism: Talk) -> None:
    heard = decision("yes") | {"route": "safeguarding", "safety": "first"}
    answer = autism.hear(heard)
    assert answer.route == "safeguarding"


def test_a_short_message_without_a_subject_is_on_what_was_talked_of(autism: Talk) -> None:
    heard = unclear("anything for secondary age", alternative("workstream", "behaviour"))
    heard["evidence"] |= {"routes": {"workstream": 0.6}, "workstreams": {"behaviour": 0.5}}
    assert _is(autism.hear(heard), ["autism"], "objectives")


@pytest.mark.parametrize(
    "change",
    [
        {"routes": {"adjacent": 0.6, "workstream": 0.3}},
        {"workstreams": {"behaviour": 0.9}},
        {"read_as": "this is a much longer message which surely tells of something new"},
    ],
)
def test_a_message_that_may_be_new_is_not_taken_for_a_follow_up(
    autism: Talk, change: dict[str, Any]
) -> None:
    heard = unclear("anything for secondary age", alternative("workstream", "behaviour"))
    heard["evidence"] |= {"routes": {"workstream": 0.6}, "workstreams": {"behaviour": 0.5}} | change
    assert autism.hear(heard).route == "clarify"


def test_a_town_in_a_talk_on_local_areas_gets_its_area() -> None:
    talk = Talk()
    talk.say("what is dspl", workstreams=["dspl"], asks=["meaning"], named=["dspl"])
    answer = talk.hear(unclear("we are near Tring", towns=["Tring"]))
    assert _is(answer, ["dspl"], "overview")
    assert "Tring" in _first(answer)


def test_a_meaning_without_a_term_is_that_of_what_was_talked_of(autism: Talk) -> None:
    answer = autism.say("remind me, what would that be short for", "strategy", asks=["meaning"])
    assert _is(answer, ["autism"], "meaning")


def test_a_summary_is_of_the_review_when_that_was_talked_of(autism: Talk) -> None:
    talk = Talk()
    talk.say("…", workstreams=["exceptional_funding"], asks=["independent_review"])
    assert _is(talk.say("summary version please"), ["exceptional_funding"], "review_summary")
    assert _is(autism.say("summary version please"), ["autism"], "overview")
