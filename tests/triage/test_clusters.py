"""Questions that are one are counted as one, and what belongs together gets a telling name."""

from __future__ import annotations

import time

from bot.triage.clusters import subjects, top_questions


def test_near_copies_count_as_one_question_in_its_usual_words() -> None:
    texts = [
        "What is being done for autism?",
        "what is being done for autism",
        "what is being done for autism?",
        "what is being done for autism please",
        "Who pays for the school bus?",
        "who pays for the school bus",
    ]
    found = top_questions(texts)
    assert [(each.count, each.example) for each in found] == [
        (4, "What is being done for autism?"),
        (2, "Who pays for the school bus?"),
    ]


def test_what_was_asked_once_is_not_among_the_questions_asked_most() -> None:
    assert top_questions(["what is done for autism", "who pays for the bus"]) == []


def test_another_subject_is_another_question() -> None:
    found = top_questions(["what is done for autism", "what is done for dyslexia"] * 3)
    assert [each.count for each in found] == [3, 3]


def test_subjects_are_named_by_the_words_that_tell_them() -> None:
    texts = [
        "the taxi to school never comes",
        "school taxi late again",
        "taxi driver was changed again",
        "can we swim somewhere at weekends",
        "where can he swim",
        "is there a place to swim for her",
        "hello",
        "do you like cake",
    ]
    found = subjects(texts)
    assert len(found) == 2
    assert {each.name.split(", ")[0] for each in found} == {"taxi", "swim"}
    assert [each.count for each in found] == [3, 3]
    assert all(each.example in texts for each in found)


def test_what_is_like_nothing_else_is_in_no_group() -> None:
    assert subjects(["taxi", "swim", "cake"]) == []


def test_nothing_gives_nothing() -> None:
    for texts in ([], ["", "?!", "…"], ["the", "and", "of"]):
        assert subjects(texts) == []
    assert top_questions([]) == []
    assert top_questions(["?!"]) == []


def test_many_texts_take_seconds_at_most() -> None:
    texts = [
        f"word{number % 700} and word{number} on subject{number % 50}" for number in range(5000)
    ]
    begin = time.monotonic()
    top_questions(texts)
    subjects(texts)
    assert time.monotonic() - begin < 20
