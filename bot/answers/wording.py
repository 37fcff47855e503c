"""The sentences that the bot can say, by key, from `content/wording.yml`."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.yaml_text import parse_yaml

_ANY_VALUE = "(?P<{name}>.+?)"
_SAME_VALUE = "(?P={name})"


class Wording:
    """Sentences by dotted key, such as `workstream.objectives`."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = dict(sentences)
        self._patterns = [_pattern(each) for each in self.sentences.values()]

    def say(self, key: str, **values: object) -> str:
        """Give a sentence with its braces filled. Raises KeyError for an unknown key or value."""
        return self.sentences[key].format_map({k: str(v) for k, v in values.items()})

    def fillings(self, text: str) -> list[dict[str, str]]:
        """List what the braces of every sentence would hold if the text were that sentence."""
        return [match.groupdict() for p in self._patterns if (match := p.fullmatch(text))]


def load_wording(file: Path) -> Wording:
    """Read the file. Raises ContentError, all faults at once."""
    try:
        tree = parse_yaml(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as exc:
        raise ContentError([f"{file.name}: cannot be read as YAML: {exc}; mend the file"]) from exc
    sentences: dict[str, str] = {}
    faults: list[str] = []
    for group, entries in (tree if isinstance(tree, dict) else {}).items():
        if not isinstance(entries, dict):
            faults.append(f"{file.name}: '{group}': expected keys with sentences; add at least one")
            continue
        for name, sentence in entries.items():
            key = f"{group}.{name}"
            if not isinstance(sentence, str) or not sentence.strip():
                faults.append(f"{file.name}: '{key}': expected a sentence, found {sentence!r}")
                continue
            sentences[key] = sentence
    if faults or not sentences:
        raise ContentError(faults or [f"{file.name}: holds no sentences; restore the file"])
    return Wording(sentences)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts: list[str] = []
    named: set[str] = set()
    for literal, name, _, _ in string.Formatter().parse(sentence):
        parts.append(re.escape(literal))
        if name:
            parts.append((_SAME_VALUE if name in named else _ANY_VALUE).format(name=name))
            named.add(name)
    return re.compile("".join(parts))
