"""Repair slips of the keyboard towards any common English word, or a word of the training messages.

The bot repairs towards its own field's words alone, which is safer where most words are not of the
field; on messages about anything the whole language has to do.

Noisy channel after Kernighan, Church and Gale (1990), "A spelling correction program based on a
noisy channel model": the likeliest word, by how common it is and by how many edits away.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_SHORTEST = 3
_LEAST_SEEN = 100
"""How often the frequency list must hold a word before it is taken for right as it stands."""

_LEAST_SEEN_AS_TARGET = 1000
"""How often before others are repaired towards it. Chosen on the valid parts."""

_COST_OF_AN_EDIT = 4.0
_COST_OF_ANOTHER_FIRST_LETTER = 1.0
_SHARE_OF_TRAINING = 0.5


class TypingRepair:
    """Replaces words that nobody knows by the likeliest word within two edits."""

    def __init__(self, counts: dict[str, int]) -> None:
        """Take how often the training messages hold each word."""
        english = SpellChecker(language="en").word_frequency.dictionary
        targets = {word: n for word, n in english.items() if n >= _LEAST_SEEN_AS_TARGET}
        self._known = {word for word, n in english.items() if n >= _LEAST_SEEN} | set(counts)
        seen, whole = sum(counts.values()) or 1, sum(english.values())
        self._likelihood = {
            word: math.log(
                _SHARE_OF_TRAINING * counts.get(word, 0) / seen
                + (1 - _SHARE_OF_TRAINING) * targets.get(word, 0) / whole
            )
            for word in {**targets, **counts}
        }
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._likelihood):
            self._by_length.setdefault(len(word), []).append(word)
        self._memo: dict[str, str] = {}

    def repair(self, text: str) -> str:
        """Give the text with its misspelt words repaired, all else as it was."""
        return _WORD.sub(self._repaired, text)

    def _repaired(self, match: re.Match[str]) -> str:
        word = match[0].lower().replace("’", "'")
        if len(word) < _SHORTEST or word in self._known:
            return match[0]
        if word not in self._memo:
            self._memo[word] = self._likeliest(word) or match[0]
        return self._memo[word]

    def _likeliest(self, word: str) -> str:
        most = 2 if len(word) > _SHORTEST else 1
        best, best_score = "", -math.inf
        for length in range(len(word) - most, len(word) + most + 1):
            candidates = self._by_length.get(length) if length >= _SHORTEST else None
            near = process.extract(
                word, candidates or (), scorer=OSA.distance, score_cutoff=most, limit=None
            )
            for candidate, edits, _ in near:
                score = self._likelihood[candidate] - _COST_OF_AN_EDIT * edits
                score -= _COST_OF_ANOTHER_FIRST_LETTER * (candidate[0] != word[0])
                if score > best_score:
                    best, best_score = candidate, score
        return best


def counts_of(texts: Iterable[str]) -> dict[str, int]:
    """Count the words of texts, in lower case."""
    words = (match[0] for text in texts for match in _WORD.finditer(text.replace("’", "'")))
    return dict(Counter(word.lower() for word in words))
