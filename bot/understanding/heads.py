"""Linear classifiers over one feature space, kept as plain arrays."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

Scores = npt.NDArray[np.float64]

_MOST_ITERATIONS = 400
# Ten times as loose as scikit-learn's own: a third of the time, and the same answers.
_TOLERANCE = 5e-4


@dataclass(frozen=True)
class Task:
    """What one head learns.

    `rows`: indices of the examples it learns from; `targets`: an index into `labels` for each of
    them where labels exclude each other, else a 0/1 matrix, shape (len(rows), len(labels));
    `weights`: how many ordinary examples each of them counts for, shape (len(rows),); None for one.
    """

    name: str
    labels: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    is_exclusive: bool
    weights: npt.NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Head:
    """One trained classifier: weights of shape (len(labels), n_features)."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    is_exclusive: bool

    def probabilities(self, features: csr_matrix) -> Scores:
        """Give probabilities, shape (n_rows, len(labels)); rows add up to 1 where exclusive."""
        # Of one type with the weights: else each product converts all of them first.
        rows = features.astype(np.float32, copy=False)
        logits = np.asarray(rows @ self._columns, np.float64) + self.bias
        if not self.is_exclusive:
            return np.asarray(1 / (1 + np.exp(-logits)))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    @functools.cached_property
    def _columns(self) -> npt.NDArray[np.float32]:
        # Laid out as the product reads it: else each product copies all weights first, which takes
        # longer than the encoder.
        return np.ascontiguousarray(self.weights.T)


def fit_head(task: Task, features: csr_matrix, strength: float) -> Head:
    """Train one head; `strength` is the inverse of the regularisation (scikit-learn's C)."""
    rows = features[task.rows]
    if task.is_exclusive:
        return _fit_exclusive(task, rows, strength)
    regression = _regression(strength)
    columns = [
        _fit_column(regression, rows, task.targets[:, k], task.weights)
        for k in range(len(task.labels))
    ]
    return Head(
        task.labels,
        np.stack([weights for weights, _ in columns]),
        np.array([bias for _, bias in columns], np.float32),
        is_exclusive=False,
    )


def _fit_exclusive(task: Task, rows: csr_matrix, strength: float) -> Head:
    weights = np.zeros((len(task.labels), rows.shape[1]), np.float32)
    # A label that no example has must never win.
    bias = np.full(len(task.labels), -30.0, np.float32)
    present = np.unique(task.targets)
    if len(present) == 1:
        bias[present] = 0.0
        return Head(task.labels, weights, bias, is_exclusive=True)
    model = _regression(strength).fit(rows, task.targets, task.weights)
    if len(present) == 2:
        # Of two labels scikit-learn keeps the difference alone.
        weights[present] = np.vstack([-model.coef_, model.coef_]) / 2
        bias[present] = np.concatenate([-model.intercept_, model.intercept_]) / 2
    else:
        weights[present], bias[present] = model.coef_, model.intercept_
    return Head(task.labels, weights, bias, is_exclusive=True)


def _fit_column(
    regression: LogisticRegression,
    rows: csr_matrix,
    target: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64] | None,
) -> tuple[npt.NDArray[np.float32], float]:
    if len(np.unique(target)) < 2:
        return np.zeros(rows.shape[1], np.float32), 30.0 if target.all() else -30.0
    model = regression.fit(rows, target, weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(
        C=strength, max_iter=_MOST_ITERATIONS, tol=_TOLERANCE, class_weight="balanced"
    )


def save_heads(folder: Path, heads: dict[str, Head]) -> None:
    """Write heads: arrays as .npz, names as JSON; no pickle."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    names: dict[str, Any] = {}
    for name, head in heads.items():
        # Half precision halves the model and changes no decision.
        arrays[f"{name}.weights"] = head.weights.astype(np.float16)
        arrays[f"{name}.bias"] = head.bias
        names[name] = {"labels": head.labels, "is_exclusive": head.is_exclusive}
    np.savez(folder / "heads.npz", **arrays)
    (folder / "heads.json").write_text(json.dumps(names), encoding="utf-8")


def load_heads(folder: Path) -> dict[str, Head]:
    """Read back what `save_heads` wrote."""
    names = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
        return {
            name: Head(
                tuple(entry["labels"]),
                arrays[f"{name}.weights"].astype(np.float32),
                arrays[f"{name}.bias"],
                entry["is_exclusive"],
            )
            for name, entry in names.items()
        }
