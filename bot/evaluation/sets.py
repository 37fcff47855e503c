"""The evaluation sets: labelled messages and conversations in `evaluation/`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.settings import ROOT
from bot.yaml_text import parse_yaml

EVALUATION_FOLDER = ROOT / "evaluation"


@dataclass(frozen=True)
class Label:
    """What a good answer to a message has; `also` lists further labels that are as right."""

    route: str
    workstreams: frozenset[str]
    asks: frozenset[str]
    safety: str
    style: str
    subject: str | None
    also: tuple[tuple[str, frozenset[str]], ...]

    def readings(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """List every right pair of route and workstreams."""
        return ((self.route, self.workstreams), *self.also)


@dataclass(frozen=True)
class LabelledMessage:
    """One message with its label."""

    text: str
    label: Label


@dataclass(frozen=True)
class LabelledConversation:
    """Messages of one conversation in order, each labelled in its context."""

    name: str
    turns: tuple[LabelledMessage, ...]


def load_messages(half: str) -> list[LabelledMessage]:
    """Read the messages of a half. Raises EvaluationError for a line that cannot be read."""
    messages = []
    for file in sorted((EVALUATION_FOLDER / half).glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                messages.append(_message(file, number, line))
    return messages


def load_conversations(half: str) -> list[LabelledConversation]:
    """Read the conversations of a half."""
    file = EVALUATION_FOLDER / half / "conversations.yml"
    return [
        LabelledConversation(
            entry["name"],
            tuple(LabelledMessage(turn["user"], _label(turn)) for turn in entry["turns"]),
        )
        for entry in parse_yaml(file.read_text(encoding="utf-8"))
    ]


def _message(file: Path, number: int, line: str) -> LabelledMessage:
    try:
        entry = json.loads(line)
        return LabelledMessage(entry["text"], _label(entry))
    except (ValueError, KeyError) as exc:
        # The line itself is not quoted: it may be of the sealed half.
        raise EvaluationError(f"{file.name}, line {number}: not a labelled message") from exc


def _label(entry: dict[str, Any]) -> Label:
    also = tuple(
        (each["route"], frozenset(each.get("workstreams") or ()))
        for each in entry.get("also") or ()
    )
    return Label(
        route=entry["route"],
        workstreams=frozenset(entry.get("workstreams") or ()),
        asks=frozenset(entry.get("asks") or ()),
        safety=entry.get("safety", "none"),
        style=entry.get("style", "conversation"),
        subject=entry.get("subject"),
        also=also,
    )
