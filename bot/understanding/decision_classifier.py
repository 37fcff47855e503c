"""Rasa component: the one decision on a message, from its features and the words found in it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.isotonic import IsotonicRegression

from bot.understanding.decision import (
    Reading,
    Scores,
    Thresholds,
    decide,
    raw_score,
    topics_of,
)
from bot.understanding.heads import (
    Head,
    Task,
    fit_head,
    folds_of,
    load_heads,
    save_heads,
)
from bot.understanding.reading import DECISION, HITS, reading_of
from bot.understanding.tasks import tasks_for

_FOLDS = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DecisionClassifier(IntentClassifier, GraphComponent):
    """Writes `decision`, and intent and ranking as Rasa's rules want them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults; `strength` is the inverse of the regularisation."""
        return {
            "strength": 10.0,
            "seed": 20261124,
            "ask_back_below": 0.45,
            "topic": 0.3,
            "further_topic": 0.6,
            "further_topic_named": 0.25,
            "ask": 0.5,
            "safety_first": 0.6,
            "safety_line": 0.25,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._heads: dict[str, Head] = {}
        self._calibration: tuple[list[float], list[float]] = ([0.0, 1.0], [0.0, 1.0])
        self._limits = Thresholds(
            **{name: float(config[name]) for name in Thresholds.__dataclass_fields__}
        )

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
            component._heads, extra = load_heads(folder)
        component._calibration = tuple(extra["calibration"])
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Train the heads, then calibrate confidence on examples that each fold has not seen."""
        examples = training_data.intent_examples
        features = vstack([_features_of(example) for example in examples], format="csr")
        tasks = tasks_for(examples)
        strength = float(self._config["strength"])
        self._calibration = self._calibrate(examples, features, tasks)
        self._heads = {task.name: fit_head(task, features, strength) for task in tasks}
        with self._storage.write_to(self._resource) as folder:
            save_heads(folder, self._heads, {"calibration": self._calibration})
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on messages."""
        for message in messages:
            if message.get(TEXT):
                self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        scores = self._scores(message)
        reading = Reading(reading_of(message), message.get(HITS) or [])
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

    def _scores(self, message: Message) -> Scores:
        features = _features_of(message)
        found = {name: head.probabilities(features)[0] for name, head in self._heads.items()}
        return _scores_of(self._heads, found)

    def _confidence_of(self, raw: float) -> float:
        return float(np.interp(raw, *self._calibration))

    def _calibrate(
        self, examples: list[Message], features: csr_matrix, tasks: list[Task]
    ) -> tuple[list[float], list[float]]:
        """Learn how often a raw score is right, by isotonic regression over held-out folds.

        Zadrozny and Elkan (2002), "Transforming classifier scores into accurate multiclass
        probability estimates".
        """
        raw: list[float] = []
        right: list[bool] = []
        for held_out in folds_of(len(examples), _FOLDS, int(self._config["seed"])):
            seen = np.setdiff1d(np.arange(len(examples)), held_out)
            heads = {
                task.name: fit_head(_only(task, seen), features, float(self._config["strength"]))
                for task in tasks
                if task.name in ("route", "topics")
            }
            found = {n: head.probabilities(features[held_out]) for n, head in heads.items()}
            for row, index in enumerate(held_out):
                scores = _scores_of(heads, {name: p[row] for name, p in found.items()})
                score, is_right = self._judge(scores, examples[index])
                raw.append(score)
                right.append(is_right)
        fitted = IsotonicRegression(y_min=0.0, y_max=0.99, out_of_bounds="clip").fit(raw, right)
        return (
            [round(float(x), 5) for x in fitted.X_thresholds_],
            [round(float(y), 5) for y in fitted.y_thresholds_],
        )

    def _judge(self, scores: Scores, example: Message) -> tuple[float, bool]:
        reading = Reading(reading_of(example), example.get(HITS) or [])
        topics = topics_of(scores, reading, self._limits)
        route = max(scores.route, key=lambda name: scores.route[name])
        truth = (example.get("metadata") or {}).get("intent") or {}
        is_right = route == example.get(INTENT) and (
            route != "workstream" or set(topics) == set(truth.get("workstreams") or [])
        )
        return raw_score(scores, route, topics), is_right


def _only(task: Task, rows: npt.NDArray[np.int64]) -> Task:
    kept = np.isin(task.rows, rows)
    return Task(task.name, task.labels, task.is_exclusive, task.rows[kept], task.targets[kept])


def _features_of(message: Message) -> csr_matrix:
    """Give the message's dense and sparse sentence features as one row."""
    _, dense = message.get_dense_features(TEXT)
    _, sparse = message.get_sparse_features(TEXT)
    return hstack([csr_matrix(dense.features), sparse.features], format="csr")


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
        safety=named("safety").get("first", 0.0),
    )


def clauses_of(text: str) -> list[str]:
    """Split a long text into its sentences and clauses."""
    return [part.strip() for part in re.split(r"[.!?;\n]+|,? but ", text) if part.strip()]
