"""Easy read puts every statement of the page in plain words, one idea a line."""

from __future__ import annotations

from bot.web.easy_words import EasyWords, sentences
from tests.factories import library

EASY = EasyWords(library().content)


def test_every_objective_and_aim_has_plain_words() -> None:
    content = library().content
    statements = [*content.strategy.aims]
    for workstream in content.workstreams.values():
        statements += workstream.objectives  # type: ignore[arg-type]
    assert all(EASY.of(each.shown) == each.easy for each in statements)


def test_what_has_no_plain_words_stays_as_it_is() -> None:
    assert EASY.of("Area 1: Ware") == "Area 1: Ware"
    assert not EASY.has_any(["Area 1: Ware"])


def test_sentences_are_split_and_numbers_are_not() -> None:
    assert sentences("It is over. The new one is 3.5 long. Is it? Yes.") == [
        "It is over.", "The new one is 3.5 long.", "Is it?", "Yes.",
    ]  # fmt: skip
