"""The few places where Rasa 3.6.21 is changed from outside, each with its reason.

`tests/test_rasa_patches.py` holds them against the pinned version: when Rasa changes, it fails.
Import this module before `rasa.core`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

RASA_VERSION = "3.6.21"

# Set before Rasa is imported: no use is reported to anybody, and TensorFlow, where it must be
# loaded, stays quiet.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# Matrices are small here: threads wait for each other longer than they compute, in training by a
# factor of two and more.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

_TENSORFLOW_GATE = "rasa.utils.train_utils"


class _DeferredModule(types.ModuleType):
    """Stands in for a module and loads it when a name that it defines is asked for.

    `importlib.util.LazyLoader` will not do: the import system itself touches the module. Only
    names that the real module defines load it, because skops asks every module for any name.
    """

    def __init__(self, name: str, names: frozenset[str]) -> None:
        super().__init__(name)
        self._names = names

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("_") or attribute not in self._names:
            raise AttributeError(attribute)
        del sys.modules[self.__name__]
        real = importlib.import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, attribute)


def defer_tensorflow() -> None:
    """Keep TensorFlow out until it is needed: the pipeline has no component that uses it.

    One module imports it on the way to the agent, `rasa.utils.train_utils`; start-up takes a
    third of the time and half the memory without.
    """
    if _TENSORFLOW_GATE in sys.modules:
        return
    parent = importlib.import_module("rasa.utils")
    spec = importlib.util.find_spec(_TENSORFLOW_GATE)
    if spec is None or spec.origin is None:
        raise ImportError(f"{_TENSORFLOW_GATE} is not in rasa {RASA_VERSION}; install that version")
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    deferred = _DeferredModule(_TENSORFLOW_GATE, frozenset(_defined_names(tree)))
    sys.modules[_TENSORFLOW_GATE] = deferred
    parent.train_utils = deferred  # type: ignore[attr-defined]
    _import_without_tensorflow("thinc.compat")


def _defined_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(t.id for t in node.targets if isinstance(t, ast.Name))
    return names


def _import_without_tensorflow(module: str) -> None:
    """Import a module that takes TensorFlow in where it finds it, as spaCy's thinc does."""
    if "tensorflow" in sys.modules:
        return
    sys.modules["tensorflow"] = None  # type: ignore[assignment]  # makes its import fail
    try:
        importlib.import_module(module)
    finally:
        del sys.modules["tensorflow"]


def skip_training_graph() -> None:
    """Load a model without its training graph, whose components need not be imported to serve."""
    from rasa.engine.storage.storage import ModelMetadata

    original = ModelMetadata.from_dict.__func__

    def from_dict(cls: type[ModelMetadata], serialized: dict[str, Any]) -> ModelMetadata:
        metadata: ModelMetadata = original(cls, {**serialized, "train_schema": {"nodes": {}}})
        return metadata

    ModelMetadata.from_dict = classmethod(from_dict)


def validate_results_quickly() -> None:
    """Check an action's result by a validator that is built once.

    Rasa builds it for each result, which is three fifths of the time of a custom action.
    """
    from jsonschema import Draft202012Validator, ValidationError
    from rasa.core.actions.action import RemoteAction

    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def check(_self: RemoteAction, result: dict[str, Any]) -> bool:
        error = next(validator.iter_errors(result), None)
        if error is not None:
            # The same kind of error that Rasa's own check raises, with its advice.
            raise ValidationError(f"Failed to validate action server response: {error.message}")
        return True

    RemoteAction._validate_action_result = check


def prepare_to_serve() -> None:
    """Apply all changes that serving wants."""
    defer_tensorflow()
    skip_training_graph()
    validate_results_quickly()


def validate_yaml_quickly() -> None:
    """Check training data as Rasa's fast reader gives it.

    For the check Rasa reads each file by a parser in pure Python that keeps line numbers, ten
    times as slow as the one in C. Only a message about a fault needs them, so only a faulty file
    is read that way.
    """
    from rasa.shared.exceptions import YamlException
    from rasa.shared.utils import io, validation

    original, read_yaml = validation.validate_yaml_schema, io.read_yaml

    def read_fast(content: str, *_args: Any, **_kwargs: Any) -> Any:
        return read_yaml(content)

    def validate(*args: Any, **kwargs: Any) -> None:
        io.read_yaml = read_fast
        try:
            original(*args, **kwargs)
        except YamlException:
            io.read_yaml = read_yaml
            original(*args, **kwargs)
        finally:
            io.read_yaml = read_yaml

    validation.validate_yaml_schema = validate


def read_training_data_once() -> None:
    """Read and check the NLU files once.

    Rasa keeps what it read by the arguments as they were written, and asks for it both with the
    language and without.
    """
    from rasa.shared.importers.importer import CombinedDataImporter, TrainingData

    original = CombinedDataImporter.get_nlu_data

    def get_nlu_data(self: CombinedDataImporter, language: str = "en") -> TrainingData:
        return original(self, language)

    CombinedDataImporter.get_nlu_data = get_nlu_data


def merge_without_copies() -> None:
    """Merge training data without a deep copy of each example in it.

    Rasa merges six times on its way from the files to the components, most of them with nothing,
    and each time copies and hashes every example. Nobody else holds what is merged there.
    """
    from rasa.shared.nlu.training_data.training_data import TrainingData

    original = TrainingData.merge

    def merge(self: TrainingData, *others: TrainingData | None) -> TrainingData:
        parts = [each for each in (self, *others) if each and _holds_something(each)]
        if len(parts) == 1:
            return parts[0]
        examples = [example for part in parts for example in part.training_examples]
        rest = original(TrainingData(), *(_without_examples(part) for part in parts))
        return TrainingData(
            examples, rest.entity_synonyms, rest.regex_features, rest.lookup_tables, rest.responses
        )

    def _holds_something(data: TrainingData) -> bool:
        return bool(data.responses) or not data.is_empty()

    def _without_examples(data: TrainingData) -> TrainingData:
        return TrainingData(
            None, data.entity_synonyms, data.regex_features, data.lookup_tables, data.responses
        )

    TrainingData.merge = merge


def train_without_cache(tell: Callable[[str], None]) -> None:
    """Take nothing from Rasa's training cache, write nothing to it, compute no keys for it.

    Its keys know the source of a component's class and not the modules that it uses, so it would
    give components trained by older code. `bot.training` decides what must be trained. `tell`
    gets the name of each step of the graph as it begins.
    """
    from rasa.engine.graph import GraphNodeHook
    from rasa.engine.training import graph_trainer

    class TellingHook(GraphNodeHook):
        def __init__(self, **_kwargs: Any) -> None:
            pass

        def on_before_node(self, node_name: str, **_kwargs: Any) -> dict[str, Any]:
            tell(node_name)
            return {}

        def on_after_node(self, **_kwargs: Any) -> None:
            pass

    # A size of nought switches the cache off.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    graph_trainer.TrainingHook = TellingHook


def prepare_to_train(tell: Callable[[str], None]) -> None:
    """Apply all changes that training wants; `tell` gets the name of each step as it begins."""
    # Rasa draws a progress bar for each of its own steps, unless it is to log warnings alone.
    os.environ["LOG_LEVEL"] = "WARNING"
    defer_tensorflow()
    validate_yaml_quickly()
    read_training_data_once()
    merge_without_copies()
    train_without_cache(tell)
