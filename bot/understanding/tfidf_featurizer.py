"""Rasa component: length-normalised TF-IDF of words and of letter groups, as sparse features."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.reading import code_fingerprint, reading_of

_FILE = "tfidf.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TfidfFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds words and word pairs, and letter groups, each part of length `weight`.

    Unit length matters: raw counts would drown the embedding beside them.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults: weight of each part, and how many letter groups are kept."""
        return {
            **SparseFeaturizer.get_default_config(),
            "weight": 0.5,
            "most_letter_groups": 20000,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a weight that would leave the features out."""
        if config["weight"] <= 0:
            raise ValueError(f"TfidfFeaturizer: weight must be above 0, found {config['weight']}")

    def __init__(
        self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._vectorizers = [
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=(2, 4),
                min_df=3,
                sublinear_tf=True,
                max_features=config["most_letter_groups"],
            ),
        ]

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
    ) -> TfidfFeaturizer:
        """Make an untrained one."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TfidfFeaturizer:
        """Load a trained one."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            parts = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        for vectorizer, part in zip(component._vectorizers, parts, strict=True):
            vectorizer.vocabulary_ = part["vocabulary"]
            vectorizer.fixed_vocabulary_ = True
            vectorizer.idf_ = np.array(part["idf"])
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn vocabulary and weights from the examples."""
        texts = [reading_of(example) for example in training_data.intent_examples]
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts)
        parts = [
            {
                "vocabulary": {term: int(index) for term, index in each.vocabulary_.items()},
                "idf": [round(float(value), 5) for value in each.idf_],
            }
            for each in self._vectorizers
        ]
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(parts), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features."""
        texts = [reading_of(message) for message in messages]
        if not any(texts):
            return messages
        parts = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        matrix = csr_matrix(hstack(parts) * self._config["weight"])
        for row, message in enumerate(messages):
            if texts[row]:
                message.add_features(
                    Features(matrix[row], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples."""
        self.process(training_data.training_examples)
        return training_data
