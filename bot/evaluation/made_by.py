"""Say from which state of the project, and when, a result was made."""

from __future__ import annotations

import datetime as dt
import subprocess

from bot.settings import ROOT


def made_by(command: str) -> str:
    """Give the command with the day and the commit."""
    return f"`{command}`, {today()}, commit {commit()}"


def today() -> str:
    """Give the day in universal time, as 2026-11-24."""
    return dt.datetime.now(dt.timezone.utc).date().isoformat()


def commit() -> str:
    """Name the commit, with a mark where the tree differs from it."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  the list holds no words of others
    return result.stdout.strip() or "unknown"
