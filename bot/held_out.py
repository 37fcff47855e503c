"""What is kept out of training: the messages that the bot is measured by, and near copies of them.

Who proposes an example is told that it comes too near, and not which message it comes near to: one
half of the evaluation is sealed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.errors import EvaluationError
from bot.settings import ROOT
from bot.yaml_text import parse_yaml

EVALUATION_FOLDER = ROOT / "evaluation"
NEAR_0_1 = 0.9
_BLOCK = 500


def near_copies(training: Sequence[str], evaluation: Sequence[str]) -> list[int]:
    """List the indices of training texts whose set of words is nearly that of an evaluation text.

    Similarity of sets of words after Jaccard (1912): shared words by all words; near is 0.9.
    """
    # Imported late: whoever only asks where the evaluation stands need not wait for them.
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

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


def is_held_out(text: str) -> bool:
    """Tell whether a text is an evaluation message of either half, or nearly one."""
    held_out = all_texts()
    return (
        bool(held_out)
        and any(each.isalnum() for each in text)
        and bool(near_copies([text], held_out))
    )


@functools.cache
def all_texts(folder: Path = EVALUATION_FOLDER) -> tuple[str, ...]:
    """Give every message and turn of both halves, read once; none where the sets are not there.

    Raises EvaluationError for a file that cannot be read.
    """
    texts = [text for file in sorted(folder.glob("*/*.jsonl")) for text in _texts(file)]
    talks = sorted(folder.glob("*/conversations.yml"))
    return (*texts, *(text for file in talks for text in _texts(file)))


def _texts(file: Path) -> list[str]:
    written = file.read_text(encoding="utf-8")
    try:
        if file.suffix == ".jsonl":
            return [json.loads(line)["text"] for line in written.splitlines() if line.strip()]
        talks = parse_yaml(written)
        return [turn["user"] for talk in talks for turn in talk["turns"]]
    except (ValueError, KeyError, yaml.YAMLError) as exc:
        # Not quoted: it may be of the sealed half.
        raise EvaluationError(f"{file.name}: not an evaluation set") from exc
