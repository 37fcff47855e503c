"""A question that is nothing but "what does this word mean?" is answered from the glossary."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answers.answer import Answer
from bot.content.schema import Term
from tests.factories import Talk, decision, library

CONTENT = library().content
TERMS = list(CONTENT.glossary.values())


def asked(text: str, word: str, route: str = "clarify", **others: Any) -> dict[str, Any]:
    """Decide on a text that names a word, as wrongly as the model may."""
    heard = decision(text, route, **others)
    words = [{"text": word, "means": f"term {word}", "put_aside": False}]
    heard["evidence"]["words"] = words
    return heard | {"terms": [word]}


def texts(answer: Answer) -> str:
    return " ".join(getattr(block, "text", "") for block in answer.blocks)


@pytest.mark.parametrize("frame", ["what does {} mean", "what is a {}?", "so what's an {} please"])
@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_every_word_of_the_glossary_is_explained(term: Term, frame: str) -> None:
    answer = Talk().hear(asked(frame.format(term.term), term.term))
    assert term.meaning in texts(answer)
    assert not term.expansion or term.expansion in texts(answer)


@pytest.mark.parametrize(
    "text",
    [
        "what is SENDIASS",
        "whats SENDIASS".replace("whats", "what's"),
        "SENDIASS meaning",
        "and what do you mean by SENDIASS?",
        "can you tell me what SENDIASS is",
        "what is meant by SENDIASS",
        "SENDIASS what is it",
        "who are SENDIASS?",
    ],
)
def test_a_word_is_asked_for_in_many_ways(text: str) -> None:
    answer = Talk().hear(asked(text, "SENDIASS"))
    assert CONTENT.term("sendiass").meaning in texts(answer)


def test_a_word_asked_for_in_the_middle_of_a_talk_leaves_the_talk_where_it_was() -> None:
    talk = Talk()
    talk.say("what is planned for special schools", workstreams=["special_schools"])
    answer = talk.hear(asked("what is a SENCo", "SENCo", "strategy", asks=["meaning"]))
    assert (answer.route, answer.asks) == ("strategy", ("meaning",))
    assert CONTENT.term("senco").meaning in texts(answer)
    assert talk.say("and the report?").workstreams == ("special_schools",)


def test_a_word_named_in_passing_is_explained_where_the_whole_is_taken() -> None:
    talk = Talk()
    talk.say("what is planned for autism", workstreams=["autism"])
    heard = asked("letter says SENCo, whats that", "SENCo", "strategy", asks=["meaning"])
    assert CONTENT.term("senco").meaning in texts(talk.hear(heard))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("what is the strategy", "strategy"),
        ("what are the workstreams", "workstreams"),
        ("what is the progress report", "progress report"),
        ("what is mediation like for the child", "mediation"),
        ("what does the SENCo have to do by law", "SENCo"),
    ],
)
def test_what_asks_for_more_than_a_word_is_left_to_the_model(text: str, word: str) -> None:
    heard = asked(text, word, "strategy", asks=["areas"])
    assert Talk().hear(heard).asks == ("areas",)


@pytest.mark.parametrize(
    ("word", "route", "workstreams"),
    [
        ("outreach", "workstream", ("special_schools",)),
        ("EHC plan", "adjacent", ()),
        ("mediation", "adjacent", ()),
        ("SENCo", "strategy", ()),
    ],
)
def test_a_word_is_answered_where_it_belongs(
    word: str, route: str, workstreams: tuple[str, ...]
) -> None:
    answer = Talk().hear(asked(f"what is {word}", word))
    assert (answer.route, answer.workstreams) == (route, workstreams)


def test_a_word_with_a_signpost_comes_with_its_door() -> None:
    answer = Talk().hear(asked("what is mediation", "mediation"))
    page = CONTENT.source(CONTENT.signpost("appeal").pages[0])
    assert page.url in [getattr(block, "url", None) for block in answer.blocks]


def test_our_own_words_name_no_page_and_say_nothing_of_the_period() -> None:
    talk = Talk()
    answer = talk.hear(asked("what is a SENCo", "SENCo"))
    assert answer.sources == ()
    assert CONTENT.strategy.edition not in texts(answer)
    told = talk.say("what is planned for autism", workstreams=["autism"])
    assert any(getattr(block, "kind", None) == "period" for block in told.blocks)
