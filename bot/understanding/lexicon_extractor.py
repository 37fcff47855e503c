"""Rasa component: masks, repairs spelling, finds known words, puts denied ones aside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.masking import mask
from bot.understanding.english import everyday_words
from bot.understanding.lexicon import Hit, Lexicon, without_put_aside, words_of
from bot.understanding.reading import HITS, KNOWN_SHARE, READING, code_fingerprint
from bot.understanding.spelling import SpellingRepair

_FILE = "lexicon.json"
_LOOSE_STYLES = ("typos", "young_person", "second_language", "voice")
"""Styles whose examples are misspelt on purpose, so that their words prove nothing."""

_LEAST_SEEN = 2
"""How often the other examples must hold a word before it counts as well spelt."""

_LEAST_SEEN_AS_TARGET = 5
"""How often they must hold it before misspellings are repaired towards it."""

_TIMES_AS_OFTEN = 20
"""A word that looks like another one, seen so many times as often, is a slip of that one."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconExtractor(GraphComponent):
    """Finds workstreams (synonyms), towns and terms (lookups) as entities.

    Writes the message's `reading` for the featurizers that follow.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource
        self._lexicon = Lexicon({})
        self._spelling = SpellingRepair((), ())

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
    ) -> LexiconExtractor:
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
    ) -> LexiconExtractor:
        """Load a trained one."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._set_up(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Take phrases from synonyms and lookups, the vocabulary from the examples."""
        phrases: dict[str, dict[str, str]] = {"workstream": dict(training_data.entity_synonyms)}
        for lookup in training_data.lookup_tables:
            phrases[lookup["name"]] = {element: element for element in lookup["elements"]}
        counts: dict[str, int] = Counter(
            word
            for example in training_data.intent_examples
            if _style_of(example) not in _LOOSE_STYLES
            for word in words_of(example.get(TEXT))
        )
        counts = without_slips(counts, Lexicon(phrases).words())
        with self._storage.write_to(self._resource) as folder:
            content = json.dumps({"phrases": phrases, "counts": counts})
            (folder / _FILE).write_text(content, encoding="utf-8")
        self._set_up(phrases, counts)
        return self._resource

    def _set_up(self, phrases: dict[str, dict[str, str]], counts: dict[str, int]) -> None:
        self._lexicon = Lexicon(phrases)
        own = self._lexicon.words()
        known = own | everyday_words() | {w for w, n in counts.items() if n >= _LEAST_SEEN}
        targets = own | {w for w, n in counts.items() if n >= _LEAST_SEEN_AS_TARGET and w in known}
        self._spelling = SpellingRepair(known, targets)

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages."""
        for message in messages:
            if message.get(TEXT):
                self._read(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read the training examples as messages are read."""
        self.process(training_data.training_examples)
        return training_data

    def _read(self, message: Message) -> None:
        text = self._spelling.repair(mask(message.get(TEXT)))
        hits = self._lexicon.find(text)
        message.set(HITS, hits)
        message.set(KNOWN_SHARE, self._spelling.known_share(text))
        message.set(READING, without_put_aside(text, hits) or text, add_to_output=True)
        entities = [_entity(hit) for hit in hits if not hit.is_put_aside]
        message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)


def without_slips(counts: Mapping[str, int], own: AbstractSet[str]) -> dict[str, int]:
    """Leave out the words that are slips of a far more frequent one, whatever their style.

    Else "speach", written twice in some terse example, would count as well spelt. `own` are the
    words of the lexicon.
    """
    sure = own | everyday_words()
    targets = {word for word, n in counts.items() if n >= _LEAST_SEEN_AS_TARGET and word in sure}
    spelling = SpellingRepair(sure, targets)

    def is_slip(word: str, count: int) -> bool:
        if word in sure or count < _LEAST_SEEN:
            return False
        nearest = spelling.repair(word)
        return nearest != word and counts[nearest] >= _TIMES_AS_OFTEN * count

    return {word: count for word, count in counts.items() if not is_slip(word, count)}


def _entity(hit: Hit) -> dict[str, Any]:
    return {
        "entity": hit.kind,
        "value": hit.value,
        "start": hit.start,
        "end": hit.end,
        "extractor": LexiconExtractor.__name__,
    }


def _style_of(example: Message) -> str | None:
    metadata = example.get("metadata") or {}
    style: str | None = (metadata.get("intent") or {}).get("style")
    return style
