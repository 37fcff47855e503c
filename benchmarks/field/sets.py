"""Public sets of labelled messages, as local folders.

The layout is that of the collection jianguoz/Few-Shot-Intent-Detection: `<SET>/<part>/seq.in` holds
a message a line, `<SET>/<part>/label` its intent; what belongs to no intent is under `<SET>/oos/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SETS = ("BANKING77", "CLINC150", "HWU64")
PARTS = ("valid", "test")
WITH_OUT_OF_SCOPE = ("CLINC150",)
_COLLECTION_FOLDER = "Datasets"


@dataclass(frozen=True)
class Example:
    """One message with its intent; an empty intent is out of scope."""

    text: str
    intent: str


class SetsMissing(Exception):
    """A folder does not hold what the benchmark needs; `missing` lists the files."""

    def __init__(self, folder: Path, missing: list[str]) -> None:
        self.folder = folder
        self.missing = missing
        shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        super().__init__(
            f"{folder} lacks {len(missing)} of the files needed ({shown}); give the folder that "
            f"holds {', '.join(SETS)} in the layout of jianguoz/Few-Shot-Intent-Detection"
        )


def find_sets(path: Path, shots: list[str]) -> Path:
    """Give the folder that holds the sets: `path`, or its `Datasets` folder.

    `shots` names the training parts wanted. Raises SetsMissing.
    """
    inner = path / _COLLECTION_FOLDER
    folder = inner if inner.is_dir() else path
    missing = [
        f"{name}/{part}/{file}"
        for name in SETS
        for part in [*shots, *PARTS, *_out_of_scope_parts(name)]
        for file in ("seq.in", "label")
        if not (folder / name / part / file).is_file()
    ]
    if missing:
        raise SetsMissing(folder, missing)
    return folder


def load_part(folder: Path, name: str, part: str) -> list[Example]:
    """Read one part of a set; `valid` and `test` come with what is out of scope, where there is."""
    examples = _read(folder / name / part)
    if part in PARTS and name in WITH_OUT_OF_SCOPE:
        outside = _read(folder / name / "oos" / part)
        examples += [Example(each.text, "") for each in outside]
    return examples


def _read(folder: Path) -> list[Example]:
    texts = (folder / "seq.in").read_text(encoding="utf-8").splitlines()
    intents = (folder / "label").read_text(encoding="utf-8").splitlines()
    pairs = zip(texts, intents, strict=True)
    return [Example(text.strip(), intent.strip()) for text, intent in pairs if text.strip()]


def _out_of_scope_parts(name: str) -> list[str]:
    return [f"oos/{part}" for part in PARTS] if name in WITH_OUT_OF_SCOPE else []
