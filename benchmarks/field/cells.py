"""Run the cells of the benchmark, and keep each when it is done so that it is not run again.

A cell is a set × a training part × a pipeline. It has four steps (`train`, `valid`, `test` and
`typos`) with a file each, in a folder named after all that the results depend on, so that nothing
stale is taken.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.field.pipelines import STOCK, WITH_ENCODER, config_of
from benchmarks.field.sets import Example, load_part
from benchmarks.field.typos import with_typos

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("train", "valid", "test", "typos")
TYPO_SEED = 20261124
_MEASURED_AS = "rasa 3.6.21, measured as 1"
"""Count up when a change of `child.py` changes what is measured."""

_CODE = (
    "benchmarks/field/general_reading.py",
    "benchmarks/field/intent_head.py",
    "benchmarks/field/other_encoder.py",
    "benchmarks/field/typing_repair.py",
    "benchmarks/field/whitening.py",
    "bot/masking.py",
    "bot/masking_names.py",
    "bot/text.py",
)
_UNDERSTANDING = (
    "encoder",
    "english",
    "heads",
    "lexicon",
    "lexicon_extractor",
    "reading",
    "sentence_encoder",
    "spelling",
    "tfidf_featurizer",
)
_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "TF_NUM_INTRAOP", "TF_NUM_INTEROP")


class CellFailed(Exception):
    """A step ended without a result; `output` is the end of what it wrote."""

    def __init__(self, cell: Cell, step: str, output: str) -> None:
        self.cell = cell
        self.step = step
        self.output = output
        super().__init__(f"{cell.set_name} {cell.shots} {cell.pipeline} {step} failed: {output}")


@dataclass(frozen=True)
class Cell:
    """One set, with one training part, under one pipeline."""

    set_name: str
    shots: str
    pipeline: str


@dataclass(frozen=True)
class Bench:
    """Where the sets and the results are, and the encoder of the pipeline that asks for one."""

    sets_folder: Path
    results_folder: Path
    encoder_folder: Path | None = None

    def folder_of(self, cell: Cell) -> Path:
        """Give the folder of a cell's results, by the fingerprint of what they depend on."""
        digest = hashlib.sha256(json.dumps(self._config_of(cell), sort_keys=True).encode())
        digest.update(_MEASURED_AS.encode())
        for step in STEPS:
            for example in self.examples_of(cell, step):
                digest.update(f"{example.intent} {example.text}\n".encode())
        for file in self._code_of(cell):
            digest.update(file.read_bytes())
        pipeline = "".join(letter if letter.isalnum() else "-" for letter in cell.pipeline)
        name = f"{cell.set_name}-{cell.shots}-{pipeline}-{digest.hexdigest()[:12]}"
        return self.results_folder / name

    def _config_of(self, cell: Cell) -> dict[str, Any]:
        return config_of(cell.pipeline, str(self.encoder_folder) if self.encoder_folder else None)

    def _code_of(self, cell: Cell) -> list[Path]:
        if cell.pipeline == STOCK:
            return []
        manifests = [self.encoder_folder / "manifest.json"] if self.encoder_folder else []
        return [*_code_files(), *(manifests if cell.pipeline == WITH_ENCODER else [])]

    def run(self, cell: Cell, tell: Callable[[str], None]) -> dict[str, dict[str, Any]]:
        """Give the results of every step, running those that are not kept. Raises CellFailed."""
        folder = self.folder_of(cell)
        folder.mkdir(parents=True, exist_ok=True)
        results = {}
        for step in STEPS:
            file = folder / f"{step}.json"
            if not file.is_file():
                tell(f"{cell.set_name} {cell.shots} {cell.pipeline}: {step}")
                self._run_step(cell, step, file)
            results[step] = json.loads(file.read_text(encoding="utf-8"))
        return results

    def is_done(self, cell: Cell) -> bool:
        """Tell whether every step of a cell is kept."""
        return all((self.folder_of(cell) / f"{step}.json").is_file() for step in STEPS)

    def examples_of(self, cell: Cell, step: str) -> list[Example]:
        """Give what a step reads: training examples, or messages with their intents."""
        if step == "train":
            return load_part(self.sets_folder, cell.set_name, cell.shots)
        if step != "typos":
            return load_part(self.sets_folder, cell.set_name, step)
        # What is out of scope stays as it is: the drop in accuracy is what is asked.
        plain = [e for e in load_part(self.sets_folder, cell.set_name, "test") if e.intent]
        return [Example(with_typos(each.text, TYPO_SEED), each.intent) for each in plain]

    def _run_step(self, cell: Cell, step: str, file: Path) -> None:
        examples = self.examples_of(cell, step)
        order: dict[str, Any] = {"model": str(file.parent / "model"), "result": str(file)}
        if step == "train":
            pairs = [(each.text, each.intent) for each in examples]
            order |= {"do": "train", "config": self._config_of(cell), "examples": pairs}
        else:
            order |= {"do": "parse", "texts": [each.text for each in examples]}
        command = [sys.executable, "-m", "benchmarks.field.child"]
        done = subprocess.run(  # noqa: S603  this project's own module
            command,
            input=json.dumps(order),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, **{_threads_of(name): "1" for name in _LIBRARIES}},
        )
        if done.returncode or not file.is_file():
            raise CellFailed(cell, step, (done.stderr or done.stdout)[-1000:])


def _code_files() -> list[Path]:
    folder = ROOT / "bot" / "understanding"
    own = [folder / f"{name}.py" for name in _UNDERSTANDING]
    return [ROOT / name for name in _CODE] + [*own, folder / "encoder_files" / "manifest.json"]


def _threads_of(library: str) -> str:
    return f"{library}_THREADS" if library.startswith("TF_") else f"{library}_NUM_THREADS"
