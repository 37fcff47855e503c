"""A text fit to learn from."""

from __future__ import annotations

import re

from bot.errors import ExampleRefused
from bot.masking import mask
from bot.text import MOST_CHARACTERS, clean

_NOTE = re.compile(r"(\[[A-Za-z ]+ removed\])")
_PLAIN = str.maketrans("[]{}\\", "()()/")
_NOTE_BEFORE_MARK = re.compile(r"(\[[A-Za-z ]+ removed\])(?=[(\[])")


def example_text(text: str) -> str:
    """Give a text fit to learn from: cleaned, masked, and free of Rasa's marks for entities.

    The notes of the mask stay, since the model reads them in messages too. Brackets become round
    ones: what `[…](…)` or `${…}` mean in training data must not come from a message.
    Raises ExampleRefused for a text that is empty or too long.
    """
    parts = _NOTE.split(text)
    # Every second part is a note.
    plain = "".join(p if at % 2 else p.translate(_PLAIN) for at, p in enumerate(parts))
    masked = _NOTE_BEFORE_MARK.sub(r"\1 ", mask(clean(plain)))
    if len(masked) > MOST_CHARACTERS:
        raise ExampleRefused(f"The sentence is longer than {MOST_CHARACTERS} characters.")
    if not any(character.isalpha() for character in _NOTE.sub("", masked)):
        raise ExampleRefused("The sentence holds no words.")
    return masked
