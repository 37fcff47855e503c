"""An entry of the wrong shape is told in one sentence, with its place and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.breaking import Broken, Edit, drop, named, put


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    return Broken(tmp_path)


BREAKS: dict[str, tuple[str, Edit, str]] = {
    "unknown key": (
        "glossary.yml",
        put("outreach", colour="red"),
        "glossary.yml: term 'outreach': 'colour' is not a known key; "
        "take it out or mend its spelling",
    ),
    "missing key": (
        "contacts.yml",
        drop("nspcc", "name"),
        "contacts.yml: contact 'nspcc': 'name' is missing; add it",
    ),
    "missing key inside": (
        "strategy.yml",
        lambda raw: raw["aims"][1].pop("easy"),
        "strategy.yml: 'aims', entry 2, 'easy' is missing; add it",
    ),
    "a known door without one": (
        "signposts.yml",
        put("waiting_times", pages=[]),
        "signposts.yml: signpost 'waiting_times': expected door: none_known by its pages and "
        "contacts, found known; mend one of them",
    ),
    "a number for text": (
        "contacts.yml",
        put("childline", phone=123),
        "contacts.yml: contact 'childline': 'phone': expected text, in quotes where it is a "
        "number, found 123; mend it",
    ),
    "empty text": (
        "contacts.yml",
        put("childline", name=""),
        "contacts.yml: contact 'childline': 'name': expected text without white space around it, "
        "found ''; mend it",
    ),
    "a name alone with a number": (
        "contacts.yml",
        put("sendiass", phone="123"),
        "contacts.yml: contact 'sendiass': verdict name_only allows no phone; "
        "take it out or change it",
    ),
    "a name alone with every way to reach it": (
        "contacts.yml",
        put("sendiass", phone="123", email="a@example.org", url="https://example.org/"),
        "contacts.yml: contact 'sendiass': verdict name_only allows no phone or email or url; "
        "take it out or change it",
    ),
    "a contact without a way to reach it": (
        "contacts.yml",
        drop("childline", "phone"),
        "contacts.yml: contact 'childline': there is no phone, email or url; add one or set "
        "verdict: name_only",
    ),
    "not an address": (
        "sources.yml",
        put("parents_forum_site", url="example.org"),
        "sources.yml: source 'parents_forum_site': 'url': expected an address that begins with "
        "https://, found 'example.org'; mend it",
    ),
    "not an id": (
        "sources.yml",
        put("feedback_page", id="Feedback Page"),
        "sources.yml: source 'Feedback Page': 'id': expected small letters, digits and _, found "
        "'Feedback Page'; mend it",
    ),
    "not a date": (
        "sources.yml",
        put("feedback_page", seen="2026-13-45"),
        "sources.yml: source 'feedback_page': 'seen': expected a date such as 2026-11-23, found "
        "'2026-13-45'; write it so",
    ),
    "an unknown kind": (
        "workstreams.yml",
        lambda raw: named(raw, "autism")["later"].update(kind="perhaps"),
        "workstreams.yml: workstream 'autism': 'later', 'kind': unexpected value; permitted: "
        "'since_then', 'see_also', found 'perhaps'; mend it",
    ),
    "a link that claims": (
        "workstreams.yml",
        lambda raw: named(raw, "autism")["later"].update(text="All is done."),
        "workstreams.yml: workstream 'autism': 'later': since_then needs a 'text' and see_also has "
        "none; mend one or the other",
    ),
    "a section with an address": (
        "workstreams.yml",
        lambda raw: named(raw, "autism")["reports"][0].update(
            kind="section", url="https://example.org/report.pdf"
        ),
        "workstreams.yml: workstream 'autism': 'reports', entry 1: a section has no address of its "
        "own; write kind: report, document or page",
    ),
    "two current plans": (
        "strategy.yml",
        lambda raw: raw["newer_plans"][0].update(is_current=True),
        "strategy.yml: 'newer_plans': expected is_current: true once, found it 2 times; mend it",
    ),
    "years in the wrong order": (
        "strategy.yml",
        lambda raw: raw.update(first_year=2030),
        "strategy.yml: first_year comes after last_year; swap them",
    ),
    "an entry that is no mapping": (
        "dspl_areas.yml",
        lambda raw: raw.insert(0, "Hitchin"),
        "dspl_areas.yml: area at place 1: expected keys with values, found 'Hitchin'; "
        "write it as 'key: value' lines",
    ),
}


@pytest.mark.parametrize(("file", "edit", "fault"), BREAKS.values(), ids=BREAKS)
def test_a_fault_is_told_in_one_sentence(broken: Broken, file: str, edit: Edit, fault: str) -> None:
    broken.edit(file, edit)
    assert broken.faults() == [fault]
