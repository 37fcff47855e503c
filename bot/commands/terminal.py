"""What all commands share: how they write to the terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

Commands = Any
"""What `add_subparsers` gives; argparse does not name its type in public."""


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], what: str
) -> argparse.ArgumentParser:
    """Add a command with its one line of help."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=f"{what[:1].upper()}{what[1:]}."
    )
    command.set_defaults(run=run)
    return command


def add_json(command: argparse.ArgumentParser) -> None:
    """Let a command print what a program can read."""
    command.add_argument("--json", action="store_true", help="print JSON")


def print_json(value: Any) -> None:
    """Print one value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def bold(text: str, stream: TextIO) -> str:
    """Set text in bold where the stream is a terminal; https://no-color.org/ is kept to."""
    if not stream.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[1m{text}\x1b[0m"


class Progress:
    """Tells on standard error what takes long, with the seconds since it began."""

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def __call__(self, what: str) -> None:
        """Tell one line."""
        seconds = f"{self.seconds:4.0f} s"
        print(f"{bold(seconds, sys.stderr)}  {what}", file=sys.stderr, flush=True)

    @property
    def seconds(self) -> float:
        """Give the seconds since it began."""
        return time.monotonic() - self._begin
