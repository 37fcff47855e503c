"""Answers beside the workstreams: the strategy, other subjects, people, small talk, asking back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.answer import Answer, ContactCard, ItemList, Link, Paragraph, Target
from bot.answers.compose import compose
from bot.answers.parts import Library
from bot.answers.question import MISS_KINDS, Question
from bot.content.ids import SUBJECT_IDS
from tests.factories import HUMAN_KINDS, SMALLTALK_KINDS, library


def _say(key: str, **values: object) -> str:
    return library().wording.say(key, **values)


def _answer(route: str, **values: object) -> Answer:
    return compose(library(), Question(route, **values))  # type: ignore[arg-type]


def _texts(answer: Answer) -> list[str]:
    return [block.text for block in answer.blocks if isinstance(block, Paragraph)]


def _cards(answer: Answer) -> list[ContactCard]:
    return [block for block in answer.blocks if isinstance(block, ContactCard)]


@pytest.mark.parametrize("subject", [each for each in SUBJECT_IDS if each != "other"])
def test_what_is_not_covered_is_said_to_be_not_covered(subject: str) -> None:
    signpost = library().content.signpost(subject)
    texts = _texts(_answer("adjacent", subject=subject))
    assert texts[0] == _say("adjacent.not_covered", title=signpost.title)


@pytest.mark.parametrize("subject", SUBJECT_IDS)
def test_each_subject_shows_its_doors_or_says_that_none_is_known(subject: str) -> None:
    signpost = library().content.signpost(subject)
    answer = _answer("adjacent", subject=subject)
    links = [block.url for block in answer.blocks if isinstance(block, Link)]
    assert links == [library().content.source(page).url for page in signpost.pages]
    names = {library().content.contact(each).name for each in signpost.contacts}
    if signpost.door == "none_known":
        names = {library().content.contact("send_team").name}
        advice = library().content.contact("sendiass").name
        assert _say("adjacent.none_known", name=advice) in _texts(answer)
    assert {card.name for card in _cards(answer)} == names


def test_a_subject_that_can_be_urgent_says_where_that_is_told() -> None:
    assert _say("adjacent.urgent") in _texts(_answer("adjacent", subject="exclusion_rules"))
    assert _say("adjacent.urgent") not in _texts(_answer("adjacent", subject="transport"))


def test_what_an_ehc_plan_is_comes_before_where_to_read_on() -> None:
    term = library().content.term("ehc_plan")
    texts = _texts(_answer("adjacent", subject="ehc_what", terms=("EHCP",)))
    assert texts[:2] == [
        _say("workstream.term", term=term.term, expansion=term.expansion),
        _say("workstream.meaning", meaning=term.meaning),
    ]


def test_a_near_workstream_is_offered_without_answering_for_it() -> None:
    answer = _answer("adjacent", subject="nhs_therapy")
    assert answer.suggestions[0].target == Target("workstream", ("slcn",), ("objectives",))
    assert answer.workstreams == ()


@pytest.mark.parametrize("kind", HUMAN_KINDS)
def test_people_are_shown_and_nobody_is_said_to_have_been_told(kind: str) -> None:
    answer = _answer("human", kind=kind)
    assert _texts(answer) == [_say(f"human.{kind}")]
    assert len(_cards(answer)) >= len(("one", "two", "three"))


@pytest.mark.parametrize("kind", SMALLTALK_KINDS)
def test_small_talk_has_a_sentence_for_each_kind(kind: str) -> None:
    assert _texts(_answer("smalltalk", kind=kind)) == [_say(f"smalltalk.{kind}")]


def test_nothing_is_pressed_on_somebody_who_leaves() -> None:
    assert _answer("smalltalk", kind="goodbye").suggestions == ()


def test_contacts_that_must_be_checked_first_say_where_they_were_shown() -> None:
    for card in _cards(_answer("safeguarding", safety="first")):
        contact = next(
            each for each in library().content.contacts.values() if each.name == card.name
        )
        assert (card.as_shown is not None) == (contact.verdict == "ship_dated")


def test_the_areas_are_listed_by_title_in_order() -> None:
    titles = tuple(each.title for each in library().content.workstreams.values())
    lists = [
        b.items for b in _answer("strategy", asks=("areas",)).blocks if isinstance(b, ItemList)
    ]
    assert lists == [titles]


def test_the_aims_come_with_their_purpose_and_the_address_to_write_to() -> None:
    strategy = library().content.strategy
    answer = _answer("strategy", asks=("aims",))
    assert strategy.purpose.easy in _texts(answer)[0]
    assert [card.email for card in _cards(answer)] == [
        library().content.contact(strategy.contact).email
    ]


def test_the_later_plans_are_told_when_asked_for() -> None:
    plans = tuple(plan.text for plan in library().content.strategy.newer_plans)
    answer = _answer("strategy", asks=("period",))
    assert [b.items for b in answer.blocks if isinstance(b, ItemList)] == [plans]


@pytest.mark.parametrize(
    ("ask", "field"), [("full_strategy", "full_document"), ("progress", "latest_progress")]
)
def test_a_document_of_the_strategy_with_an_address_is_linked_itself(ask: str, field: str) -> None:
    content = library().content
    document = getattr(content.strategy, field).copy(update={"url": "https://example.org/it.pdf"})
    strategy = content.strategy.copy(update={field: document})
    richer = Library(replace(content, strategy=strategy), library().wording)
    answer = compose(richer, Question("strategy", asks=(ask,)))
    links = [block.url for block in answer.blocks if isinstance(block, Link)]
    assert links == ["https://example.org/it.pdf"]
    assert _texts(answer)[0] != _texts(_answer("strategy", asks=(ask,)))[0]


def test_a_question_back_offers_the_open_readings_and_all_areas() -> None:
    open_readings = (
        Target("workstream", ("slcn",), ("objectives",)),
        Target("adjacent", subject="appeal"),
    )
    answer = _answer("clarify", kind="choose", choices=open_readings)
    targets = [suggestion.target for suggestion in answer.suggestions]
    assert targets == [*open_readings, Target("strategy", (), ("areas",))]


def test_a_question_back_on_a_report_offers_reports() -> None:
    answer = _answer("clarify", kind="which_area", asks=("report",))
    assert {suggestion.target.asks for suggestion in answer.suggestions[:-1]} == {("report",)}


def test_readings_that_are_no_choice_are_left_out() -> None:
    nothing = (Target("smalltalk"), Target("out_of_scope"), Target("adjacent", subject="other"))
    answer = _answer("clarify", kind="choose", choices=nothing)
    assert {s.target.route for s in answer.suggestions} == {"workstream", "strategy"}


@pytest.mark.parametrize("kind", [kind for kind in MISS_KINDS if kind and kind.endswith("_miss")])
def test_who_was_not_understood_can_go_on_without_a_person(kind: str) -> None:
    (offer,) = _answer("human", kind=kind).suggestions
    assert offer.target.asks == ("areas",)


def test_who_wants_a_person_is_offered_nothing_else() -> None:
    assert _answer("human", kind="person").suggestions == ()
