"""Training: what a model depends on, and that no file is half a model."""

from __future__ import annotations

import ast
import os
import shutil
import sys
from pathlib import Path

import pytest

from bot import training
from bot.errors import ModelBroken, TrainingFailed
from bot.settings import ROOT

NOT_PART_OF_UNDERSTANDING = {"bot/errors.py", "bot/settings.py"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in training.INPUTS:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("model.onnx"))
        else:
            shutil.copy(ROOT / name, target)
    return tmp_path


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(training, "MODEL_FOLDER", tmp_path / "models")
    return tmp_path / "models"


def told(_line: str) -> None:
    """Take a line of progress."""


def test_the_same_inputs_have_the_same_fingerprint(tree: Path) -> None:
    assert training.fingerprint(tree) == training.fingerprint(tree)


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "data/rules.yml",
        "data/nlu/generated.yml",
        "bot/understanding/decision.py",
        "bot/understanding/encoder_files/manifest.json",
        "bot/masking.py",
        "requirements/run.txt",
    ],
)
def test_a_change_of_an_input_changes_the_fingerprint(tree: Path, name: str) -> None:
    before = training.fingerprint(tree)
    with (tree / name).open("a") as file:
        file.write("\n")
    assert training.fingerprint(tree) != before


def test_a_new_file_of_examples_changes_the_fingerprint(tree: Path) -> None:
    before = training.fingerprint(tree)
    (tree / "data" / "nlu" / "new.yml").write_text("nlu: []\n")
    assert training.fingerprint(tree) != before


def test_byte_code_and_hidden_files_do_not_count(tree: Path) -> None:
    before = training.fingerprint(tree)
    cache = tree / "bot" / "understanding" / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "decision.cpython-311.pyc").write_bytes(b"x")
    (tree / "data" / ".swap").write_text("x")
    assert training.fingerprint(tree) == before


def test_every_module_that_understanding_uses_is_an_input() -> None:
    missing = {
        name
        for name in _modules_used_by_understanding()
        if not any(name == each or name.startswith(f"{each}/") for each in training.INPUTS)
    }
    assert missing <= NOT_PART_OF_UNDERSTANDING


def _modules_used_by_understanding() -> set[str]:
    found = {
        file.relative_to(ROOT).as_posix() for file in (ROOT / "bot/understanding").rglob("*.py")
    }
    waiting = set(found)
    while waiting:
        tree = ast.parse((ROOT / waiting.pop()).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "bot":
                paths = [str(node.module), *(f"{node.module}.{each.name}" for each in node.names)]
                new = {f"{each.replace('.', '/')}.py" for each in paths} - found
                new = {name for name in new if (ROOT / name).is_file()}
                found |= new
                waiting |= new
    return found


def test_without_a_model_the_remedy_is_named(models: Path) -> None:
    assert not training.is_trained()
    with pytest.raises(ModelBroken, match="make train") as caught:
        training.model_for_current_inputs()
    assert caught.value.path == models / f"{training.fingerprint()}.tar.gz"


def _write_model(folder: str, _tell: object) -> str:
    file = Path(folder) / "model.tar.gz"
    file.write_bytes(b"model")
    return str(file)


def test_a_trained_model_is_found(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_train_into", _write_model)
    assert training.train(told) == training.model_for_current_inputs()
    assert [file.name for file in models.iterdir()] == [f"{training.fingerprint()}.tar.gz"]


def test_a_training_that_breaks_off_leaves_nothing(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(folder: str, _tell: object) -> str:
        (Path(folder) / "model.tar.gz").write_bytes(b"half a mod")
        raise TrainingFailed("it was stopped")

    monkeypatch.setattr(training, "_train_into", break_off)
    with pytest.raises(TrainingFailed):
        training.train(told)
    assert list(models.iterdir()) == []


def test_inputs_that_change_meanwhile_make_no_model(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prints = iter(["0" * 16, "1" * 16])
    monkeypatch.setattr(training, "fingerprint", lambda: next(prints))
    monkeypatch.setattr(training, "_train_into", _write_model)
    with pytest.raises(TrainingFailed, match="changed"):
        training.train(told)
    assert list(models.iterdir()) == []


def test_two_older_models_of_ours_stay_and_all_that_are_not_ours(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.mkdir()
    names = [f"{digit * 16}.tar.gz" for digit in "1234"] + ["20261124-101010-old-cat.tar.gz"]
    for age, name in enumerate(names):
        (models / name).write_bytes(b"")
        os.utime(models / name, (1000 - age, 1000 - age))
    monkeypatch.setattr(training, "_train_into", _write_model)
    new = training.train(told).name
    assert {file.name for file in models.iterdir()} == {new, names[0], names[1], names[4]}


def test_looking_for_the_model_loads_no_rasa() -> None:
    code = "import bot.training, sys; bot.training.is_trained(); print('rasa' in sys.modules)"
    import subprocess

    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"


TAUGHT = 'version: "3.1"\nnlu:\n- intent: human\n'


def test_taught_examples_are_an_input_and_none_of_them_change_nothing(tree: Path) -> None:
    plain = training.fingerprint(tree, taught="")
    assert training.fingerprint(tree, taught=TAUGHT) != plain
    assert training.fingerprint(tree, taught=f"{TAUGHT} ") != training.fingerprint(
        tree, taught=TAUGHT
    )


def test_taught_examples_are_read_beside_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    plain = training.fingerprint()
    assert plain == training.fingerprint(taught="")
    (tmp_path / "taught").mkdir()
    (tmp_path / "taught" / "examples.yml").write_text(TAUGHT)
    assert training.fingerprint() == training.fingerprint(taught=TAUGHT) != plain


def test_a_candidate_stands_where_no_command_of_rasa_takes_it(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def train_with(folder: str, tell: object, taught: Path) -> str:
        given.append(taught.read_text(encoding="utf-8"))
        return _write_model(folder, tell)

    monkeypatch.setattr(training, "_train_into", train_with)
    name = training.train_candidate(TAUGHT, told)
    assert given == [TAUGHT]
    assert name == training.fingerprint(taught=TAUGHT)
    assert [each.name for each in models.glob("*.tar.gz")] == []
    training.put_into_service(name)
    assert [each.name for each in models.glob("*.tar.gz")] == [f"{name}.tar.gz"]
    assert list((models / training.CANDIDATES).iterdir()) == []


def test_models_in_service_stay_however_old(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models.mkdir()
    names = [digit * 16 for digit in "12345"]
    for age, name in enumerate(names):
        (models / f"{name}.tar.gz").write_bytes(b"")
        os.utime(models / f"{name}.tar.gz", (1000 - age, 1000 - age))
    monkeypatch.setattr(training, "_train_into", _write_model)
    training.train(told, kept={names[4]})
    assert (models / f"{names[4]}.tar.gz").is_file()
    assert not (models / f"{names[3]}.tar.gz").is_file()
