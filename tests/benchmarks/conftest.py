"""Small sets in the layout of the public ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.field.sets import PARTS, SETS

INTENTS = {
    "card_arrival": [
        "when will my card arrive",
        "my new card has not come yet",
        "where is the card that you sent",
        "how long does a card take to arrive",
    ],
    "exchange_rate": [
        "what is your exchange rate",
        "how many euros do I get for a pound",
        "is the exchange rate good today",
        "which rate do you use for dollars",
    ],
    "lost_phone": [
        "I lost my phone",
        "my phone was stolen on the train",
        "somebody took my phone what now",
        "I cannot find my mobile phone anywhere",
    ],
}
OUT_OF_SCOPE = ["who wrote this song", "how tall is the moon"]


@pytest.fixture
def sets_folder(tmp_path: Path) -> Path:
    """Write every set with the same few messages."""
    folder = tmp_path / "collection" / "Datasets"
    for name in SETS:
        for part in ("train_5", *PARTS):
            pairs = [(text, intent) for intent, texts in INTENTS.items() for text in texts]
            write(folder / name / part, pairs)
            if name == "CLINC150" and part in PARTS:
                write(folder / name / "oos" / part, [(text, "oos") for text in OUT_OF_SCOPE])
    return folder


def write(folder: Path, pairs: list[tuple[str, str]]) -> None:
    """Write one part."""
    folder.mkdir(parents=True)
    (folder / "seq.in").write_text("".join(f"{text}\n" for text, _ in pairs))
    (folder / "label").write_text("".join(f"{intent}\n" for _, intent in pairs))
