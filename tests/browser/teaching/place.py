"""A copy of the tree with a database of its own: for tests that train, promote and go back.

Candidates belong to the tree's models, and those of the tree that is tested are to stay.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from bot.store.database import open_database, utc_now
from bot.store.teaching_tables import PROPOSED_EXAMPLES
from bot.triage.labels import Labels
from tests.browser.test_staff_login import PASSWORD
from tests.server.server import Talk, copy_tree

AGENT, LEAD, EDITOR, MANAGER = (
    f"{each}@council.example" for each in ("agent", "lead", "editor", "manager")
)
ROLES = {AGENT: "agent", LEAD: "safeguarding_lead", EDITOR: "editor", MANAGER: "manager"}
SENTENCE = "My boy keeps his lunch in a purple wombat and nobody in class gets what he says"
TRAINED_WITHIN_S = 900

KEPT_OF_EACH_FILE = 40
"""A part of the evaluation set is enough to compare by, and takes a minute less."""


class Place:
    """A copy of the tree with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree = folder / "tree"
        copy_tree(self.tree, "evaluation")
        for file in (self.tree / "evaluation" / "development").glob("*.jsonl"):
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(lines[:KEPT_OF_EACH_FILE]), encoding="utf-8")

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'bot.sqlite3'}"

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run `bot` in the copy."""
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=self.tree,
            env={**os.environ, "PYTHONPATH": str(self.tree), "DATABASE_URL": self.url},
            input=given,
            capture_output=True,
            text=True,
            timeout=TRAINED_WITHIN_S,
            check=False,
        )

    def approve(self, examples: Sequence[tuple[str, Labels]]) -> None:
        """Put approved examples into the table, as two of the staff would one by one."""
        engine = open_database(self.url)
        row = {"state": "approved", "proposed_by": 1, "proposed_at": utc_now(), "decided_by": 2}
        rows = [{**row, "text": text, "labels": labels.as_dict()} for text, labels in examples]
        with engine.begin() as connection:
            connection.execute(PROPOSED_EXAMPLES.insert(), rows)
        engine.dispose()

    def add_staff(self) -> None:
        """Make an account of each role that teaching takes."""
        for email, role in ROLES.items():
            made = self.run("staff", "add", email, "--role", role, given=f"{PASSWORD}\n")
            assert made.returncode == 0, made.stderr


def is_understood(client: httpx.Client) -> bool:
    """Ask the running server, in a conversation of its own."""
    answer = Talk(client).answer(SENTENCE)
    return (answer["route"], answer["workstreams"]) == ("workstream", ["slcn"])


def wait_until(what: Callable[[], bool], within_s: float) -> None:
    """Wait for something that comes about by itself."""
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, f"it did not come about within {within_s} s"
        time.sleep(0.5)
