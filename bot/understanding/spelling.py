"""Repair phonetic misspelling of the words that matter: "dislexia", "beheviour", "speach".

Only words that are in no known vocabulary are touched, and only towards words that the bot knows
well, so that a name or an unusual word is left as it is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_SHORTEST = 4
_MOST_LETTERS_APART = 3
_OTHER_BEGINNING_0_1 = 0.05
_MOST_REMEMBERED = 20_000
_ALIKE_0_1 = 0.75
_ALIKE_IN_SOUND_0_1 = 0.6
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")

# How English spelling varies for one sound; applied in this order.
_SOUNDS = (
    (r"ph", "f"),
    (r"^kn|^gn", "n"),
    (r"^wr", "r"),
    (r"^ps", "s"),
    (r"tion|sion|shun|cian", "shn"),
    (r"x", "ks"),
    (r"sch", "sk"),
    (r"ck|ch(?=r|o)|qu|q|c(?![eiyh])", "k"),
    (r"c(?=[eiy])", "s"),
    (r"dg|g(?=[eiy])", "j"),
    (r"gh", ""),
    (r"z", "s"),
    (r"[aeiouy]+", "a"),
    (r"(.)\1+", r"\1"),
    (r"(?<=.)a|h|w", ""),
)


class SpellingRepair:
    """Replaces unknown words by the known word that looks or sounds like them."""

    def __init__(self, known: Iterable[str], targets: Iterable[str]) -> None:
        """Take all words that are right as they are, and those worth repairing towards."""
        self.known = frozenset(known)
        self.targets = tuple(sorted({word for word in targets if len(word) >= _SHORTEST}))
        self._lengths = np.array([len(word) for word in self.targets])
        self._beginnings = np.array([word[0] for word in self.targets])
        self._sounds = np.array([sound_of(word) for word in self.targets])
        self._nearest = functools.lru_cache(_MOST_REMEMBERED)(self._found_nearest)

    def repair(self, text: str) -> str:
        """Give the text with its misspelt words repaired, all else as it was."""
        return _WORD.sub(self._repaired, text)

    def known_share(self, text: str) -> float:
        """Give the share of the words that are known, 0 to 1; 0 where there is no word at all."""
        words = [match[0].casefold().replace("’", "'") for match in _WORD.finditer(text)]
        return sum(self._is_known(word) for word in words) / len(words) if words else 0.0

    def _is_known(self, word: str) -> bool:
        return word in self.known or _stem(word) in self.known

    def _repaired(self, match: re.Match[str]) -> str:
        word = match[0]
        lower = word.casefold().replace("’", "'")
        if word[0].isupper() and match.start() > 0:
            return word  # a name, or an abbreviation
        if len(lower) < _SHORTEST or self._is_known(lower):
            return word
        return self._nearest(lower) or word

    def _found_nearest(self, word: str) -> str:
        """Give the first of the targets that are most alike, or nothing when none is enough."""
        is_near = abs(self._lengths - len(word)) <= _MOST_LETTERS_APART
        if not is_near.any():
            return ""
        scorer = DamerauLevenshtein.normalized_similarity
        alike = process.cdist([word], self.targets, scorer=scorer, dtype=np.float64)[0]
        alike[self._sounds == sound_of(word)] += _ALIKE_0_1 - _ALIKE_IN_SOUND_0_1
        alike[self._beginnings != word[0]] -= _OTHER_BEGINNING_0_1
        alike[~is_near] = 0.0
        best = int(alike.argmax())
        return self.targets[best] if alike[best] >= _ALIKE_0_1 else ""


def sound_of(word: str) -> str:
    """Give a rough key that words of the same sound share."""
    for pattern, letters in _SOUNDS:
        word = re.sub(pattern, letters, word)
    return word


def _stem(word: str) -> str:
    for ending in ("'s", "ing", "ed", "s", "ly"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word
