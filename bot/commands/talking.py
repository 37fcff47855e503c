"""`bot ask`, `bot chat` and `bot explain`: the model in this process, without a server."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.commands.scratch import scratch_database
from bot.commands.terminal import (
    Commands,
    Progress,
    add_command,
    add_json,
    bold,
    print_json,
)
from bot.errors import BotError
from bot.training import model_for_current_inputs

if TYPE_CHECKING:
    from bot.assistant import Assistant

_CONVERSATION = "terminal"
_WAYS_OUT = ("quit", "exit", "bye")


def add_to(commands: Commands) -> None:
    """Add the commands."""
    ask = add_command(commands, "ask", _ask, "answer one question; nothing of it is kept")
    ask.add_argument("question")
    add_json(ask)
    add_command(commands, "chat", _chat, "talk with the bot; nothing of it is kept")
    explain = add_command(
        commands, "explain", _explain, "show what is understood of a message, and why"
    )
    explain.add_argument("message")
    add_json(explain)


def _ask(args: argparse.Namespace) -> int:
    text = _prepared(args.question)
    with _assistant() as assistant:
        replies = asyncio.run(assistant.reply(_CONVERSATION, text, _CONVERSATION))
    if args.json:
        print_json({"messages": [{"text": text, "answer": answer} for text, answer in replies]})
        return 0
    for text, answer in replies:
        print(text)
        _print_suggestions(answer)
    return 0


def _chat(_args: argparse.Namespace) -> int:
    with _assistant() as assistant:
        print("Ask away. A number takes a suggestion; 'quit' ends.", file=sys.stderr)
        suggestions: list[dict[str, str]] = []
        while (line := _read_line()) is not None:
            if line:
                suggestions = _turn(assistant, _chosen(line, suggestions)) or suggestions
    return 0


def _read_line() -> str | None:
    """Read what is typed; None at the end or at a word that ends it."""
    try:
        line = input(bold("you> ", sys.stdout) if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None
    return None if line.casefold() in _WAYS_OUT else line


def _chosen(line: str, suggestions: list[dict[str, str]]) -> str:
    """Give the message of a suggestion when its number was typed, else what was typed."""
    if line.isdecimal() and 0 < int(line) <= len(suggestions):
        return suggestions[int(line) - 1]["message"]
    return line


def _turn(assistant: Assistant, line: str) -> list[dict[str, str]]:
    """Answer a line; give the suggestions of the answer."""
    try:
        replies = asyncio.run(assistant.reply(_CONVERSATION, _prepared(line), _CONVERSATION))
    except BotError as exc:
        print(f"bot: {exc}", file=sys.stderr)
        return []
    for text, _ in replies:
        print(f"\n{text}")
    answer = replies[-1][1]
    _print_suggestions(answer)
    print(flush=True)
    return _suggestions(answer)


def _explain(args: argparse.Namespace) -> int:
    text = _prepared(args.message)
    with _assistant() as assistant:
        parsed = asyncio.run(assistant.understand(text))
    found = {
        "read_as": text,
        "decision": parsed["decision"],
        "entities": parsed["entities"],
        "ranking": parsed["intent_ranking"],
    }
    if args.json:
        print_json(found)
        return 0
    for title, value in found.items():
        print(bold(title.replace("_", " "), sys.stdout))
        print("\n".join(_lines(value, "  ")))
    return 0


def _lines(value: Any, indent: str) -> Iterator[str]:
    """Lay nested data out, one fact a line."""
    if isinstance(value, dict) and indent.count("  ") == 1:
        for name, each in value.items():
            if isinstance(each, (dict, list)) and each and not _is_flat(each):
                yield f"{indent}{name}:"
                yield from _lines(each, f"{indent}    ")
            else:
                yield f"{indent}{name}: {_short(each)}"
    elif isinstance(value, (dict, list)) and not _is_flat(value):
        pairs = (
            [f"{k}: {_short(v)}" for k, v in value.items()] if isinstance(value, dict) else value
        )
        yield from (f"{indent}{_short(each)}" for each in pairs)
    else:
        yield f"{indent}{_short(value)}"


def _is_flat(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return not any(isinstance(each, (dict, list)) for each in items)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_short, value)) or "none"
    if isinstance(value, float):
        return f"{value:.3f}"
    return "none" if value is None else str(value)


def _suggestions(answer: dict[str, Any]) -> list[dict[str, str]]:
    suggestions: list[dict[str, str]] = answer["suggestions"]
    return suggestions


def _print_suggestions(answer: dict[str, Any]) -> None:
    """Print them numbered; a question back has its choices in the text, numbered alike."""
    suggestions = [] if answer["route"] == "clarify" else _suggestions(answer)
    if suggestions:
        print()
    for number, suggestion in enumerate(suggestions, start=1):
        print(f"  {bold(str(number), sys.stdout)} {suggestion['title']}")


def _prepared(text: str) -> str:
    """Clean and mask a text as every channel does. Raises TextEmpty or TextTooLong."""
    from bot.conversation import checked
    from bot.masking import mask

    return mask(checked(text))


@contextmanager
def _assistant() -> Iterator[Assistant]:
    """Load the model, with a database that is thrown away."""
    model = model_for_current_inputs()
    Progress()("loading the model")
    with scratch_database():
        from bot.assistant import Assistant

        assistant = Assistant(model)
        try:
            yield assistant
        finally:
            assistant.close()
