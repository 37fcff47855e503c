"""Train the model, when something that it depends on changed, and find the trained one.

A model is named after the fingerprint of its inputs, so that a file of that name is the right one.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from bot.errors import ModelBroken, TrainingFailed
from bot.settings import MODEL_FOLDER, ROOT, taught_file

# The content is not among them: what understanding takes of it stands in data/nlu/generated.yml.
INPUTS = (
    "config.yml",
    "domain.yml",
    "data",
    "bot/understanding",
    "bot/content/ids.py",
    "bot/masking.py",
    "bot/masking_names.py",
    "bot/text.py",
    "requirements/run.txt",
)
MODELS_KEPT_BESIDE = 2
"""How many older models stay, for going back."""

CANDIDATES = "candidates"
"""The folder in that of the models for those not in service: Rasa's own commands take the newest
model of a folder, and do not look into folders within."""

_ENCODER_FOLDER = "encoder_files"
_SUFFIX = ".tar.gz"
_CHANGED_MEANWHILE = "files that it depends on changed meanwhile; train again"
_OUR_NAME = re.compile(r"^[0-9a-f]{16}\.tar\.gz$")


def fingerprint(root: Path = ROOT, taught: str | None = None) -> str:
    """Give 16 hexadecimal digits that change with each input of the model.

    `taught` is what the file of taught examples holds; None reads it. Empty is none of them.
    """
    digest = hashlib.sha256()
    for file in _input_files(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    if taught is None:
        taught = taught_now()
    if taught:
        digest.update(f"taught {hashlib.sha256(taught.encode()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def taught_now() -> str:
    """Give what the file of taught examples holds, empty when it is not there."""
    file = taught_file()
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _input_files(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = root / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in files if file.is_file() and _counts(file.relative_to(root)))


def _counts(file: Path) -> bool:
    if any(part == "__pycache__" or part.startswith(".") for part in file.parts):
        return False
    # The manifest holds the sums of the encoder's large files; hashing those at each start is dear.
    return _ENCODER_FOLDER not in file.parts or file.name == "manifest.json"


def path_for_current_inputs() -> Path:
    """Give the path at which the model of the inputs as they are now stands, or would."""
    return model_of(fingerprint())


def is_trained() -> bool:
    """Tell whether the model of the inputs as they are now exists."""
    return path_for_current_inputs().is_file()


def model_for_current_inputs() -> Path:
    """Give the model of the inputs as they are now. Raises ModelBroken when there is none."""
    model = path_for_current_inputs()
    if not model.is_file():
        raise ModelBroken(model, "no model is trained for config, data and code as they are now")
    return model


def model_of(model_fingerprint: str) -> Path:
    """Give where a model stands, or would, when it is in service."""
    return MODEL_FOLDER / f"{model_fingerprint}.tar.gz"


def candidate_of(model_fingerprint: str) -> Path:
    """Give where a candidate stands, or would."""
    return MODEL_FOLDER / CANDIDATES / f"{model_fingerprint}.tar.gz"


def train(tell: Callable[[str], None], kept: Collection[str] = ()) -> Path:
    """Train a model, which takes a minute or more; `tell` gets a line as each step begins.

    The file appears under its name when it is complete. Of older ones some stay, and all whose
    fingerprint is in `kept`. Raises TrainingFailed.
    """
    target = path_for_current_inputs()
    MODEL_FOLDER.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that it can be moved there in one step.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=MODEL_FOLDER) as folder:
        model = Path(_train_into(folder, tell))
        if path_for_current_inputs() != target:
            raise TrainingFailed(_CHANGED_MEANWHILE)
        model.replace(target)
    _remove_older(target, kept)
    return target


def train_candidate(taught: str, tell: Callable[[str], None]) -> str:
    """Train a model with other taught examples than those in service; give its fingerprint.

    `taught` is what their file will hold. Raises TrainingFailed.
    """
    target = candidate_of(fingerprint(taught=taught))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".training-", dir=target.parent) as folder:
        file = Path(folder) / "taught.yml"
        file.write_text(taught, encoding="utf-8")
        model = Path(_train_into(folder, tell, file))
        if candidate_of(fingerprint(taught=taught)) != target:
            raise TrainingFailed(_CHANGED_MEANWHILE)
        model.replace(target)
    return target.name.removesuffix(_SUFFIX)


def put_into_service(model_fingerprint: str) -> None:
    """Move a candidate to the models; one that is there already stays."""
    candidate = candidate_of(model_fingerprint)
    if candidate.is_file():
        candidate.replace(model_of(model_fingerprint))


def remove_candidates(kept: Collection[str]) -> None:
    """Remove the files of candidates, except those whose fingerprint is in `kept`."""
    for file in (MODEL_FOLDER / CANDIDATES).glob(f"*{_SUFFIX}"):
        if file.name.removesuffix(_SUFFIX) not in kept:
            file.unlink()


def _train_into(folder: str, tell: Callable[[str], None], taught: Path | None = None) -> str:
    tell("loading Rasa")
    from bot import rasa_patches

    rasa_patches.prepare_to_train(lambda node: _tell_step(node, tell))
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException

    examples = taught or taught_file()
    # Rasa prints what it has to say, in colours, instead of raising it.
    said = io.StringIO()
    tell("reading and checking the training data")
    try:
        with contextlib.redirect_stdout(said), contextlib.chdir(ROOT):
            result = rasa_train(
                "domain.yml",
                "config.yml",
                ["data", *([str(examples)] if examples.is_file() else [])],
                output=folder,
                force_training=True,
                fixed_model_name="model",
            )
    except (RasaException, ValueError) as exc:
        raise TrainingFailed(str(exc)) from exc
    if result.code or not result.model:
        raise TrainingFailed(_without_colours(said.getvalue()))
    return str(result.model)


def _tell_step(node: str, tell: Callable[[str], None]) -> None:
    """Say which of our components is at work; Rasa's own steps are quick."""
    match = re.match(r"(train|run)_bot\.understanding\.\w+\.(\w+?)\d*$", node)
    if match:
        tell(f"{'training' if match[1] == 'train' else 'running'} {match[2]}")


def _without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).strip()


def _remove_older(current: Path, kept: Collection[str]) -> None:
    """Keep the newest few of our own models; those that `rasa train` made are not ours."""
    stay = {current.name, *(f"{each}{_SUFFIX}" for each in kept)}
    older = [
        file
        for file in MODEL_FOLDER.iterdir()
        if _OUR_NAME.match(file.name) and file.name not in stay
    ]
    older.sort(key=lambda file: file.stat().st_mtime, reverse=True)
    for file in older[MODELS_KEPT_BESIDE:]:
        file.unlink()
