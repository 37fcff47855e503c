"""Clean what people type, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 1000
"""Length limit of one message, in characters after cleaning."""

# Marks that turn the reading order of the text after them: they can make a log or a staff page lie.
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Marks of no width: with them a number or a command could be written past every pattern. The joiner
# stays, since emoji are built with it.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200c\u2060\ufeff]")
_LEADING_COMMAND = re.compile(r"^[\s/@]*/[\s/]*")


def clean(text: str) -> str:
    """Give the text in one normal form, without characters that do nothing but harm.

    Control characters, lone surrogates, marks of no width and reading-order overrides are dropped,
    white space is folded to one space. A leading slash, which Rasa would run as a command however
    much white space stands before it, goes too.
    """
    whole = "".join(" " if ch.isspace() else ch for ch in text)
    kept = "".join(ch for ch in whole if unicodedata.category(ch) not in ("Cc", "Cs", "Co", "Cn"))
    visible = _INVISIBLE.sub("", _BIDI_CONTROLS.sub("", kept))
    normal = unicodedata.normalize("NFC", visible)
    return _LEADING_COMMAND.sub("", " ".join(normal.split()))
