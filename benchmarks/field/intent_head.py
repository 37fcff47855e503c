"""Rasa component: the linear classifier of the bot with intents alone as its labels.

The bot's own `DecisionClassifier` trains such heads for route, workstreams and asks, and knows what
these mean; on other people's intents the same head code is trained once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack

from benchmarks.field.whitening import Rows, Whitening, load_whitening, whitening_of
from bot.understanding.heads import Head, Scores, Task, fit_head, load_heads, save_heads

IN_SCOPE = "in_scope"
_MOST_RANKED = 10
_TINY = 1e-30


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentHead(IntentClassifier, GraphComponent):
    """Writes intent and ranking from one head over the message's features.

    Writes `in_scope` too, 0 to 1: how far the head's scores rise above those of a message that
    says nothing. It tells apart what belongs to no intent better than the highest probability,
    after Liu and others (2020), "Energy-based out-of-distribution detection".
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults.

        `strength` is the inverse of the regularisation; `whiten` scales the embedding so that
        directions in which the messages of one intent differ count for less.
        """
        return {"strength": 10.0, "whiten": False}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._head: Head | None = None
        self._whitening: Whitening | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentHead:
        """Make an untrained one."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentHead:
        """Load a trained one."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._head = load_heads(folder)[INTENT]
            if config["whiten"]:
                component._whitening = load_whitening(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Train the head."""
        examples = training_data.intent_examples
        names = [str(example.get(INTENT)) for example in examples]
        labels = tuple(sorted(set(names)))
        targets = np.array([labels.index(name) for name in names], np.int64)
        task = Task(INTENT, labels, np.arange(len(names)), targets, is_exclusive=True)
        if self._config["whiten"]:
            dense = np.vstack([_dense_of(example) for example in examples])
            self._whitening = whitening_of(dense, targets)
        features = vstack([self._features_of(example) for example in examples], format="csr")
        self._head = fit_head(task, features, float(self._config["strength"]))
        with self._storage.write_to(self._resource) as folder:
            save_heads(folder, {INTENT: self._head})
            if self._whitening:
                self._whitening.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages."""
        for message in messages:
            if message.get(TEXT) and self._head:
                found = self._head.probabilities(self._features_of(message))[0]
                message.set(IN_SCOPE, _in_scope(found), add_to_output=True)
                best = np.argsort(-found)[:_MOST_RANKED]
                ranking = [
                    {INTENT_NAME_KEY: self._head.labels[at], "confidence": float(found[at])}
                    for at in best
                ]
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _features_of(self, message: Message) -> csr_matrix:
        dense = _dense_of(message)
        if self._whitening:
            dense = self._whitening.apply(dense)
        _, sparse = message.get_sparse_features(TEXT)
        return hstack([csr_matrix(dense), sparse.features], format="csr")


def _dense_of(message: Message) -> Rows:
    _, dense = message.get_dense_features(TEXT)
    return np.asarray(dense.features, np.float32)


def _in_scope(found: Scores) -> float:
    """Give 1 - n / sum(exp(score)) of n labels' probabilities: 0 where all scores are alike."""
    scores = np.log(np.maximum(found, _TINY))
    # The head's scores add up to nothing over the labels, so this finds them again.
    scores -= scores.mean()
    return float(max(0.0, 1 - len(scores) / np.exp(scores).sum()))
