"""No answer can say anything that content and wording do not hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.answers.answer import (
    Answer,
    Block,
    ContactCard,
    Heading,
    ItemList,
    Link,
    Notice,
    Paragraph,
    SourceNote,
    Suggestion,
    Target,
)
from bot.answers.compose import compose
from bot.answers.grounding import Grounding, GroundingError, ungrounded
from bot.answers.parts import Library
from tests.factories import about, all_questions, library

GOOD = compose(library(), about("autism"))


def _with(*blocks: Block, **changes: Any) -> Answer:
    return replace(GOOD, blocks=(*GOOD.blocks, *blocks), **changes)


def _wrong(answer: Answer) -> list[str]:
    return ungrounded(answer, library().content, library().wording)


def test_every_answer_that_content_can_give_is_grounded() -> None:
    whole = library()
    for question in all_questions():
        assert whole.grounding.ungrounded(compose(whole, question)) == []


@pytest.mark.parametrize(
    ("block", "statement"),
    [
        (Heading("Mathematics"), "Mathematics"),
        (Paragraph("Your child will be seen in six weeks."), None),
        (Paragraph("This is what the strategy set out to do for mathematics:"), None),
        (ItemList(("Autism", "Building a school.")), "Building a school."),
        (
            Link("Autism", "https://example.org/autism.pdf", "report"),
            "https://example.org/autism.pdf",
        ),
        (ContactCard("Childline", None, "0800 9999", None, None, None), "0800 9999"),
        (ContactCard("Childline", None, None, "a@example.org", None, None), "a@example.org"),
        (
            ContactCard("Childline", None, None, None, None, "as shown on the moon"),
            "as shown on the moon",
        ),
        (Notice("since_then", "In 2031 all was well.", None, None), "In 2031 all was well."),
    ],
)
def test_ungrounded_names_a_statement_that_stands_nowhere(
    block: Block, statement: str | None
) -> None:
    wanted = statement or getattr(block, "text", "")
    assert _wrong(_with(block)) == [wanted]


def test_ungrounded_names_a_value_that_is_true_in_another_place_only() -> None:
    # A telephone number is no place, though both are values of the content.
    number = library().content.contact("childline").phone
    assert number is not None
    assert _wrong(_with(Link("Autism", number, "page"))) == [number]


def test_ungrounded_names_a_suggestion_of_its_own_words() -> None:
    invented = Suggestion("Apply now", "apply", Target("human"))
    assert _wrong(_with(suggestions=(invented,))) == ["Apply now", "apply"]


def test_ungrounded_names_a_source_whose_check_is_claimed_and_was_none() -> None:
    source = GOOD.sources[0]
    claimed = SourceNote(source.title, source.url, source.seen, dt.date(2026, 11, 24))
    assert _wrong(_with(sources=(claimed,))) == [source.title]


def test_ungrounded_names_an_unknown_workstream() -> None:
    assert _wrong(_with(workstreams=("maths",))) == ["maths"]


def test_a_joined_list_of_towns_is_a_value() -> None:
    area = library().content.dspl_areas[0]
    assert _wrong(_with(Paragraph(", ".join(area.towns)))) == []
    assert _wrong(_with(Paragraph(", ".join(reversed(area.towns))))) != []


def test_check_raises_with_the_statements() -> None:
    grounding = Grounding(library().content, library().wording)
    with pytest.raises(GroundingError) as caught:
        grounding.check(_with(Paragraph("Trust me.")))
    assert caught.value.statements == ["Trust me."]


def test_compose_refuses_to_say_what_the_content_no_longer_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = Library(library().content, library().wording)
    poorer = Grounding(replace(whole.content, contacts={}), whole.wording)
    monkeypatch.setitem(whole.__dict__, "grounding", poorer)
    with pytest.raises(GroundingError):
        compose(whole, about("spld"))


def test_what_may_be_said_is_worked_out_once_for_a_library() -> None:
    whole = Library(library().content, library().wording)
    assert whole.grounding is whole.grounding
