"""What a content owner does: change a file and start anew; and what a slip of the pen does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER
from tests.server.server import Talk, copy_tree, running_server

pytestmark = pytest.mark.slow

# The text of a fact stands in the content alone, so it is read there.
OLD = load_content(CONTENT_FOLDER).workstream("autism").objectives[0].shown
NEW = f"Changed by its owner: {OLD.lower()}"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a copy of the project with its model, whose content may be changed."""
    return copy_tree(tmp_path / "tree")


def change(file: Path, old: str, new: str) -> None:
    """Change a file as an editor would."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_objective_is_in_the_answer_with_no_other_edit(
    tree: Path, tmp_path: Path
) -> None:
    change(tree / "content" / "workstreams.yml", f"shown: {OLD}", f"shown: '{NEW}'")
    with running_server(tmp_path, tree) as client:
        (message,) = Talk(client).ask("what is being done for autism?")["messages"]
    assert NEW in message["text"]
    assert OLD not in message["text"]


def test_broken_content_refuses_to_start_with_file_entry_and_remedy(
    tree: Path, tmp_path: Path
) -> None:
    change(tree / "content" / "workstreams.yml", "short: autism\n", "shrt: autism\n")
    env = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}",
    }
    result = subprocess.run(
        [sys.executable, "-m", "bot.cli", "serve"],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "workstreams.yml" in result.stderr
    assert "'autism'" in result.stderr
    assert "'shrt' is not a known key; take it out or mend its spelling" in result.stderr
    assert "Traceback" not in result.stderr
