"""Write the training examples as the encoder will read them, one JSON object a line.

Run in the project's own environment: `.venv/bin/python ops/encoder/readings.py FILE`. The
fine-tuning runs in another one, which has PyTorch and not Rasa.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.loading import load_data

from bot.settings import ROOT
from bot.understanding.lexicon_extractor import LexiconExtractor
from bot.understanding.reading import reading_of
from bot.understanding.tasks import labels_of


def main(target: Path) -> None:
    """Read `data/nlu`, write each example's reading and labels."""
    data = load_data(str(ROOT / "data" / "nlu"))
    with tempfile.TemporaryDirectory() as folder:
        extractor = LexiconExtractor(LocalModelStorage(Path(folder)), Resource("readings"))
        extractor.train(data)
        extractor.process(data.intent_examples)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        for example in data.intent_examples:
            labels = labels_of(example)
            row = {
                "text": reading_of(example),
                "route": example.get(INTENT),
                "workstreams": list(labels.get("workstreams") or []),
                "asks": list(labels.get("asks") or []),
                "subject": labels.get("subject"),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
