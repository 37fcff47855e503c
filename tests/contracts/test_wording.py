"""Every sentence is plain, used, and holds no fact; none stands in Python."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from bot.answers.answer import Route
from bot.answers.compose import compose
from bot.answers.parts import Library
from bot.answers.wording import Wording
from bot.content.store import Content
from bot.yaml_text import parse_yaml
from tests.factories import (
    CLARIFY_KINDS,
    HUMAN_KINDS,
    ROOT,
    SMALLTALK_KINDS,
    all_questions,
    content_with_addresses,
    library,
)
from tests.readability import grade_of, sentences_of, words_of

SENTENCES = library().wording.sentences
MOST_WORDS = 25
GRADE_LIMIT = 7
SHORTEST_MEASURED = 3
"""The grade of one or two words says nothing: "Hello." would be for 13-year-olds."""

# Names that the page gives; nobody can put them more simply.
FIXED_TERMS = re.compile(
    r"accessibility strategy|independent review(?: summary)?|review summary|SEND|DSPL|Local Offer"
    r"|Hertfordshire's|strategy|report",
    re.IGNORECASE,
)
BRACES = re.compile(r"\{\w+\}")
SPOKEN = [ROOT / "bot" / "answers", ROOT / "actions"]
SOURCES = [
    file
    for folder in ("bot", "actions")
    for file in (ROOT / folder).rglob("*")
    if file.suffix in (".py", ".html", ".txt", ".js")
]
FILE_ENDINGS = (".html", ".yml", ".py", ".txt")
PUT_TOGETHER = ("page.",)
"""Keys that templates put together; the tests of the pages see to them."""
GROUPS = {key.partition(".")[0] for key in SENTENCES}
QUOTED_KEY = re.compile(rf"""["']({"|".join(sorted(GROUPS))})\.([a-z_]+)["']""")


class _Recording(Wording):
    """Wording that remembers which sentences were said."""

    def __init__(self) -> None:
        super().__init__(SENTENCES)
        self.said: set[str] = set()

    def say(self, key: str, **values: object) -> str:
        """Say a sentence; the braces must be given exactly."""
        wanted = {name for _, name, _, _ in string.Formatter().parse(self.sentences[key]) if name}
        assert wanted <= set(values), key
        self.said.add(key)
        return super().say(key, **values)


def _content_without_years() -> Content:
    strategy = library().content.strategy
    plans = tuple(plan.copy(update={"years": None}) for plan in strategy.newer_plans)
    changed = strategy.copy(update={"newer_plans": plans})
    return replace(library().content, strategy=changed)


def _quoted() -> Iterator[str]:
    for file in SOURCES:
        for group, name in QUOTED_KEY.findall(file.read_text(encoding="utf-8")):
            yield f"{group}.{name}"


def _spoken_strings(file: Path) -> Iterator[str]:
    """Give the texts in a module that are not docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    remarks = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in remarks
        ):
            yield node.value


@pytest.mark.parametrize("key", SENTENCES)
def test_each_sentence_is_short_and_easy(key: str) -> None:
    plain = FIXED_TERMS.sub("it", BRACES.sub("it", SENTENCES[key]))
    for sentence in sentences_of(plain):
        assert len(words_of(sentence)) < MOST_WORDS
        if len(words_of(sentence)) >= SHORTEST_MEASURED:
            assert grade_of(sentence) < GRADE_LIMIT, sentence


@pytest.mark.parametrize("key", SENTENCES)
def test_no_sentence_holds_a_fact(key: str) -> None:
    text = BRACES.sub("", SENTENCES[key])
    assert not re.search(r"\d|@|https?:|www\.", text)


def test_no_two_sentences_for_not_understanding_are_alike() -> None:
    kinds = [f"clarify.{kind}" for kind in CLARIFY_KINDS]
    kinds += [f"human.{kind}" for kind in HUMAN_KINDS if kind.endswith("_miss")]
    said = [SENTENCES[key] for key in kinds]
    assert len(set(said)) == len(said)


def test_every_sentence_is_used() -> None:
    recording = _Recording()
    for content in (library().content, content_with_addresses(), _content_without_years()):
        whole = Library(content, recording)
        for question in all_questions():
            compose(whole, question)
    unused = set(SENTENCES) - recording.said - set(_quoted())
    assert {key for key in unused if not key.startswith(PUT_TOGETHER)} == set()


def test_every_sentence_that_is_used_exists() -> None:
    assert {key for key in _quoted() if not key.endswith(FILE_ENDINGS)} <= set(SENTENCES)


def test_every_kind_that_is_learned_has_its_sentence() -> None:
    learned: dict[str, set[str]] = {"human": set(), "smalltalk": set()}
    for file in (ROOT / "data" / "nlu").glob("*.yml"):
        for block in parse_yaml(file.read_text(encoding="utf-8"))["nlu"]:
            kind = (block.get("metadata") or {}).get("kind")
            if block.get("intent") in learned and kind:
                learned[block["intent"]].add(kind)
    for intent, kinds in learned.items():
        assert {f"{intent}.{kind}" for kind in kinds} <= set(SENTENCES)
    assert learned["smalltalk"] <= set(SMALLTALK_KINDS)
    assert learned["human"] <= set(HUMAN_KINDS)


def test_no_sentence_that_people_see_stands_in_python() -> None:
    found = [
        (file.name, text)
        for folder in SPOKEN
        for file in sorted(folder.rglob("*.py"))
        for text in _spoken_strings(file)
        if re.search(r"[A-Za-z']+ [A-Za-z']+ [A-Za-z']+", text) and re.match(r"[A-Z]", text)
    ]
    assert found == []


def test_every_route_has_an_answer() -> None:
    routes = {question.route for question in all_questions()}
    assert routes == set(get_args(Route))
