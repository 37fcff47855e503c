"""Find training examples that are copies, or nearly, of evaluation messages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

NEAR_0_1 = 0.9
_BLOCK = 500


def near_copies(training: Sequence[str], evaluation: Sequence[str]) -> list[int]:
    """List the indices of training texts whose set of words is nearly that of an evaluation text.

    Similarity of sets of words after Jaccard (1912): shared words by all words; near is 0.9.
    """
    words = CountVectorizer(
        binary=True,
        token_pattern=r"[^\W_]+",  # noqa: S106  no password but a pattern
        dtype=np.float32,
    )
    words.fit([*training, *evaluation])
    ours: csr_matrix = words.transform(training)
    theirs: csr_matrix = words.transform(evaluation)
    sizes = np.asarray(ours.sum(axis=1))
    their_sizes = np.asarray(theirs.sum(axis=1)).T
    found: list[int] = []
    for start in range(0, ours.shape[0], _BLOCK):
        block = slice(start, start + _BLOCK)
        shared = (ours[block] @ theirs.T).toarray()
        either = sizes[block] + their_sizes - shared
        is_near = (shared >= NEAR_0_1 * either) & (shared > 0)
        found += [start + int(row) for row in np.flatnonzero(is_near.any(axis=1))]
    return found
