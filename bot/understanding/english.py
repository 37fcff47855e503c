"""The words of everyday English, which no spelling repair may touch.

From the frequency list of pyspellchecker (MIT): American spellings and film subtitles, so British
spellings and the field's words come from the training examples beside it.
"""

from __future__ import annotations

import functools

from spellchecker import SpellChecker

_LEAST_SEEN = 250
"""Below this the list holds rare misspellings too."""


@functools.cache
def everyday_words() -> frozenset[str]:
    """Give the words, in lower case."""
    counts = SpellChecker(language="en").word_frequency.dictionary
    return frozenset(word for word, count in counts.items() if count >= _LEAST_SEEN)
