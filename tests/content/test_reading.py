"""Files that cannot be read as they should are told as faults, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.breaking import Broken, drop, put


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    return Broken(tmp_path)


def test_faults_of_several_files_and_kinds_are_told_at_once(broken: Broken) -> None:
    (broken.folder / "glossary.yml").unlink()
    broken.write("dspl_areas.yml", "- number: [1\n")
    broken.write("signposts.yml", "id: benefits\n")
    broken.edit("contacts.yml", put("nspcc", verdict="maybe"))
    broken.edit("workstreams.yml", put("spld", meaning_source="hearsay"))
    with (broken.folder / "sources" / "strategy-page.txt").open("a", encoding="utf-8") as page:
        page.write("One more line.")
    beginnings = [
        "workstreams.yml: workstream 'spld': meaning_source 'hearsay' is not in sources",
        "contacts.yml: contact 'nspcc': 'verdict': unexpected value",
        "signposts.yml: expected a list of entries, found dict",
        "glossary.yml: the file is missing",
        "dspl_areas.yml: is not good YAML",
        "sources/strategy-page.txt: its checksum is ",
    ]
    faults = broken.faults()
    assert len(faults) == len(beginnings)
    assert all(any(fault.startswith(start) for fault in faults) for start in beginnings)


def test_several_faults_of_one_entry_are_told_at_once(broken: Broken) -> None:
    broken.edit("contacts.yml", drop("nspcc", "what_for"))
    broken.edit("contacts.yml", put("nspcc", why="worry"))
    assert broken.faults() == [
        "contacts.yml: contact 'nspcc': 'what_for' is missing; add it",
        "contacts.yml: contact 'nspcc': 'why' is not a known key; take it out or mend its spelling",
    ]


def test_a_misshapen_entry_is_not_told_as_unknown_too(broken: Broken) -> None:
    broken.edit("sources.yml", drop("strategy_page", "title"))
    assert broken.faults() == ["sources.yml: source 'strategy_page': 'title' is missing; add it"]


def test_a_key_that_stands_twice_is_told_with_its_line(broken: Broken) -> None:
    broken.write(
        "dspl_areas.yml", "- number: 1\n  towns: [Ware]\n  towns: [Ware]\n  source: dspl_blog\n"
    )
    assert broken.faults() == ["dspl_areas.yml: line 3: key 'towns' stands twice; keep one"]


@pytest.mark.parametrize("text", ["", "# nothing here\n"])
def test_an_empty_file_is_a_fault(broken: Broken, text: str) -> None:
    broken.write("strategy.yml", text)
    assert broken.faults() == ["strategy.yml: is empty; put its entries back"]


def test_a_file_that_is_not_utf8_is_a_fault(broken: Broken) -> None:
    (broken.folder / "glossary.yml").write_bytes(b"- id: \xff\n")
    assert broken.faults()[0].startswith("glossary.yml: cannot be read as UTF-8 text")


def test_an_empty_folder_is_told_file_by_file(broken: Broken) -> None:
    for file in broken.folder.rglob("*.*"):
        file.unlink()
    faults = broken.faults()
    assert all("the file is missing" in fault for fault in faults)
    assert {fault.partition(":")[0] for fault in faults} >= {"strategy.yml", "sources.yml"}
