"""What staff write, before it is kept or sent: personal details out, what the content tells in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.content.store import Content
from bot.errors import TextEmpty, TextTooLong
from bot.masking import mask
from bot.text import clean

MOST_CHARACTERS = 4000

# The one way in which the content writes a whole date.
_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b")


def masked_reply(text: str, known: Iterable[str]) -> str:
    """Give a reply or a note without personal details.

    `known` are details that may stand, as `known_details` lists them.
    Raises TextEmpty or TextTooLong.
    """
    # Line by line, for cleaning would fold the paragraphs into one.
    lines = "\n".join(clean(line) for line in text.splitlines())
    cleaned = re.sub(r"\n{3,}", "\n\n", lines).strip()
    if not cleaned:
        raise TextEmpty
    if len(cleaned) > MOST_CHARACTERS:
        raise TextTooLong(len(cleaned), MOST_CHARACTERS)
    longest_first = sorted({each for each in known if each}, key=len, reverse=True)
    if not longest_first:
        return mask(cleaned)
    pattern = "|".join(re.escape(each) for each in longest_first)
    parts = re.split(f"({pattern})", cleaned)
    # What is known stands at the odd places.
    return "".join(part if place % 2 else mask(part) for place, part in enumerate(parts))


def known_details(content: Content) -> set[str]:
    """List what the content itself tells: telephone numbers, emails, addresses of pages, dates."""
    contacts = content.contacts.values()
    found = {value for each in contacts for value in (each.phone, each.email, each.url)}
    texts = [plan.text for plan in content.strategy.newer_plans]
    texts += [term.meaning for term in content.glossary.values()]
    dates = {date for text in texts for date in _DATE.findall(text)}
    return {str(value) for value in found if value} | dates
