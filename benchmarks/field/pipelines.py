"""The pipelines that are compared, as Rasa's own `config.yml` takes them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from bot.yaml_text import parse_yaml

_DEFAULTS = "default_config.yml"

STOCK = "stock"
OURS = "ours"
AS_SHIPPED = "as shipped"
WITH_ENCODER = "ours, other encoder"

WHAT = {
    OURS: "the bot's embedding, TF-IDF and linear heads; slips repaired towards any English word, "
    "intents' names as examples, the embedding whitened within intents",
    AS_SHIPPED: "every component as the bot has it, repairing towards its training words alone",
    WITH_ENCODER: "as `ours`, with the encoder of the folder given",
    STOCK: "what Rasa 3.6 takes where `config.yml` names no pipeline, as `rasa init` leaves it",
}
"""What each pipeline is, in the order in which they are shown."""


def config_of(name: str, encoder_folder: str | None = None) -> dict[str, Any]:
    """Give the configuration of a pipeline. Raises KeyError for a name that is not one."""
    pipeline = {
        OURS: _ours,
        AS_SHIPPED: _as_shipped,
        WITH_ENCODER: lambda: _ours(encoder_folder),
        STOCK: _stock,
    }[name]()
    return {
        "recipe": "default.v1",
        "language": "en",
        "assistant_id": "field",
        "pipeline": pipeline,
    }


def _stock() -> list[dict[str, Any]]:
    """Read the pipeline from the installed Rasa, so that nobody's idea of it is compared."""
    # Found without importing Rasa, which takes long and brings TensorFlow.
    package = importlib.util.find_spec("rasa")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("rasa is not installed; run 'make setup-dev'")
    file = Path(package.origin).parent / "engine" / "recipes" / "config_files" / _DEFAULTS
    pipeline: list[dict[str, Any]] = parse_yaml(file.read_text(encoding="utf-8"))["pipeline"]
    return pipeline


def _as_shipped() -> list[dict[str, Any]]:
    return [
        {"name": "bot.understanding.lexicon_extractor.LexiconExtractor"},
        {"name": "bot.understanding.sentence_encoder.SentenceEncoder"},
        {"name": "bot.understanding.tfidf_featurizer.TfidfFeaturizer"},
        {"name": "benchmarks.field.intent_head.IntentHead"},
    ]


def _ours(encoder_folder: str | None = None) -> list[dict[str, Any]]:
    encoder: dict[str, Any] = {"name": "bot.understanding.sentence_encoder.SentenceEncoder"}
    if encoder_folder:
        name = "benchmarks.field.other_encoder.OtherEncoder"
        encoder = {"name": name, "folder": encoder_folder}
    return [
        {"name": "benchmarks.field.general_reading.GeneralReading"},
        encoder,
        {"name": "bot.understanding.tfidf_featurizer.TfidfFeaturizer"},
        {"name": "benchmarks.field.intent_head.IntentHead", "whiten": True},
    ]
