"""Measure how hard an English sentence is to read.

The Flesch-Kincaid grade level, from J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S.
Chissom, "Derivation of New Readability Formulas for Navy Enlisted Personnel" (1975). Syllables are
counted by groups of vowels, which is rough: it serves to catch long sentences and long words.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+(?:['\u2019][a-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# A last e is silent ("make", "places" keeps its second beat), but not after l: "people", "able".
_SILENT_END = re.compile(r"(?:[^laeiouy]|[aeiouy]l)e$|[^aeioudty]ed$|[^aeioucgsxzh]es$")


def words_of(text: str) -> list[str]:
    """List the words, in lower case and without punctuation."""
    return _WORD.findall(text.lower())


def syllables_in(word: str) -> int:
    """Count the syllables of one word; at least one."""
    return max(1, len(_VOWELS.findall(word)) - bool(_SILENT_END.search(word)))


def sentences_of(text: str) -> list[str]:
    """Split a text after full stops, question marks and exclamation marks."""
    return [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if words_of(part)]


def grade_of(sentence: str) -> float:
    """Give the school grade at which one sentence can be read; add 5 for the age."""
    words = words_of(sentence)
    syllables = sum(map(syllables_in, words))
    return 0.39 * len(words) + 11.8 * syllables / len(words) - 15.59
