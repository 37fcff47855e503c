"""Make `data/nlu/generated.yml`: the words of the content that understanding needs.

Titles and names of workstreams as synonyms of their ids, towns and glossary terms as lookups. The
file is committed; a test fails when it is stale, and `make nlu-data` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.store import Content

_HEAD = """version: "3.1"
# Made from content/ by `make nlu-data`; do not edit.
nlu:
"""


def nlu_data(content: Content) -> str:
    """Give the text of the file."""
    blocks = [
        _block("synonym", workstream.id, (workstream.title, *workstream.names))
        for workstream in content.workstreams.values()
    ]
    towns = (town for area in content.dspl_areas for town in area.towns)
    blocks.append(_block("lookup", "town", towns))
    terms = (
        name
        for term in content.glossary.values()
        for name in (term.term, term.expansion, *term.aliases)
        if name
    )
    blocks.append(_block("lookup", "term", terms))
    return _HEAD + "".join(blocks)


def _block(kind: str, name: str, examples: Iterable[str]) -> str:
    unique = {example.casefold(): example for example in reversed(list(examples))}
    lines = "".join(f"    - {example}\n" for example in reversed(list(unique.values())))
    return f"- {kind}: {name}\n  examples: |\n{lines}"
