"""Misspell messages: one or two edits of a letter in one word of three."""

from __future__ import annotations

import random
import re

_SHORTEST = 3
"""A shorter word is left alone: an edit would make another word of it."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in _ROWS
    for at, letter in enumerate(row)
}


def with_typos(text: str, seed: int) -> str:
    """Misspell one word of three, at least one where a word is long enough.

    The same text and seed give the same misspelling.
    """
    chance = random.Random(f"{seed} {text}")  # noqa: S311  no secret
    words = re.findall(r"\S+|\s+", text)
    places = [at for at, word in enumerate(words) if len(word) >= _SHORTEST and word.isalpha()]
    count = min(len(places), max(1, round(sum(not w.isspace() for w in words) / 3)))
    for at in chance.sample(places, count):
        for _ in range(chance.choice((1, 2))):
            words[at] = _edited(words[at], chance)
    return "".join(words)


def _edited(word: str, chance: random.Random) -> str:
    """Change one letter: another beside it on the keyboard, one more, one less, two swapped."""
    at = chance.randrange(len(word))
    near = chance.choice(_NEIGHBOURS.get(word[at].lower()) or "e")
    kind = chance.choice(("replace", "insert", "drop", "swap"))
    if kind == "replace":
        return word[:at] + near + word[at + 1 :]
    if kind == "insert":
        return word[:at] + near + word[at:]
    if kind == "drop" and len(word) > 1:
        return word[:at] + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :] if len(word) > 1 else word + near
