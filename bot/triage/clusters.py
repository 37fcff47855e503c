"""Group texts that ask alike: near copies of one question, and subjects with a suggested name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

MOST_DISTINCT = 1_000
"""How many different texts are compared: the time goes with the square, a second at this many."""

COPY_DISTANCE = 0.3
"""Cosine distance up to which questions are one: a word or two more or less."""

SUBJECT_DISTANCE = 0.85
"""Cosine distance up to which texts have one subject: some telling words in common."""

SMALLEST_SUBJECT = 3
_NAME_TERMS = 3
_PLAIN_WORD = r"(?u)\b\w+\b"
_WORD = r"(?u)\b[^\W\d_][\w']+\b"
# Masks, manners, and what every message here is about: they would name every group.
_TELL_NOTHING = frozenset(
    (
        *("removed", "send", "child", "children", "kids", "want", "need", "just", "does", "don't"),
        *("hi", "hello", "good", "thanks", "thank", "pls", "please", "im"),
    )
)


@dataclass(frozen=True)
class Group:
    """Texts that belong together: how many, one that stands for them, and a name or nothing."""

    count: int
    example: str
    name: str = ""


def top_questions(texts: Sequence[str], most: int = 10) -> list[Group]:
    """List the questions asked most, near copies counted as one, the most frequent first.

    What was asked once is not among them.
    """
    counted, shown = _counted(texts)
    if not counted:
        return []
    keys = list(counted)
    vectorizer = TfidfVectorizer(token_pattern=_PLAIN_WORD, sublinear_tf=True)
    groups: dict[int, list[str]] = {}
    for key, label in zip(keys, _labels(vectorizer, keys, COPY_DISTANCE), strict=True):
        groups.setdefault(label, []).append(key)
    found = [
        Group(sum(counted[key] for key in members), shown[max(members, key=counted.__getitem__)])
        for members in groups.values()
    ]
    often = [group for group in found if group.count > 1]
    return sorted(often, key=lambda group: -group.count)[:most]


def subjects(texts: Sequence[str], most: int = 10) -> list[Group]:
    """Group texts by subject, each with its telling words as a name, the largest first.

    What is like nothing else is in no group.
    """
    counted, shown = _counted(texts)
    keys = [key for key in counted if _has_words(key)]
    if len(keys) < SMALLEST_SUBJECT:
        return []
    words = list(ENGLISH_STOP_WORDS | _TELL_NOTHING)
    vectorizer = TfidfVectorizer(token_pattern=_WORD, stop_words=words, sublinear_tf=True)
    labels = _labels(vectorizer, keys, SUBJECT_DISTANCE)
    vectors = vectorizer.transform(keys)
    terms = vectorizer.get_feature_names_out()
    found = []
    for label in set(labels):
        members = [index for index, each in enumerate(labels) if each == label]
        count = sum(counted[keys[index]] for index in members)
        if count < SMALLEST_SUBJECT:
            continue
        weights = np.asarray(vectors[members].sum(axis=0)).ravel()
        best = [index for index in np.argsort(-weights)[:_NAME_TERMS] if weights[index] > 0]
        nearest = members[int(np.argmax(vectors[members] @ weights))]
        name = ", ".join(terms[index] for index in best)
        found.append(Group(count, shown[keys[nearest]], name))
    return sorted(found, key=lambda group: (-group.count, group.name))[:most]


def _counted(texts: Sequence[str]) -> tuple[dict[str, int], dict[str, str]]:
    """Count texts by their bare words, the most frequent first; give how each was written."""
    shown: dict[str, str] = {}
    counter: Counter[str] = Counter()
    for text in texts:
        key = " ".join(re.findall(r"\w+(?:'\w+)?", text.casefold()))
        if key:
            counter[key] += 1
            shown.setdefault(key, text)
    counted = dict(counter.most_common(MOST_DISTINCT))
    return counted, shown


def _has_words(key: str) -> bool:
    words = set(re.findall(_WORD, key))
    return bool(words - ENGLISH_STOP_WORDS - _TELL_NOTHING)


def _labels(vectorizer: TfidfVectorizer, keys: Sequence[str], distance: float) -> list[int]:
    vectors = vectorizer.fit_transform(keys)
    if len(keys) == 1:
        return [0]
    # Rows have length 1, so that the product is the cosine.
    distances = np.clip(1.0 - (vectors @ vectors.T).toarray(), 0.0, 2.0)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=distance
    )
    return [int(each) for each in clustering.fit_predict(distances)]
