"""An answer as plain text says all that its blocks say."""

from __future__ import annotations

from bot.answers.answer import (
    Answer,
    Block,
    ContactCard,
    Heading,
    ItemList,
    Link,
    Notice,
    Paragraph,
)
from bot.answers.compose import compose
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from tests.factories import all_questions, library


def _text(*blocks: Block) -> str:
    return plain_text(Answer("smalltalk", (), (), 1.0, "none", blocks, (), ()))


def test_each_block_is_a_line_and_links_are_spelled_out() -> None:
    assert _text(
        Heading("A"),
        Paragraph("B."),
        ItemList(("C", "D")),
        Link("E", "https://example.org/e", "page"),
        Notice("see_also", "F:", "G", "https://example.org/g"),
        Notice("safety", "H."),
    ).splitlines() == [
        "A",
        "B.",
        "- C",
        "- D",
        "E: https://example.org/e",
        "F:",
        "G: https://example.org/g",
        "H.",
    ]


def test_a_contact_gives_every_way_and_where_it_was_shown() -> None:
    card = ContactCard("A", "If so", "0123", "a@example.org", None, "As shown on the page")
    assert _text(card) == "A: 0123, a@example.org (as shown on the page)\nIf so"


def test_a_contact_by_name_alone_is_its_name() -> None:
    assert _text(ContactCard("A", None, None, None, None, None)) == "A"


def test_the_choices_of_a_question_back_are_numbered() -> None:
    answer = compose(library(), Question("clarify", kind="choose"))
    titles = [choice.title for choice in answer.suggestions]
    numbered = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
    assert plain_text(answer).splitlines()[1:] == numbered


def test_every_address_and_number_of_an_answer_is_in_its_text() -> None:
    for question in all_questions():
        answer = compose(library(), question)
        text = plain_text(answer)
        for block in answer.blocks:
            for name in ("url", "phone", "email"):
                value = getattr(block, name, None)
                assert value is None or value in text, question
