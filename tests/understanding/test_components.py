"""The Rasa components train, save and load, and give the same result afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.ids import TAUGHT_STYLE
from bot.understanding.decision_classifier import DecisionClassifier
from bot.understanding.encoder import Encoder, probes
from bot.understanding.lexicon_extractor import LexiconExtractor
from bot.understanding.reading import DECISION, READING
from bot.understanding.sentence_encoder import SentenceEncoder
from bot.understanding.tfidf_featurizer import TfidfFeaturizer

EXAMPLES = [
    (
        "workstream",
        {"workstreams": ["autism"], "asks": ["objectives"]},
        "what is planned for autism",
    ),
    ("workstream", {"workstreams": ["autism"], "asks": ["report"]}, "the autism report please"),
    ("workstream", {"workstreams": ["slcn"], "asks": ["objectives"]}, "what is planned for speech"),
    ("workstream", {"workstreams": ["slcn"], "asks": ["report"]}, "the speech report please"),
    ("adjacent", {"subject": "transport"}, "can he get a taxi to school"),
    ("adjacent", {"subject": "ehc_apply"}, "how do I apply for a plan"),
    ("strategy", {"asks": ["aims"]}, "what are the aims of the strategy"),
    ("strategy", {"asks": ["areas"]}, "what are the ten areas"),
    ("human", {"kind": "person"}, "let me talk to somebody"),
    ("human", {"kind": "complaint"}, "I want to complain"),
    ("smalltalk", {"kind": "greeting"}, "hello"),
    ("smalltalk", {"kind": "thanks"}, "thank you"),
    ("out_of_scope", {}, "will it rain tomorrow"),
    ("safeguarding", {}, "he is being hurt at home"),
]
PROBES = ["what is planned for autistc kids", "not autism, speech", "hello", "he is being hurt"]


@pytest.fixture
def data() -> TrainingData:
    """Give a little training data with every kind of label."""
    examples = [
        Message(data={TEXT: text, INTENT: intent, "metadata": {"intent": labels}})
        for intent, labels, text in EXAMPLES
        for _ in range(3)
    ]
    return TrainingData(
        examples,
        entity_synonyms={"autism": "autism", "autistic": "autism", "speech": "slcn"},
        lookup_tables=[{"name": "town", "elements": ["Ware"]}],
    )


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    """Give a model storage of the test's own."""
    return LocalModelStorage(tmp_path)


def context() -> ExecutionContext:
    """Give the context in which Rasa makes components."""
    return ExecutionContext(GraphSchema({}), model_id="test", node_name="node")


def configuration(component: type[Any]) -> dict[str, Any]:
    """Give a component's defaults, as Rasa does."""
    return {**component.get_default_config(), "alias": component.__name__}


def pipeline(data: TrainingData, storage: LocalModelStorage) -> list[Any]:
    """Train the whole pipeline on the data and load it back."""
    loaded = []
    for kind in (LexiconExtractor, SentenceEncoder, TfidfFeaturizer, DecisionClassifier):
        resource = Resource(kind.__name__)
        config = configuration(kind)
        component = kind.create(config, storage, resource, context())
        if hasattr(component, "train"):
            component.train(data)
        if hasattr(component, "process_training_data"):
            component.process_training_data(data)
        is_kept = hasattr(component, "train")
        loaded.append(kind.load(config, storage, resource, context()) if is_kept else component)
    return loaded


def read(components: list[Any], text: str) -> Message:
    """Pass one text through the components."""
    message = Message(data={TEXT: text})
    for component in components:
        component.process([message])
    return message


def test_the_pipeline_gives_the_same_decision_each_time_it_is_loaded(
    data: TrainingData, storage: LocalModelStorage
) -> None:
    components = pipeline(data, storage)
    again = [
        kind.load(configuration(kind), storage, Resource(kind.__name__), context())
        for kind in (LexiconExtractor, TfidfFeaturizer, DecisionClassifier)
    ]
    again.insert(1, components[1])
    for text in PROBES:
        assert read(components, text).get(DECISION) == read(again, text).get(DECISION)


def test_a_decision_holds_all_that_a_question_needs(
    data: TrainingData, storage: LocalModelStorage
) -> None:
    message = read(pipeline(data, storage), "what is planned for autism in Ware")
    decision = message.get(DECISION)
    assert {
        "route",
        "workstreams",
        "asks",
        "safety",
        "confidence",
        "towns",
        "alternatives",
    } <= decision.keys()
    assert decision["towns"] == ["Ware"]
    assert message.get(INTENT)["name"] == decision["route"]


@pytest.mark.parametrize(("style", "route"), [("plain", "smalltalk"), (TAUGHT_STYLE, "workstream")])
def test_one_sentence_outweighs_several_like_it_when_staff_taught_it(
    data: TrainingData, storage: LocalModelStorage, style: str, route: str
) -> None:
    labels = {"workstreams": ["slcn"], "style": style}
    another = Message(data={TEXT: "hello", INTENT: "workstream", "metadata": {"intent": labels}})
    data.training_examples.append(another)
    assert read(pipeline(data, storage), "hello").get(DECISION)["route"] == route


def test_misspelt_and_denied_words_are_read_as_meant(
    data: TrainingData, storage: LocalModelStorage
) -> None:
    components = pipeline(data, storage)
    assert read(components, "the autistc ones").get(READING) == "the autistic ones"
    entities = read(components, "I am not asking about autism, what about his speech").get(ENTITIES)
    assert [entity["value"] for entity in entities] == ["slcn"]


def test_confidence_is_interpolated_between_the_points_and_level_beyond_them() -> None:
    points = [[0.1, 0.0], [0.5, 0.3], [0.6, 0.67], [0.976, 0.986]]
    config = {**configuration(DecisionClassifier), "confidence": points}
    classifier = DecisionClassifier(config, None, Resource("classifier"))
    raws, confidences = zip(*points, strict=True)
    for raw in (0.0, *raws, 0.3, 0.55, 0.97599, 1.0):
        assert classifier._confidence_of(raw) == np.interp(raw, raws, confidences)


def test_the_encoder_gives_a_text_the_same_row_alone_and_among_others() -> None:
    encoder = Encoder()
    texts = ["what is planned for autism", " ", "hello", "he is being hurt at home, " * 20]
    together = encoder.embed(texts)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(encoder.embed([text])[0], row)


def test_the_encoder_gives_the_vectors_of_its_manifest() -> None:
    encoder = Encoder()
    for text, first_numbers in probes().items():
        vector = encoder.embed([text])[0]
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
        assert vector[: len(first_numbers)] == pytest.approx(first_numbers, abs=0.02)


def test_an_empty_text_gives_a_zero_row() -> None:
    assert not Encoder().embed(["", "  "]).any()
