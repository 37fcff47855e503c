"""Render an answer as plain text, links spelled out: the message API's `text`."""

from __future__ import annotations

from bot.answers.answer import (
    Answer,
    Block,
    ContactCard,
    Heading,
    ItemList,
    Link,
    Notice,
    Paragraph,
)


def plain_text(answer: Answer) -> str:
    """Give the answer's blocks as lines, a list's items each with a dash."""
    return "\n".join(line for block in answer.blocks for line in _lines(block))


def _lines(block: Block) -> list[str]:
    if isinstance(block, (Heading, Paragraph)):
        return [block.text]
    if isinstance(block, ItemList):
        return [f"- {item}" for item in block.items]
    if isinstance(block, Link):
        return [f"{block.title}: {block.url}"]
    if isinstance(block, Notice):
        return [block.text, *([f"{block.title}: {block.url}"] if block.url else [])]
    return _contact_lines(block)


def _contact_lines(card: ContactCard) -> list[str]:
    ways = [way for way in (card.phone, card.email, card.url) if way]
    first = f"{card.name}: {', '.join(ways)}" if ways else card.name
    return [first, *(line for line in (card.what_for, card.as_shown) if line)]
