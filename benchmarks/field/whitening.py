"""Scale embeddings so that directions in which messages of one intent differ count for less.

Within-class covariance normalisation, after Hatch, Kajarekar and Stolcke (2006), "Within-class
covariance normalization for SVM-based speaker recognition".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]

_FILE = "whitening.npy"
_SHRINKAGE = 1.0
"""How much of the mean variance is added to each direction; chosen on the valid parts."""


@dataclass(frozen=True)
class Whitening:
    """A linear map, shape (dimensions, dimensions)."""

    matrix: Rows

    def apply(self, rows: Rows) -> Rows:
        """Map rows and bring them to length 1; a zero row stays one."""
        mapped = rows @ self.matrix
        lengths = np.linalg.norm(mapped, axis=1, keepdims=True)
        return np.asarray(mapped / np.maximum(lengths, 1e-9), np.float32)

    def save(self, folder: Path) -> None:
        """Write it, in half precision."""
        np.save(folder / _FILE, self.matrix.astype(np.float16))


def load_whitening(folder: Path) -> Whitening:
    """Read back what `save` wrote."""
    return Whitening(np.load(folder / _FILE, allow_pickle=False).astype(np.float32))


def whitening_of(rows: Rows, labels: npt.NDArray[np.int64]) -> Whitening:
    """Learn the map from rows and the index of each row's label."""
    spread = rows.astype(np.float64)
    for label in np.unique(labels):
        spread[labels == label] -= spread[labels == label].mean(axis=0)
    covariance = spread.T @ spread / len(rows)
    mean_variance = float(np.trace(covariance)) / len(covariance)
    if mean_variance == 0:
        return Whitening(np.eye(len(covariance), dtype=np.float32))
    shrunk = covariance + _SHRINKAGE * mean_variance * np.eye(len(covariance))
    variances, directions = np.linalg.eigh(shrunk)
    # Sizes as they were on the whole, so that half precision holds them.
    scales = np.sqrt(mean_variance / variances)
    return Whitening(np.asarray((directions * scales) @ directions.T, np.float32))
