"""Rasa component: the bot's sentence encoder with the files of another folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.understanding.encoder import Encoder
from bot.understanding.sentence_encoder import SentenceEncoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class OtherEncoder(SentenceEncoder):
    """Embeds with the model of `folder`, which holds a manifest as the bot's own folder does."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(config, name)
        self._encoder = Encoder(Path(config["folder"]))
