"""Rasa component: reads messages about anything, where the bot's own reads those of its field."""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from benchmarks.field.typing_repair import TypingRepair, counts_of
from bot.masking import mask
from bot.understanding.reading import READING

_FILE = "counts.json"


# Rasa passes training data through tokenizers and featurizers alone.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class GeneralReading(GraphComponent):
    """Masks and repairs messages; adds each intent's name to its training examples.

    A name such as `card_not_working` says what the intent is about in words that few examples may
    hold.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource
        self._repair = TypingRepair({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GeneralReading:
        """Make an untrained one."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GeneralReading:
        """Load a trained one."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            counts = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        component._repair = TypingRepair(counts)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words the messages and the intents' names hold."""
        texts = [str(each.get(TEXT)) for each in training_data.intent_examples]
        counts = counts_of([*texts, *map(name_in_words, sorted(training_data.intents))])
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(counts), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read the examples, and each intent's name as one more."""
        names = [
            Message({TEXT: name_in_words(intent), INTENT: intent})
            for intent in sorted(training_data.intents)
        ]
        whole = training_data.merge(TrainingData(names))
        self.process(whole.training_examples)
        return whole

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages."""
        for message in messages:
            if message.get(TEXT):
                message.set(READING, self._repair.repair(mask(message.get(TEXT))))
        return messages


def name_in_words(intent: str) -> str:
    """Give an intent's name as words: `card_notWorking?` is "card not working"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", intent)
    return " ".join(re.findall(r"[A-Za-z0-9]+", spaced)).lower()
