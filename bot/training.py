"""Train the model, when something that it depends on changed, and find the trained one.

A model is named after the fingerprint of its inputs, so that a file of that name is the right one.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.errors import ModelBroken, TrainingFailed
from bot.settings import MODEL_FOLDER, ROOT

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

_ENCODER_FOLDER = "encoder_files"
_OUR_NAME = re.compile(r"^[0-9a-f]{16}\.tar\.gz$")


def fingerprint(root: Path = ROOT) -> str:
    """Give 16 hexadecimal digits that change with each input of the model."""
    digest = hashlib.sha256()
    for file in _input_files(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


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
    return MODEL_FOLDER / f"{fingerprint()}.tar.gz"


def is_trained() -> bool:
    """Tell whether the model of the inputs as they are now exists."""
    return path_for_current_inputs().is_file()


def model_for_current_inputs() -> Path:
    """Give the model of the inputs as they are now. Raises ModelBroken when there is none."""
    model = path_for_current_inputs()
    if not model.is_file():
        raise ModelBroken(model, "no model is trained for config, data and code as they are now")
    return model


def train(tell: Callable[[str], None]) -> Path:
    """Train a model, which takes a minute or more; `tell` gets a line as each step begins.

    The file appears under its name when it is complete. Raises TrainingFailed.
    """
    target = path_for_current_inputs()
    MODEL_FOLDER.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that it can be moved there in one step.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=MODEL_FOLDER) as folder:
        model = Path(_train_into(folder, tell))
        if path_for_current_inputs() != target:
            raise TrainingFailed("files that it depends on changed meanwhile; train again")
        model.replace(target)
    _remove_older(target)
    return target


def _train_into(folder: str, tell: Callable[[str], None]) -> str:
    tell("loading Rasa")
    from bot import rasa_patches

    rasa_patches.prepare_to_train(lambda node: _tell_step(node, tell))
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException

    # Rasa prints what it has to say, in colours, instead of raising it.
    said = io.StringIO()
    tell("reading and checking the training data")
    try:
        with contextlib.redirect_stdout(said), contextlib.chdir(ROOT):
            result = rasa_train(
                "domain.yml",
                "config.yml",
                ["data"],
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


def _remove_older(current: Path) -> None:
    """Keep the newest few of our own models; those that `rasa train` made are not ours."""
    older = [
        file for file in MODEL_FOLDER.iterdir() if _OUR_NAME.match(file.name) and file != current
    ]
    older.sort(key=lambda file: file.stat().st_mtime, reverse=True)
    for file in older[MODELS_KEPT_BESIDE:]:
        file.unlink()
