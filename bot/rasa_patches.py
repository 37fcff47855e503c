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
from pathlib import Path
from typing import Any

RASA_VERSION = "3.6.21"

# Set before Rasa is imported: no use is reported to anybody, and TensorFlow, where it must be
# loaded, stays quiet.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

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
