"""Easy read: our own plain words for what the page says, and texts one idea at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.content.store import Content

_END_OF_SENTENCE = re.compile(r"(?<=[.!?:]) +(?=[A-Z])")


class EasyWords:
    """Knows the plain words for each objective and aim, by the words that are usually shown."""

    def __init__(self, content: Content) -> None:
        self._easy = dict(_pairs(content))

    def has_any(self, items: Iterable[str]) -> bool:
        """Tell whether one of the items has plain words."""
        return any(item in self._easy for item in items)

    def of(self, item: str) -> str:
        """Give the plain words for an item; one that has none is given as it is."""
        return self._easy.get(item, item)


def sentences(text: str) -> list[str]:
    """Split a text into its sentences, so that each can stand on a line of its own."""
    return _END_OF_SENTENCE.split(text)


def _pairs(content: Content) -> Iterator[tuple[str, str]]:
    for aim in content.strategy.aims:
        yield aim.shown, aim.easy
    for workstream in content.workstreams.values():
        for objective in workstream.objectives:
            yield objective.shown, objective.easy
