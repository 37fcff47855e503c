"""The pages about the chat are as plain as the chat, and hold no fact of their own."""

from __future__ import annotations

import re

import pytest

from bot.content.site import load_site
from tests.contracts.test_wording import (
    BRACES,
    FIXED_TERMS,
    GRADE_LIMIT,
    MOST_WORDS,
    SHORTEST_MEASURED,
)
from tests.factories import CONTENT_FOLDER, library
from tests.readability import grade_of, sentences_of, words_of

SITE = load_site(CONTENT_FOLDER, library().content)
SENTENCES = [sentence for page in SITE.pages for sentence in page.sentences]


@pytest.mark.parametrize("text", SENTENCES)
def test_each_sentence_is_short_and_easy(text: str) -> None:
    plain = FIXED_TERMS.sub("it", BRACES.sub("it", text))
    for sentence in sentences_of(plain):
        assert len(words_of(sentence)) < MOST_WORDS
        if len(words_of(sentence)) >= SHORTEST_MEASURED:
            assert grade_of(sentence) < GRADE_LIMIT, sentence


@pytest.mark.parametrize("text", SENTENCES)
def test_no_sentence_holds_a_number_or_an_address(text: str) -> None:
    assert not re.search(r"\d|@|https?:|www\.", BRACES.sub("", text))


@pytest.mark.parametrize("name", SITE.names.values())
def test_no_name_holds_a_way_to_reach_somebody(name: str) -> None:
    assert not re.search(r"@|https?:|www\.|\d[\d ]{6,}\d", name)
