"""Bring a text into plain words, one sentence each, for the patterns of urgency."""

from __future__ import annotations

import functools
import re

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_KEY_WORDS = frozenset(
    [
        "address",
        "breakdown",
        "collapsed",
        "coordinator",
        "deadline",
        "deteriorated",
        "deteriorating",
        "diagnosed",
        "education",
        "epilepsy",
        "excluded",
        "excluding",
        "exclusion",
        "exclude",
        "expelled",
        "expulsion",
        "hertfordshire",
        "hospital",
        "intensive",
        "leukaemia",
        "operation",
        "permanent",
        "permanently",
        "placement",
        "reduced",
        "seizure",
        "seizures",
        "statutory",
        "threatened",
        "threatening",
        "timetable",
        "tribunal",
    ]
)
_SHORTEST = 6
_ALIKE_0_1 = 0.82

# What is one thing in several spellings, applied in this order to text in small letters.
_ONE_FORM = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\[name removed\]", "someone"),
        (r"\[[a-z ]+ removed\]", "something"),
        (r"[\u2018\u2019`\u00b4]", "'"),
        (r"\bcannot\b", "can not"),
        (r"\bwon'?t\b(?! be )", "will not"),
        (r"\bwon't\b", "will not"),
        (r"\bcan'?t\b", "can not"),
        (r"\b(did|does|do|was|is|are|had|has|have|would|could|should|were)n'?t\b", r"\1 not"),
        (r"\bno have\b", "not have"),
        (r"\bive\b|\bi've\b", "i have"),
        (r"\b(we|they|you)'?ve\b", r"\1 have"),
        (r"\b(we|they|you)'re\b|\b(they|you)re\b", r"\1\2 are"),
        (r"\bim\b|\bi'm\b", "i am"),
        (r"\b(he|she|it|who|placement|school)'s\b|\b(hes|shes)\b", r"\1\2 is"),
        (r"\b(he|she) ?s is\b", r"\1 is"),
        (r"\b(i|we|he|she|they|it|you)'ll\b", r"\1 will"),
        (r"\b(?:hes|shes) is\b", "he is"),
        (r"\bain'?t\b", "is not"),
        (r"\bgonna\b", "going to"),
        (r"\bwanna\b", "want to"),
        (r"\bp\.?/?t\.? (?=time ?table|hours)", "part time "),
        (r"\bperm\.?[ -]?ex(?:clu\w+|ed)?\b|\bpex(?:ed|'d)?\b", "permanently excluded"),
        (r"\bperm(?:anent)?ly? (?=exclu)", "permanently "),
        (r"\bco[ -]ordinat", "coordinat"),
        (r"\btime[ -]tabl", "timetabl"),
        (r"\bherts\b", "hertfordshire"),
        (r"\bno[ -]?show(?:ed|n)?\b", "noshow"),
        (r"\boff[ -]roll", "offroll"),
        (r"\bannual review\b", "review"),
    )
)
_SENTENCE = re.compile(r"[.!?;]+(?=\s|$)|\n\s*\n|\s[-\u2013\u2014]\s|\bbut\b")
_WORD = re.compile(r"[a-z0-9\u00c0-\u024f]+(?:'[a-z]+)?")


def sentences_of(text: str) -> list[str]:
    """List the sentences of a text: small letters, single spaces, key words spelt right.

    A sentence ends at "but" too, for what follows is told against what went before.
    """
    plain = text.casefold()
    for pattern, form in _ONE_FORM:
        plain = pattern.sub(form, plain)
    sentences = (_WORD.findall(part) for part in _SENTENCE.split(plain))
    return [" ".join(map(_repaired, words)) for words in sentences if words]


@functools.lru_cache(maxsize=65_536)
def _repaired(word: str) -> str:
    """Give the key word that a word of some length was meant to be, else the word itself."""
    if len(word) < _SHORTEST or word in _KEY_WORDS:
        return word
    alike = [key for key in sorted(_KEY_WORDS) if key[0] == word[0]]
    found = process.extractOne(
        word,
        alike,
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=_ALIKE_0_1,
    )
    # An ending is no misspelling: "placements" and "exclusions" stay what they are.
    return word if found is None or word.startswith(found[0]) else str(found[0])
