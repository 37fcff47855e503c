"""The names under which the components pass things on in a Rasa message."""

from __future__ import annotations

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
