"""Known words are found whole, with their place, and with whether they are put aside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.lexicon import Lexicon, without_put_aside, words_of

LEXICON = Lexicon(
    {
        "workstream": {
            "autism": "autism",
            "asd": "autism",
            "speech": "slcn",
            "speech and language": "slcn",
            "asperger's": "autism",
            "special schools": "special_schools",
        },
        "town": {
            "Ware": "Ware",
            "St Albans": "St Albans",
            "Bishop's Stortford": "Bishop's Stortford",
        },
        "term": {"SEND": "SEND"},
    }
)


def _values(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.value) for hit in LEXICON.find(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Autism?", [("workstream", "autism")]),
        ("is ASD speech", [("workstream", "autism"), ("workstream", "slcn")]),
        ("speech and language", [("workstream", "slcn")]),
        ("asperger’s", [("workstream", "autism")]),
        ("we live in ware", [("town", "Ware")]),
        (
            "SPECIAL SCHOOLS in St Albans",
            [("workstream", "special_schools"), ("town", "St Albans")],
        ),
        ("beware of it", []),
        ("", []),
    ],
)
def test_words_are_found_whole_whatever_their_case(
    text: str, values: list[tuple[str, str]]
) -> None:
    assert _values(text) == values


def test_a_hit_says_where_it_stands() -> None:
    text = "my son has autism, and his speech"
    for hit in LEXICON.find(text):
        assert text[hit.start : hit.end] == hit.text


@pytest.mark.parametrize(
    "text",
    [
        "not autism, speech",
        "I didn't ask about autism but speech",
        "no, I don't mean autism, I mean speech",
        "speech rather than autism please",
        "forget autism. what about speech",
    ],
)
def test_a_word_that_is_put_aside_is_marked(text: str) -> None:
    aside = {hit.value: hit.is_put_aside for hit in LEXICON.find(text)}
    assert aside == {"autism": True, "slcn": False}


@pytest.mark.parametrize(
    "text",
    ["she is not getting speech help", "why is there no speech", "I can't cope with his autism"],
)
def test_a_complaint_of_what_is_missing_puts_nothing_aside(text: str) -> None:
    assert not any(hit.is_put_aside for hit in LEXICON.find(text))


def test_what_is_put_aside_is_left_out_of_the_reading() -> None:
    text = "not autism, what is planned for speech"
    assert "autism" not in without_put_aside(text, LEXICON.find(text))
    assert "speech" in without_put_aside(text, LEXICON.find(text))


def test_a_message_that_is_nothing_but_a_denial_is_read_as_it_stands() -> None:
    assert without_put_aside("not autism", LEXICON.find("not autism")) == "not autism"


def test_words_are_letters_in_lower_case() -> None:
    assert words_of("Don’t 'shout', YEAR 10!") == ["don't", "shout", "year"]


def test_the_lexicon_gives_its_single_words() -> None:
    assert {"speech", "language", "albans"} <= LEXICON.words()


@given(st.text(max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    hits = LEXICON.find(text)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    without_put_aside(text, hits)
