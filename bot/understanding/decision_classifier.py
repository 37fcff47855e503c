"""Rasa component: the one decision on a message, from its features and the words found in it."""

from __future__ import annotations

import os
from bisect import bisect_right
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack

from bot.understanding.decision import Reading, Scores, Thresholds, decide
from bot.understanding.heads import Head, fit_head, load_heads, save_heads
from bot.understanding.reading import DECISION, HITS, KNOWN_SHARE, code_fingerprint, reading_of
from bot.understanding.tasks import tasks_for


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DecisionClassifier(IntentClassifier, GraphComponent):
    """Writes `decision`, and intent and ranking as Rasa's rules want them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults.

        `strength` is the inverse of the regularisation; `confidence` holds points of raw score and
        probability of being right, between which confidence is interpolated.
        """
        return {
            "strength": 10.0,
            "confidence": [[0.0, 0.0], [1.0, 1.0]],
            "ask_back_below": 0.4,
            "topic": 0.3,
            "further_topic": 0.8,
            "further_topic_named": 0.2,
            "ask": 0.5,
            "safety_first": 0.4,
            "safety_line": 0.05,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._heads: dict[str, Head] = {}
        points = sorted(config["confidence"])
        self._raw_scores = [float(raw) for raw, _ in points]
        self._confidences = [float(confidence) for _, confidence in points]
        self._limits = Thresholds(
            **{name: float(config[name]) for name in Thresholds.__dataclass_fields__}
        )

    @classmethod
    def fingerprint_addon(cls, _config: dict[str, Any]) -> str | None:
        """Tell Rasa's training cache apart what other code has trained."""
        return code_fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DecisionClassifier:
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
    ) -> DecisionClassifier:
        """Load a trained one."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._heads = load_heads(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Train the heads."""
        examples = training_data.intent_examples
        features = _features_of(examples)
        tasks = tasks_for(examples)
        strength = float(self._config["strength"])
        # The solver holds no lock while it computes, so threads share the work.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            heads = pool.map(lambda task: fit_head(task, features, strength), tasks)
            self._heads = {task.name: head for task, head in zip(tasks, heads, strict=True)}
        with self._storage.write_to(self._resource) as folder:
            save_heads(folder, self._heads)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on messages."""
        read = [message for message in messages if message.get(TEXT)]
        if read:
            features = _features_of(read)
            found = {name: head.probabilities(features) for name, head in self._heads.items()}
            for row, message in enumerate(read):
                self._decide(message, {name: each[row] for name, each in found.items()})
        return messages

    def _decide(self, message: Message, found: dict[str, npt.NDArray[np.float64]]) -> None:
        scores = _scores_of(self._heads, found)
        reading = Reading(
            reading_of(message), message.get(HITS) or [], message.get(KNOWN_SHARE, 1.0)
        )
        decision = decide(scores, reading, self._limits, self._confidence_of)
        message.set(DECISION, decision, add_to_output=True)
        intent = {INTENT_NAME_KEY: decision["route"], "confidence": decision["confidence"]}
        message.set(INTENT, intent, add_to_output=True)
        others = sorted(scores.route.items(), key=lambda item: -item[1])
        ranking = [intent] + [
            {INTENT_NAME_KEY: route, "confidence": round(p, 4)}
            for route, p in others
            if route != decision["route"]
        ]
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _confidence_of(self, raw: float) -> float:
        """Interpolate as `numpy.interp` does, at a tenth of its time for one number."""
        raws, values = self._raw_scores, self._confidences
        place = bisect_right(raws, raw) - 1
        if place < 0 or place == len(raws) - 1:
            return values[max(place, 0)]
        slope = (values[place + 1] - values[place]) / (raws[place + 1] - raws[place])
        return slope * (raw - raws[place]) + values[place]


def _features_of(messages: list[Message]) -> csr_matrix:
    """Give dense and sparse sentence features, a row for each message."""
    dense = np.vstack([np.hstack(_sentence_features(m, is_sparse=False)) for m in messages])
    sparse = vstack([_side_by_side(_sentence_features(m, is_sparse=True)) for m in messages])
    return hstack([csr_matrix(dense), sparse], format="csr")


def _sentence_features(message: Message, *, is_sparse: bool) -> list[Any]:
    """List the features of the whole text that each featurizer has made.

    Rasa's own way to them copies each, which takes longer than all that is done with them.
    """
    return [
        each.features
        for each in message.features
        if each.attribute == TEXT
        and each.type == FEATURE_TYPE_SENTENCE
        and each.is_sparse() == is_sparse
    ]


def _side_by_side(parts: list[csr_matrix]) -> csr_matrix:
    return parts[0] if len(parts) == 1 else hstack(parts, format="csr")


def _scores_of(heads: dict[str, Head], found: dict[str, npt.NDArray[np.float64]]) -> Scores:
    def named(name: str) -> dict[str, float]:
        if name not in heads:
            return {}
        return dict(zip(heads[name].labels, map(float, found[name]), strict=True))

    return Scores(
        route=named("route"),
        topics=named("topics"),
        asks=named("asks"),
        strategy_asks=named("strategy_asks"),
        subject=named("subject"),
        human_kind=named("human_kind"),
        smalltalk_kind=named("smalltalk_kind"),
    )
