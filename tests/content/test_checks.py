"""What does not fit between entries and files is told in one sentence, with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.breaking import Broken, Edit, named, put

GAP = {"door": "none_known", "pages": [], "contacts": [], "related": []}


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    return Broken(tmp_path)


BREAKS: dict[str, tuple[str, Edit, str]] = {
    "unknown source of a report": (
        "workstreams.yml",
        lambda raw: named(raw, "autism")["reports"][0].update(
            source="page-z", url="https://example.org/report.pdf"
        ),
        "workstreams.yml: report of 'autism': source 'page-z' is not in sources; "
        "add it or fix the id",
    ),
    "unknown source of a meaning": (
        "workstreams.yml",
        put("spld", meaning_source="hearsay"),
        "workstreams.yml: workstream 'spld': meaning_source 'hearsay' is not in sources; "
        "add it or fix the id",
    ),
    "unknown second source": (
        "contacts.yml",
        put("nspcc", also_seen=["hearsay"]),
        "contacts.yml: contact 'nspcc': source 'hearsay' is not in sources; add it or fix the id",
    ),
    "own words for a contact": (
        "contacts.yml",
        put("nspcc", source="own_words"),
        "contacts.yml: contact 'nspcc': source 'own_words' is not in sources; add it or fix the id",
    ),
    "another page for a document without an address": (
        "strategy.yml",
        lambda raw: raw["latest_progress"].update(source="enf_changes"),
        "strategy.yml: latest_progress: expected source 'strategy_page', found 'enf_changes': "
        "without a url it is reached by its place on that page; enter the url or mend the source",
    ),
    "repeated entry": (
        "signposts.yml",
        lambda raw: raw.append({"id": "bullying", "title": "bullying", **GAP}),
        "signposts.yml: signpost 'bullying' stands twice; keep one",
    ),
    "missing entry": (
        "signposts.yml",
        lambda raw: raw.remove(named(raw, "bullying")),
        "signposts.yml: signpost 'bullying' is missing; add it",
    ),
    "unknown subject": (
        "signposts.yml",
        lambda raw: raw.append({"id": "moon", "title": "the moon", **GAP}),
        "signposts.yml: signpost 'moon' is not one that the bot knows; mend the id, or teach the "
        "bot and add it to bot/content/ids.py",
    ),
    "unknown contact": (
        "signposts.yml",
        put("mental_health", contacts=["nobody"]),
        "signposts.yml: signpost 'mental_health': contact 'nobody' is not in contacts; "
        "add it or fix the id",
    ),
    "unknown workstream": (
        "glossary.yml",
        put("spld", workstream="spelling"),
        "glossary.yml: term 'spld': workstream 'spelling' is not in workstreams; "
        "add it or fix the id",
    ),
    "an anchor that is not on the page": (
        "strategy.yml",
        lambda raw: raw["full_document"].update(anchor="the moon"),
        "strategy.yml: full_document: anchor 'the moon' is not in sources/strategy-page.txt; copy "
        "words from there or enter the url",
    ),
    "a heading that is not on the page": (
        "workstreams.yml",
        put("autism", page_heading="The moon"),
        "workstreams.yml: workstream 'autism': page_heading 'The moon' is not a line of "
        "sources/strategy-page.txt; copy it from there",
    ),
    "a repeated document": (
        "workstreams.yml",
        lambda raw: named(raw, "behaviour")["reports"][0].update(id="autism_report"),
        "workstreams.yml: document 'autism_report' stands twice; rename one",
    ),
    "a repeated name": (
        "workstreams.yml",
        put("autism", names=["spLD"]),
        "workstreams.yml: name 'spld' stands twice; keep it where it belongs",
    ),
    "a repeated alias": (
        "glossary.yml",
        put("senco", aliases=["sen"]),
        "glossary.yml: word 'sen' stands twice among terms and aliases; keep one",
    ),
    "a town in two areas": (
        "dspl_areas.yml",
        lambda raw: raw[1]["towns"].append("Ware"),
        "dspl_areas.yml: town 'ware' stands twice; keep it in its own area",
    ),
    "a number for two areas": (
        "dspl_areas.yml",
        lambda raw: raw[1].update(number=1),
        "dspl_areas.yml: area 1 stands twice; keep one or mend its number",
    ),
    "a reserved id": (
        "sources.yml",
        put("feedback_page", id="own_words"),
        "sources.yml: 'own_words' is kept for our own words; rename the source",
    ),
}


@pytest.mark.parametrize(("file", "edit", "fault"), BREAKS.values(), ids=BREAKS)
def test_a_fault_is_told_in_one_sentence(broken: Broken, file: str, edit: Edit, fault: str) -> None:
    broken.edit(file, edit)
    assert broken.faults() == [fault]
