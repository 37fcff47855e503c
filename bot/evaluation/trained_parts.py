"""Train the components of `config.yml` on any examples, in memory, in the order that Rasa does.

A training of Rasa's own reads files and writes an archive, which is dear where many are wanted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot import rasa_patches
from bot.settings import ROOT
from bot.yaml_text import parse_yaml

rasa_patches.defer_tensorflow()

import numpy as np  # noqa: E402
from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402  after its patches
from rasa.engine.recipes.default_recipe import DefaultV1Recipe  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.constants import INTENT, TEXT  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.understanding.encoder import Encoder, Vectors  # noqa: E402
from bot.understanding.reading import DECISION  # noqa: E402
from bot.understanding.sentence_encoder import SentenceEncoder  # noqa: E402

_Types = DefaultV1Recipe.ComponentType
_PASSED_THROUGH = {_Types.MESSAGE_TOKENIZER, _Types.MESSAGE_FEATURIZER}
"""Rasa gives the training data to these to change, and to no others."""


class RememberingEncoder(Encoder):
    """An encoder that embeds each text once."""

    def __init__(self, *folder: Path) -> None:
        super().__init__(*folder)
        self._vectors: dict[str, Vectors] = {}

    def embed(self, texts: list[str]) -> Vectors:
        """Embed texts, as `Encoder.embed`."""
        new = sorted(set(texts) - self._vectors.keys())
        if new:
            self._vectors.update(zip(new, super().embed(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])


class TrainedParts:
    """The components of `config.yml`, trained on the examples given."""

    def __init__(self, data: TrainingData, encoder: Encoder) -> None:
        """Train them; `encoder` takes the place of the vendored one."""
        self._encoder = encoder
        self._parts: list[Any] = []
        config = parse_yaml((ROOT / "config.yml").read_text(encoding="utf-8"))
        data = _fresh(data)
        with tempfile.TemporaryDirectory() as folder:
            storage = LocalModelStorage(Path(folder))
            for number, entry in enumerate(config["pipeline"]):
                name, options = entry["name"], {k: v for k, v in entry.items() if k != "name"}
                data = self._add(storage, f"{name}{number}", name, options, data)

    def _add(
        self, storage: LocalModelStorage, node: str, name: str, options: dict[str, Any], data: Any
    ) -> TrainingData:
        registered = DefaultV1Recipe._from_registry(name)  # noqa: SLF001  Rasa has no other way
        config = {**registered.clazz.get_default_config(), **options}
        context = ExecutionContext(GraphSchema({}), node_name=node)
        resource = Resource(node)
        part = registered.clazz.create(config, storage, resource, context)
        self._set_encoder(part)
        if registered.is_trainable:
            part.train(data)
            # What is saved is what serves.
            part = registered.clazz.load(config, storage, resource, context)
        if registered.types & _PASSED_THROUGH:
            data = part.process_training_data(data)
        self._parts.append(part)
        return data

    def _set_encoder(self, part: Any) -> None:
        if isinstance(part, SentenceEncoder):
            part._encoder = self._encoder  # noqa: SLF001  a part of this project

    def decisions(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Decide on messages, each on its own."""
        messages = [Message({TEXT: text}) for text in texts]
        for part in self._parts:
            messages = part.process(messages)
        return [message.get(DECISION) for message in messages]


def subset(data: TrainingData, examples: Iterable[Message]) -> TrainingData:
    """Give training data with these examples, and the synonyms and lookups of the whole."""
    return TrainingData(
        list(examples), entity_synonyms=data.entity_synonyms, lookup_tables=data.lookup_tables
    )


def _fresh(data: TrainingData) -> TrainingData:
    """Copy the examples, so that no features of another training are on them."""
    kept = (TEXT, INTENT, "metadata")
    copies = [
        Message({key: each.get(key) for key in kept if each.get(key) is not None})
        for each in data.intent_examples
    ]
    return subset(data, copies)
