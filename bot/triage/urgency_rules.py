"""The rules of `urgency.yml`, read once: what the SEND team treats as urgent, as words say it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.yaml_text import parse_yaml

_FILE = Path(__file__).with_name("urgency.yml")
_GAP = re.compile(r"<(\d+)>")


@dataclass(frozen=True)
class About:
    """Tell of a sentence whom it is about, and whether it only asks or supposes."""

    child: re.Pattern[str]
    general: re.Pattern[str]
    supposed: re.Pattern[str]


@dataclass(frozen=True)
class Rule:
    """One line of the list. Without `needs_child` it may be about the family itself."""

    name: str
    patterns: re.Pattern[str]
    exceptions: re.Pattern[str]
    about: About
    needs_child: bool

    def fits(self, sentence: str, before: str) -> bool:
        """Tell whether a sentence says this of somebody; `before` is the sentence before it."""
        if not self.patterns.search(sentence) or self.exceptions.search(sentence):
            return False
        if self.about.supposed.search(sentence):
            return False
        is_of_child = bool(self.about.child.search(sentence))
        if self.about.general.search(sentence) and not is_of_child:
            return False
        # A text of one sentence that names nobody is about the writer's own child.
        is_known = is_of_child or bool(self.about.child.search(before)) or not before
        return is_known or not self.needs_child


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Give the rules, in the order of the list."""
    file: dict[str, Any] = parse_yaml(_FILE.read_text(encoding="utf-8"))
    words = {"elsewhere": _one_of(file["places"].split(", "))}
    for name, alternatives in file["words"].items():
        words[name] = _spelt_out(_one_of(alternatives), words)
    about = About(*(_edged(file[name]) for name in ("child", "general", "supposed")))
    return tuple(_rule(name, entry, words, about) for name, entry in file["rules"].items())


def _rule(name: str, entry: Mapping[str, Any], words: Mapping[str, str], about: About) -> Rule:
    patterns, exceptions = (
        re.compile(rf"\b{_spelt_out(_one_of(entry[kind]), words)}")
        for kind in ("patterns", "exceptions")
    )
    return Rule(name, patterns, exceptions, about, entry.get("needs_child", True))


def _edged(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b{_one_of(words)}\b")


def _one_of(alternatives: Iterable[str]) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _spelt_out(pattern: str, words: Mapping[str, str]) -> str:
    for name, meaning in words.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return _GAP.sub(r"(?: \\S+){0,\1}? ", pattern)
