"""Look-ups find what the content holds and say what it does not hold."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from bot.content.store import Content, load_content
from bot.errors import UnknownEntry, UnknownWorkstream

CONTENT_FOLDER = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONTENT_FOLDER)


def test_an_unknown_workstream_is_an_error_with_its_id(content: Content) -> None:
    with pytest.raises(UnknownWorkstream) as caught:
        content.workstream("maths")
    assert caught.value.workstream_id == "maths"


@pytest.mark.parametrize("kind", ["source", "contact", "signpost", "term"])
def test_an_unknown_entry_is_an_error_with_its_kind_and_id(content: Content, kind: str) -> None:
    with pytest.raises(UnknownEntry) as caught:
        getattr(content, kind)("nothing")
    assert (caught.value.kind, caught.value.entry_id) == (kind, "nothing")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ware", 3),
        ("which dspl am I in, I live in ware?", 3),
        ("BISHOPS STORTFORD", 3),
        ("Bishop\u2019s Stortford", 3),
        ("watton at stone", 3),
        ("St. Albans", 7),
        ("hemel hempstead", 8),
    ],
)
def test_area_of_town_finds_the_area(content: Content, text: str, number: int) -> None:
    area = content.area_of_town(text)
    assert area is not None
    assert area.number == number


@pytest.mark.parametrize(
    "text", ["", "Hertfordshire", "be aware of it", "Leeds", "Ware or Hitchin"]
)
def test_area_of_town_is_none_for_no_town_or_for_several_areas(content: Content, text: str) -> None:
    assert content.area_of_town(text) is None


@pytest.mark.parametrize(
    ("word", "term_id"),
    [("EHCP", "ehc_plan"), ("ehc plan", "ehc_plan"), ("Top-up funding", "top_up_funding")],
)
def test_term_named_finds_a_term_by_any_of_its_names(
    content: Content, word: str, term_id: str
) -> None:
    term = content.term_named(word)
    assert term is not None
    assert term.id == term_id


def test_term_named_finds_a_term_by_its_expansion(content: Content) -> None:
    assert content.term_named("Special Educational Needs") == content.term("sen")
    assert content.term_named("gibberish") is None


def test_address_of_leads_to_the_place_on_the_page_while_no_address_is_known(
    content: Content,
) -> None:
    report = content.workstream("autism").reports[0]
    page = content.source("strategy_page").url
    assert content.address_of(report) == f"{page}#:~:text={quote(report.anchor)}"
    assert report.link_kind == "section"


def test_address_of_gives_the_documents_own_address_where_known(content: Content) -> None:
    report = content.workstream("autism").reports[0]
    own = report.copy(update={"url": "https://example.org/autism.pdf"})
    assert content.address_of(own) == "https://example.org/autism.pdf"
    assert own.link_kind == "report"


def test_address_on_page_encodes_what_a_text_directive_gives_a_meaning(content: Content) -> None:
    assert content.address_on_page("a-b, c & d").endswith("#:~:text=a%2Db%2C%20c%20%26%20d")
