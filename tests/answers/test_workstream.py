"""Answers on workstreams: the cases that the page makes special."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.answer import Answer, ContactCard, Heading, ItemList, Link, Notice, Paragraph
from bot.answers.compose import compose
from bot.answers.parts import Library
from bot.answers.question import Question
from bot.content.ids import WORKSTREAM_IDS
from bot.content.store import Content
from tests.factories import about, content_with_addresses, library


def _say(key: str, **values: object) -> str:
    return library().wording.say(key, **values)


def _texts(answer: Answer) -> list[str]:
    return [block.text for block in answer.blocks if isinstance(block, Paragraph)]


def _with_addresses() -> Library:
    return Library(content_with_addresses(), library().wording)


def test_a_report_without_an_address_links_to_its_place_and_says_so() -> None:
    answer = compose(library(), about("autism", asks=("report",)))
    assert answer.blocks[0] == Paragraph(
        _say("workstream.report_section", short="autism"), "autism"
    )
    link = answer.blocks[1]
    assert isinstance(link, Link)
    assert (link.kind, link.title) == ("section", _say("link.section", title="Autism"))


def test_a_report_with_an_address_is_linked_itself() -> None:
    answer = compose(_with_addresses(), about("autism", asks=("report",)))
    assert answer.blocks[0] == Paragraph(_say("workstream.report", short="autism"), "autism")
    link = answer.blocks[1]
    assert isinstance(link, Link)
    assert (link.kind, link.url) == ("report", "https://example.org/autism_report.pdf")


def test_a_document_with_an_address_is_linked_itself() -> None:
    question = about("exceptional_funding", asks=("independent_review",))
    answer = compose(_with_addresses(), question)
    link = answer.blocks[1]
    assert isinstance(link, Link)
    assert (link.kind, link.url) == ("document", "https://example.org/independent_review.pdf")


def test_spld_says_that_the_page_lists_nothing_and_where_to_ask() -> None:
    spld = library().content.workstream("spld")
    answer = compose(library(), about("spld"))
    assert _texts(answer)[0] == _say(
        "workstream.no_objectives", title=spld.title, count=len(WORKSTREAM_IDS)
    )
    team = library().content.contact(library().content.strategy.contact)
    cards = [block for block in answer.blocks if isinstance(block, ContactCard)]
    assert [(card.email, card.what_for) for card in cards] == [(team.email, None)]


def test_spld_offers_the_full_strategy_first() -> None:
    offer = compose(library(), about("spld")).suggestions[0]
    assert (offer.target.route, offer.target.asks) == ("strategy", ("full_strategy",))


@pytest.mark.parametrize("name", [name for name in WORKSTREAM_IDS if name != "spld"])
@pytest.mark.parametrize("ask", ["objectives", "overview"])
def test_the_offer_after_the_plans_is_the_report(name: str, ask: str) -> None:
    target = compose(library(), about(name, asks=(ask,))).suggestions[0].target
    assert (target.workstreams, target.asks) == ((name,), ("report",))


def test_the_offer_after_the_plans_of_two_is_both_reports() -> None:
    offer = compose(library(), about("autism", "behaviour")).suggestions[0]
    assert (offer.target.workstreams, offer.target.asks) == (("autism", "behaviour"), ("report",))
    names = [library().content.workstream(name).short for name in ("autism", "behaviour")]
    assert all(name in offer.message for name in names)


def test_reports_are_offered_of_those_alone_that_have_one() -> None:
    offer = compose(library(), about("spld", "autism")).suggestions[0]
    assert (offer.target.workstreams, offer.target.asks) == (("autism",), ("report",))


def test_the_area_of_a_town_is_told_without_the_plans_which_are_offered() -> None:
    answer = compose(library(), about("dspl", asks=("overview",), towns=("Ware",)))
    assert not any(isinstance(block, ItemList) for block in answer.blocks)
    assert "Ware is in DSPL area 3." in _texts(answer)[0]
    assert [each.target.asks for each in answer.suggestions[:2]] == [("objectives",), ("report",)]


def test_the_plans_asked_for_with_a_town_are_told_too() -> None:
    answer = compose(library(), about("dspl", asks=("objectives",), towns=("Ware",)))
    assert any(isinstance(block, ItemList) for block in answer.blocks)


def test_what_dspl_stands_for_is_told_without_the_list_of_areas() -> None:
    answer = compose(library(), about("dspl", asks=("meaning",), kind="area"))
    assert not any(isinstance(block, ItemList) for block in answer.blocks)


def test_two_documents_are_spoken_of_as_two() -> None:
    asks = ("independent_review", "review_summary")
    answer = compose(library(), about("exceptional_funding", asks=asks))
    assert _texts(answer)[0] == _say("workstream.documents_section")


def test_two_workstreams_get_a_part_each_in_the_order_named() -> None:
    answer = compose(library(), about("special_schools", "autism"))
    headings = [block.workstream for block in answer.blocks if isinstance(block, Heading)]
    assert headings == ["special_schools", "autism"]


def test_more_than_three_workstreams_get_their_places_alone() -> None:
    answer = compose(library(), about(*WORKSTREAM_IDS))
    links = [block for block in answer.blocks if isinstance(block, Link)]
    assert [link.workstream for link in links] == list(WORKSTREAM_IDS)
    assert not any(isinstance(block, ItemList) for block in answer.blocks)


@pytest.mark.parametrize("ask", ["objectives", "report"])
def test_of_more_than_three_workstreams_the_first_two_are_offered(ask: str) -> None:
    offers = compose(library(), about(*WORKSTREAM_IDS, asks=(ask,))).suggestions
    targets = [(each.target.workstreams, each.target.asks) for each in offers[:2]]
    assert targets == [((name,), (ask,)) for name in WORKSTREAM_IDS[:2]]


def test_a_document_that_a_workstream_does_not_have_gives_its_plans() -> None:
    answer = compose(library(), about("autism", asks=("review_summary",)))
    assert _texts(answer)[0] == _say("workstream.objectives", short="autism")


def test_what_else_says_that_it_is_all() -> None:
    answer = compose(library(), about("slcn", kind="more"))
    short = library().content.workstream("slcn").short
    assert _texts(answer)[0] == _say("workstream.all_again", short=short)


def test_see_also_stands_beside_the_plans_alone() -> None:
    def notices(ask: str) -> list[str]:
        blocks = compose(library(), about("autism", asks=(ask,), is_period_told=True)).blocks
        return [block.kind for block in blocks if isinstance(block, Notice)]

    assert notices("objectives") == ["see_also"]
    assert notices("report") == notices("meaning") == []


def test_a_document_shows_what_came_after_itself() -> None:
    document = library().content.workstream("sensory_physical").documents[0]
    answer = compose(
        library(), about("sensory_physical", asks=(document.ask,), is_period_told=True)
    )
    assert document.later is not None
    titles = [block.title for block in answer.blocks if isinstance(block, Notice)]
    assert titles == [document.later.title]


def test_a_term_is_spelt_out_and_said_in_plain_words() -> None:
    term = library().content.term("spld")
    texts = _texts(compose(library(), about("spld", asks=("meaning",), terms=("spld",))))
    assert texts[:2] == [
        _say("workstream.term", term=term.term, expansion=term.expansion),
        _say("workstream.meaning", meaning=term.meaning),
    ]


def test_without_a_term_the_short_name_of_the_workstream_is_spelt_out() -> None:
    named = compose(library(), about("slcn", asks=("meaning",), terms=("SLCN",)))
    assert compose(library(), about("slcn", asks=("meaning",))).blocks == named.blocks


def test_a_word_that_is_part_of_the_workstreams_name_is_not_explained_in_its_place() -> None:
    own = library().content.workstream("quality_offer").meaning
    texts = _texts(compose(library(), about("quality_offer", asks=("meaning",), terms=("SEND",))))
    assert texts[0] == _say("workstream.meaning", meaning=own)


def test_a_meaning_that_is_a_fact_is_not_called_our_plain_words() -> None:
    term = library().content.term("high_needs_funding")
    question = about("exceptional_funding", asks=("meaning",), terms=(term.term,))
    answer = compose(library(), question)
    assert _texts(answer)[0] == _say("workstream.term_fact", term=term.term, meaning=term.meaning)
    assert library().content.source(term.source).url in [note.url for note in answer.sources]


@pytest.mark.parametrize(("town", "number"), [("ware", 3), ("Hitchin", 1), ("St Albans", 7)])
def test_a_town_gets_its_area(town: str, number: int) -> None:
    answer = compose(library(), about("dspl", asks=("overview",), towns=(town,)))
    area = library().content.dspl_areas[number - 1]
    name = next(each for each in area.towns if each.casefold() == town.casefold())
    towns = ", ".join(area.towns)
    assert _texts(answer)[0] == _say("workstream.town_area", place=name, number=number, towns=towns)
    assert library().content.source(area.source).url in [note.url for note in answer.sources]


def test_what_is_special_about_an_area_is_told_with_it() -> None:
    area = next(each for each in library().content.dspl_areas if each.note)
    answer = compose(library(), about("dspl", asks=("overview",), towns=area.towns[-1:]))
    assert area.note in _texts(answer)


def test_the_areas_are_listed_when_no_town_is_named() -> None:
    content: Content = library().content
    answer = compose(library(), about("dspl", asks=("overview",), kind="area"))
    listed = next(block.items for block in answer.blocks if isinstance(block, ItemList))
    assert len(listed) == len(content.dspl_areas)
    assert all(
        ", ".join(area.towns) in item for area, item in zip(content.dspl_areas, listed, strict=True)
    )


def test_the_period_notice_manages_without_the_years_of_the_newest_plan() -> None:
    content = library().content
    plans = tuple(plan.copy(update={"years": None}) for plan in content.strategy.newer_plans)
    strategy = content.strategy.copy(update={"newer_plans": plans})
    poorer = Library(replace(content, strategy=strategy), library().wording)
    answer = compose(poorer, Question("strategy", asks=("areas",)))
    notice = answer.blocks[-1]
    assert isinstance(notice, Notice)
    assert notice.text == _say(
        "notice.period_unnamed", first_year=strategy.first_year, last_year=strategy.last_year
    )
