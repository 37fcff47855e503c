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
    """Give the answer's blocks as lines, a list's items each with a dash.

    The choices of a question back are numbered, since "2" picks one.
    """
    lines = [line for block in answer.blocks for line in _lines(block)]
    if answer.route == "clarify":
        # A question back is none without its choices, and not every channel has buttons.
        lines += [f"{n}. {choice.title}" for n, choice in enumerate(answer.suggestions, start=1)]
    return "\n".join(lines)


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
    if card.as_shown:
        first = f"{first} ({card.as_shown[0].lower()}{card.as_shown[1:]})"
    return [first, *([card.what_for] if card.what_for else [])]
