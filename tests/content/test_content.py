"""The content that is shipped: complete, sourced, and no address or number out of its place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.content.ids import CONTACT_IDS, SUBJECT_IDS
from bot.content.store import load_content

CONTENT_FOLDER = Path(__file__).parents[2] / "content"
CONTENT = load_content(CONTENT_FOLDER)
FILES = sorted(CONTENT_FOLDER.glob("*.yml"))
# The sentences of wording.yml are not facts; tests of their own look after them.
PLACES_OF_NUMBERS = ("contacts.yml", "wording.yml")


def test_every_subject_has_its_signpost() -> None:
    assert set(CONTENT.signposts) == set(SUBJECT_IDS)


def test_every_contact_that_answers_name_is_there() -> None:
    assert set(CONTACT_IDS) <= set(CONTENT.contacts)


def test_a_name_only_contact_carries_no_way_to_reach_it() -> None:
    named = [entry for entry in CONTENT.contacts.values() if entry.verdict == "name_only"]
    assert [entry.id for entry in named] == ["sendiass"]
    assert all((entry.phone, entry.email, entry.url) == (None, None, None) for entry in named)


def test_a_gap_names_no_fallback_as_its_door() -> None:
    doors = {contact for entry in CONTENT.signposts.values() for contact in entry.contacts}
    assert "sendiass" not in doors


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_address_is_that_of_a_source(file: Path) -> None:
    # A document's own address, entered by a content owner, stands in its url and is the exception.
    own = {
        document.url
        for entry in CONTENT.workstreams.values()
        for document in (*entry.reports, *entry.documents)
    } | {CONTENT.strategy.full_document.url, CONTENT.strategy.latest_progress.url}
    known = own | {source.url for source in CONTENT.sources.values()}
    addresses = re.findall(r"https?://[^\s\"']+", file.read_text(encoding="utf-8"))
    assert set(addresses) <= known


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_numbers_and_mailboxes_stand_in_contacts_alone(file: Path) -> None:
    without_addresses = re.sub(r"https?://\S+", "", file.read_text(encoding="utf-8"))
    found = re.search(r"\w@\w|\b0\d{3,}|\b999\b", without_addresses)
    assert found is None or file.name in PLACES_OF_NUMBERS


def test_sources_do_not_repeat_an_address() -> None:
    addresses = [source.url for source in CONTENT.sources.values()]
    assert len(addresses) == len(set(addresses))


def test_every_source_was_seen_before_it_was_checked() -> None:
    for source in CONTENT.sources.values():
        assert source.seen >= date(2026, 11, 23)
        assert source.checked is None or source.checked >= source.seen


def test_the_current_plan_is_the_consultation_of_2026() -> None:
    assert CONTENT.strategy.current_plan.source == "strategy_2026_2029"


def test_a_dated_replacement_names_its_year_in_its_text() -> None:
    for workstream in CONTENT.workstreams.values():
        later = workstream.later
        if later is not None and later.kind == "since_then" and later.year is not None:
            assert later.text is not None
            assert str(later.year) in later.text


def test_there_are_nine_local_areas() -> None:
    assert [area.number for area in CONTENT.dspl_areas] == list(range(1, 10))
