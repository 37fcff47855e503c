"""What is announced is short, whole and holds no addresses."""

from __future__ import annotations

from typing import Any

from bot.answers.answer import Target
from bot.answers.compose import compose
from bot.answers.question import Question
from bot.store.journal import Sent
from bot.store.turns import Asked
from bot.web.chat.spoken import Speaker
from bot.web.easy_words import EasyWords
from tests.factories import about, all_questions, library

SPEAKER = Speaker(library().wording, EasyWords(library().content))


def spoken(answer: dict[str, Any], text: str = "hello?", *, is_easy: bool = False) -> str:
    """Say a turn with one answer."""
    sent = (Sent("m1", "", answer),)
    return SPEAKER.turn(Asked(2, "i1", text, True), sent, is_easy=is_easy, is_held=False)


def test_a_turn_is_told_with_its_number_and_its_links_counted() -> None:
    answer = compose(library(), about("autism")).as_dict()
    told = spoken(answer)
    assert told.startswith("You asked: hello? Answer 2. ")
    links = sum("url" in block for block in answer["blocks"])
    assert told.endswith(f"It has {links} links.")


def test_one_link_is_told_as_one() -> None:
    told = spoken({"blocks": [{"type": "link", "title": "A page", "url": "https://a.example"}]})
    assert told.endswith("A page. It has one link.")


def test_a_question_back_is_told_with_its_choices() -> None:
    pair = tuple(Target("workstream", (name,), ("objectives",)) for name in ("autism", "slcn"))
    question = Question("clarify", kind="choose", choices=pair)
    answer = compose(library(), question).as_dict()
    titles = [each["title"] for each in answer["suggestions"]]
    assert len(titles) >= 2
    assert ". ".join(titles) in spoken(answer)
    other = compose(library(), about("autism")).as_dict()
    assert not any(each["title"] in spoken(other) for each in other["suggestions"])


def test_no_answer_is_told_with_an_address() -> None:
    for question in all_questions():
        assert "http" not in spoken(compose(library(), question).as_dict())


def test_easy_read_is_told_in_plain_words() -> None:
    objective = library().content.workstream("autism").objectives[0]
    answer = compose(library(), about("autism")).as_dict()
    assert objective.easy in spoken(answer, is_easy=True)
    assert objective.shown in spoken(answer)


def test_a_long_question_is_cut_at_a_word() -> None:
    told = spoken({"blocks": []}, "word " * 100)
    assert "word…" in told
    assert len(told) < 200


def test_without_an_answer_it_is_told_who_looks_after_it() -> None:
    asked = Asked(1, "i1", "hello", False)
    said = [SPEAKER.turn(asked, (), is_easy=False, is_held=is_held) for is_held in (True, False)]
    assert library().wording.say("page.waiting") in said[0]
    assert library().wording.say("error.try_again") in said[1]
