"""The words that understanding takes from the content are those of the content."""

from __future__ import annotations

from bot.content.export_nlu import nlu_data
from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER, ROOT


def test_the_committed_words_are_those_of_the_content() -> None:
    committed = (ROOT / "data" / "nlu" / "generated.yml").read_text(encoding="utf-8")
    assert nlu_data(load_content(CONTENT_FOLDER)) == committed, "run 'make nlu-data'"


def test_every_title_and_town_is_among_them() -> None:
    content = load_content(CONTENT_FOLDER)
    words = nlu_data(content)
    titles = [workstream.title for workstream in content.workstreams.values()]
    towns = [town for area in content.dspl_areas for town in area.towns]
    assert [word for word in titles + towns if f"    - {word}\n" not in words] == []
