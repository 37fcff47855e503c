"""Facts stand in the content alone: not in Python, templates or what the bot learns from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import ROOT, library

CONTENT = library().content
GENERATED = "generated.yml"
SHORTEST_STATEMENT = 4
"""Words of a statement; fewer are what anybody may say, such as "engaging with parents"."""
SHORTEST_PHONE = 8
"""Digits of a telephone number; 999 is part of the language."""


def _files(*folders: str, suffixes: tuple[str, ...]) -> list[Path]:
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in suffixes and file.name != GENERATED and "encoder_files" not in file.parts
    ]


CODE = _files("bot", "actions", suffixes=(".py", ".html", ".js", ".css", ".txt", ".sql"))
LEARNED = _files("data", suffixes=(".yml",))
TESTS = _files("tests", suffixes=(".py", ".yml"))
RASA = [ROOT / name for name in ("domain.yml", "config.yml", "endpoints.yml", "credentials.yml")]


def _statements() -> Iterator[str]:
    for aim in (CONTENT.strategy.purpose, *CONTENT.strategy.aims):
        yield from (aim.page, aim.shown, aim.easy)
    for workstream in CONTENT.workstreams.values():
        yield workstream.meaning
        for objective in workstream.objectives:
            yield from (objective.page, objective.shown, objective.easy)
        if workstream.later and workstream.later.text:
            yield workstream.later.text
    yield from (plan.text for plan in CONTENT.strategy.newer_plans)
    yield from (term.meaning for term in CONTENT.glossary.values())
    yield from (area.note for area in CONTENT.dspl_areas if area.note)
    yield from (contact.what_for for contact in CONTENT.contacts.values())


def _addresses() -> Iterator[str]:
    yield from (source.url for source in CONTENT.sources.values())
    for contact in CONTENT.contacts.values():
        yield from (each for each in (contact.email, contact.url) if each)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


STATEMENTS = {
    plain
    for text in _statements()
    if len((plain := _plain(text).rstrip(".")).split()) >= SHORTEST_STATEMENT
}
ADDRESSES = {_plain(text).rstrip("/") for text in _addresses()}
PHONES = {
    digits
    for contact in CONTENT.contacts.values()
    if contact.phone and len(digits := contact.phone.replace(" ", "")) >= SHORTEST_PHONE
}


@pytest.mark.parametrize("file", [*CODE, *LEARNED, *RASA, *TESTS], ids=lambda file: file.name)
def test_no_statement_of_the_content_stands_elsewhere(file: Path) -> None:
    text = _plain(file.read_text(encoding="utf-8"))
    assert [statement for statement in STATEMENTS if statement in text] == []


@pytest.mark.parametrize("file", [*CODE, *LEARNED, *RASA, *TESTS], ids=lambda file: file.name)
def test_no_address_of_the_content_stands_elsewhere(file: Path) -> None:
    text = _plain(file.read_text(encoding="utf-8"))
    assert [address for address in ADDRESSES if address in text] == []


@pytest.mark.parametrize("file", [*CODE, *LEARNED, *RASA], ids=lambda file: file.name)
def test_no_telephone_number_of_the_content_stands_elsewhere(file: Path) -> None:
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", file.read_text(encoding="utf-8"))
    assert [phone for phone in PHONES if phone in digits] == []
