"""The names under which the components pass things on in a Rasa message."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

READING = "reading"
"""The text as the classifiers read it: masked, repaired, without what is put aside."""

HITS = "hits"
"""The known words found in the text: a list of `bot.understanding.lexicon.Hit`."""

KNOWN_SHARE = "known_share"
"""Which share of the words, 0 to 1, is English or known to the bot."""

DECISION = "decision"
"""What was understood, whole; see `bot.understanding.decision`."""


def reading_of(message: Message) -> str:
    """Give the reading of a message, or its text where no component has made one."""
    return str(message.get(READING) or message.get(TEXT) or "")


@functools.cache
def code_fingerprint() -> str:
    """Give a digest of this package's code and encoder, for the components' `fingerprint_addon`.

    Rasa's training cache knows the source of a component's class alone, and would else take a
    component that older code of the modules beside it has trained.
    """
    folder = Path(__file__).parent
    files = [*sorted(folder.glob("*.py")), folder / "encoder_files" / "manifest.json"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
