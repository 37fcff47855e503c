"""The content says what the stored strategy page says: all of it, in order, and nothing more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.ids import WORKSTREAM_IDS
from bot.content.schema import Aim, Objective
from bot.content.store import load_content
from tests.readability import grade_of, sentences_of, words_of

CONTENT_FOLDER = Path(__file__).parents[2] / "content"
CONTENT = load_content(CONTENT_FOLDER)
PAGE = (CONTENT_FOLDER / "sources" / "strategy-page.txt").read_text(encoding="utf-8")
BULLET = "  • "

# The page mixes "-ing" with plain verbs in one list; these alone are made to agree.
AGREEMENTS = {
    ("make", "making"),
    ("roll", "rolling"),
    ("ensure", "ensuring"),
    ("implement", "implementing"),
}
MOST_WORDS = 25
GRADE_LIMIT = 7
STATEMENTS: list[Aim | Objective] = [
    CONTENT.strategy.purpose,
    *CONTENT.strategy.aims,
    *(objective for entry in CONTENT.workstreams.values() for objective in entry.objectives),
]
OWN_MEANINGS = [
    *(term.meaning for term in CONTENT.glossary.values() if term.source == "own_words"),
    *(
        entry.meaning
        for entry in CONTENT.workstreams.values()
        if entry.meaning_source == "own_words"
    ),
]


def _section(heading: str) -> list[str]:
    """Give the lines under a heading of the page, up to the next one."""
    lines = PAGE.splitlines()
    below = lines[lines.index(heading) + 1 :]
    ends = (place for place, line in enumerate(below) if line.endswith(" workstream"))
    return below[: next(ends, len(below))]


def _bullets(lines: list[str]) -> list[str]:
    bullets = [line.removeprefix(BULLET) for line in lines if line.startswith(BULLET)]
    return [bullet for bullet in bullets if not bullet.startswith("Read our")]


def test_workstreams_stand_in_the_page_order() -> None:
    headings = [line for line in PAGE.splitlines() if line.endswith(" workstream")]
    assert [entry.page_heading for entry in CONTENT.workstreams.values()] == headings
    assert tuple(CONTENT.workstreams) == WORKSTREAM_IDS


@pytest.mark.parametrize("workstream_id", WORKSTREAM_IDS)
def test_objectives_are_all_bullets_under_their_own_heading_in_order(workstream_id: str) -> None:
    workstream = CONTENT.workstream(workstream_id)
    wanted = _bullets(_section(workstream.page_heading))
    assert [objective.page for objective in workstream.objectives] == wanted


@pytest.mark.parametrize("workstream_id", WORKSTREAM_IDS)
def test_documents_are_those_that_the_page_names_under_the_heading(workstream_id: str) -> None:
    workstream = CONTENT.workstream(workstream_id)
    section = "\n".join(_section(workstream.page_heading)).casefold()
    for document in (*workstream.reports, *workstream.documents):
        assert document.title.casefold() in section
    named = re.findall(r"progress report\.|full report|review summary|accessibility", section)
    assert len(workstream.reports) + len(workstream.documents) == len(named)


def test_aims_are_the_bullets_before_the_workstreams() -> None:
    before = PAGE[: PAGE.index("There are 10 areas")]
    assert [aim.page for aim in CONTENT.strategy.aims] == _bullets(before.splitlines())
    assert CONTENT.strategy.purpose.page in before.splitlines()


def test_no_bullet_of_the_page_is_unused() -> None:
    used = [statement.page for statement in STATEMENTS]
    assert set(_bullets(PAGE.splitlines())) <= set(used)


def test_spld_has_nothing_but_its_heading() -> None:
    spld = CONTENT.workstream("spld")
    assert (spld.objectives, spld.reports, spld.documents) == ((), (), ())


def test_the_years_are_those_of_the_page() -> None:
    strategy = CONTENT.strategy
    assert f"strategy: {strategy.first_year} - {strategy.last_year}." in PAGE
    assert strategy.edition == f"{strategy.first_year}–{strategy.last_year}"


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.page)
def test_shown_keeps_the_words_of_the_page(statement: Aim | Objective) -> None:
    page, shown = words_of(statement.page.removesuffix(" by:")), words_of(statement.shown)
    assert len(page) == len(shown)
    changed = {(old, new) for old, new in zip(page, shown, strict=True) if old != new}
    assert changed <= AGREEMENTS


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.page)
def test_shown_is_one_tidy_sentence(statement: Aim | Objective) -> None:
    assert re.fullmatch(r"[A-Z][^.]*\.", statement.shown)
    assert "  " not in statement.shown


@pytest.mark.parametrize("text", [statement.easy for statement in STATEMENTS])
def test_easy_words_are_easy_to_read(text: str) -> None:
    for sentence in sentences_of(text):
        assert len(words_of(sentence)) <= MOST_WORDS
        assert grade_of(sentence) < GRADE_LIMIT


@pytest.mark.parametrize("meaning", OWN_MEANINGS)
def test_a_meaning_in_own_words_is_one_plain_sentence_without_a_fact(meaning: str) -> None:
    assert len(sentences_of(meaning)) == 1
    assert len(words_of(meaning)) <= MOST_WORDS
    assert grade_of(meaning) < GRADE_LIMIT
    assert not re.search(r"\d|\b(must|rights?|entitled|duty|law|legal|Hertfordshire)\b", meaning)
