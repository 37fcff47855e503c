"""What holds for every answer that the content can give."""

from __future__ import annotations

import functools
import re

import pytest

from bot.answers.answer import Answer, ContactCard, Heading, ItemList, Link, Notice, Paragraph
from bot.answers.compose import compose
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from bot.answers.strategy import is_word_alone
from bot.content.ids import WORKSTREAM_IDS
from tests.factories import WORKSTREAM_ASKS, about, all_questions, library

MOST_LINES = 22
MOST_LINES_OF_THREE = 34


@functools.cache
def _answers() -> tuple[tuple[Question, Answer], ...]:
    return tuple((question, compose(library(), question)) for question in all_questions())


def _kinds(answer: Answer) -> list[str]:
    return [block.kind for block in answer.blocks if isinstance(block, Notice)]


def test_an_answer_begins_with_a_sentence() -> None:
    for question, answer in _answers():
        first = answer.blocks[0]
        if len(question.workstreams) > 1 and isinstance(first, Heading):
            first = answer.blocks[1]
        is_line = isinstance(first, Notice) and first.kind == "safety"
        assert is_line or isinstance(first, Paragraph), question


def test_an_answer_fits_on_one_screen() -> None:
    for question, answer in _answers():
        lines = plain_text(answer).splitlines()
        is_many = len(question.workstreams) > len(("one", "two"))
        assert len(lines) <= (MOST_LINES_OF_THREE if is_many else MOST_LINES), question


def test_no_line_is_said_twice() -> None:
    for question, answer in _answers():
        lines = [b.text for b in answer.blocks if isinstance(b, (Paragraph, Notice))]
        if len(question.workstreams) == 1 or question.route != "workstream":
            assert len(set(lines)) == len(lines), question
        links = [b for b in answer.blocks if isinstance(b, Link)]
        assert len(set(links)) == len(links), question


def test_no_value_is_missing_from_a_sentence() -> None:
    for question, answer in _answers():
        assert not re.search(r"\bNone\b|[{}]|\s{2}|\s$|^\s", plain_text(answer)), question


def test_each_fact_has_its_source_with_the_day_that_it_was_seen() -> None:
    sources = {source.url: source for source in library().content.sources.values()}
    for _, answer in _answers():
        for note in answer.sources:
            assert (note.seen, note.checked) == (sources[note.url].seen, sources[note.url].checked)


def test_each_page_linked_is_a_source() -> None:
    pages = {source.url for source in library().content.sources.values()}
    for question, answer in _answers():
        named = {note.url for note in answer.sources}
        for block in answer.blocks:
            if isinstance(block, (Link, Notice)) and block.url:
                page = block.url.partition("#")[0]
                assert page in named or page not in pages, (question, page)


def test_no_answer_claims_a_check_that_was_not_made() -> None:
    for _, answer in _answers():
        text = plain_text(answer).casefold()
        assert "checked" not in text
        assert all(note["checked"] is None for note in answer.as_dict()["sources"])


def test_the_period_is_told_at_the_end_and_never_once_it_was_told() -> None:
    for question, answer in _answers():
        kinds = _kinds(answer)
        is_on_strategy = question.route in ("workstream", "strategy")
        is_on_strategy = is_on_strategy and not is_word_alone(library(), question)
        if question.is_period_told or not is_on_strategy:
            assert "period" not in kinds
        elif "period" not in question.asks:
            assert kinds.count("period") == 1
            assert kinds[-1] == "period"


def test_every_answer_on_the_strategy_names_its_edition_and_years() -> None:
    edition = library().content.strategy.edition
    for question, answer in _answers():
        if question.route in ("workstream", "strategy"):
            named = [b for b in answer.blocks if isinstance(b, Paragraph) and edition in b.text]
            # Our own words on a word are not from the page.
            assert bool(named) is not is_word_alone(library(), question)


def test_suggestions_are_few_and_each_has_a_title_and_a_message() -> None:
    for _, answer in _answers():
        assert len(answer.suggestions) <= len(("one", "two", "three"))
        assert len(set(answer.suggestions)) == len(answer.suggestions)
        for suggestion in answer.suggestions:
            assert suggestion.title.strip()
            assert suggestion.message.strip()


def test_no_suggestion_leads_to_what_was_just_said() -> None:
    for question, answer in _answers():
        for suggestion in answer.suggestions:
            target = suggestion.target
            wanted = (target.route, target.workstreams, target.asks, target.kind)
            given = (answer.route, answer.workstreams, answer.asks, question.kind)
            assert wanted != given, question


def test_every_suggestion_can_be_answered() -> None:
    for _, answer in _answers():
        for suggestion in answer.suggestions:
            target = suggestion.target
            question = Question(
                target.route, target.workstreams, target.asks, target.subject, target.kind
            )
            assert compose(library(), question).route == target.route


@pytest.mark.parametrize("name", WORKSTREAM_IDS)
def test_the_parts_of_an_answer_stand_in_order(name: str) -> None:
    blocks = compose(library(), about(name)).blocks
    ranks = []
    for block in blocks:
        if isinstance(block, Notice):
            ranks.append({"since_then": 3, "see_also": 3, "period": 5}[block.kind])
        elif isinstance(block, Paragraph) and block.workstream is None:
            ranks.append(4)
        else:
            ranks.append(2 if isinstance(block, Link) else 1)
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("name", WORKSTREAM_IDS)
def test_what_came_after_is_told_whatever_is_asked(name: str) -> None:
    later = library().content.workstream(name).later
    for ask in WORKSTREAM_ASKS:
        own_document = [d for d in library().content.workstream(name).documents if d.ask == ask]
        if later and later.kind == "since_then" and not any(d.later for d in own_document):
            texts = [
                b.text
                for b in compose(library(), about(name, asks=(ask,))).blocks
                if isinstance(b, Notice)
            ]
            assert later.text in texts


def test_all_objectives_are_shown_in_the_page_order() -> None:
    for name in WORKSTREAM_IDS:
        objectives = tuple(each.shown for each in library().content.workstream(name).objectives)
        lists = [b.items for b in compose(library(), about(name)).blocks if isinstance(b, ItemList)]
        assert lists == ([objectives] if objectives else [])


def test_safeguarding_gives_the_numbers_first_and_nothing_else() -> None:
    answer = compose(library(), Question("safeguarding", safety="first"))
    cards = [block for block in answer.blocks if isinstance(block, ContactCard)]
    assert [card.name for card in cards] == [
        library().content.contact(each).name
        for each in ("emergency_999", "childrens_services", "childline", "nspcc", "mental_health")
    ]
    assert isinstance(answer.blocks[1], ContactCard)
    assert all(isinstance(block, (Paragraph, ContactCard)) for block in answer.blocks)
    assert answer.suggestions == ()
    assert answer.asks == answer.workstreams == ()


def test_the_safety_line_stands_above_an_ordinary_answer() -> None:
    team = library().content.contact("childrens_services")
    for route in ("workstream", "adjacent", "smalltalk", "human"):
        workstreams = ("autism",) if route == "workstream" else ()
        answer = compose(library(), Question(route, workstreams, safety="line"))
        assert isinstance(answer.blocks[0], Notice)
        assert str(team.phone) in answer.blocks[0].text
        assert team.source in {
            key
            for key, s in library().content.sources.items()
            if s.url in {n.url for n in answer.sources}
        }
