"""Sentence embeddings from the vendored encoder (all-MiniLM-L6-v2, int8 ONNX).

Where it comes from and under what licence: `bot/understanding/encoder_files/README.md`.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bot.errors import ModelBroken

ENCODER_FOLDER = Path(__file__).parent / "encoder_files"
DIMENSIONS = 384
_MOST_TOKENS = 256

Vectors = npt.NDArray[np.float32]


class Encoder:
    """Embeds texts: one of them on one thread, many on all cores."""

    def __init__(self, folder: Path = ENCODER_FOLDER) -> None:
        """Load model and tokenizer. Raises ModelBroken when a file is not the one expected."""
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        data = {name: (folder / name).read_bytes() for name in manifest["files"]}
        for name, expected in manifest["files"].items():
            if hashlib.sha256(data[name]).hexdigest() != expected:
                raise ModelBroken(folder / name, "its checksum differs from manifest.json")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Texts go through one at a time: with that known the runtime leaves out much of its
        # reckoning with shapes, and gives the same numbers.
        options.add_free_dimension_override_by_name("batch", 1)
        self._session = onnxruntime.InferenceSession(
            data["model.onnx"], options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_str(data["tokenizer.json"].decode("utf-8"))
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, texts: list[str]) -> Vectors:
        """Embed texts for comparison by dot product.

        Returns float32, shape (len(texts), 384), rows of length 1; an empty text gives a zero row.
        """
        read = [index for index, text in enumerate(texts) if text.strip()]
        ids = [each.ids for each in self._tokenizer.encode_batch([texts[i] for i in read])]
        rows = np.zeros((len(texts), DIMENSIONS), np.float32)
        # One text at a time: in a batch the int8 ranges of one text would depend on the others.
        threads = min(_cores(), len(ids))
        if threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                rows[read] = list(pool.map(self._embed, ids))
        elif ids:
            rows[read] = list(map(self._embed, ids))
        return rows

    def _embed(self, ids: list[int]) -> Vectors:
        tokens = np.array([ids], np.int64)
        feeds = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        hidden = self._session.run(None, feeds | {"token_type_ids": np.zeros_like(tokens)})[0][0]
        mean = hidden.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _cores() -> int:
    """Give how many cores this process may use."""
    # Not of every system.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def probes(folder: Path = ENCODER_FOLDER) -> dict[str, list[float]]:
    """Give the probe sentences of the manifest with the first numbers of their vectors."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found: dict[str, list[float]] = manifest["probes"]
    return found
