"""The conversation at the head of the README is real, but for what "…" leaves out."""

from __future__ import annotations

import re

import pytest

from bot.settings import ROOT
from tests.server.server import Talk

pytestmark = pytest.mark.slow


def transcript() -> list[tuple[str, list[str]]]:
    """Give what is asked in the README, each with the lines of its answer."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?s)```\n(You: .*?)```", readme)
    turns = re.findall(r"(?s)You: (.*?)\nBot: (.*?)(?=\n+You: |\Z)", blocks[0])
    return [(asked, [line.strip() for line in said.splitlines()]) for asked, said in turns]


def test_the_transcript_of_the_readme_is_real(talk: Talk) -> None:
    turns = transcript()
    assert len(turns) > 1
    for asked, lines in turns:
        (message,) = talk.ask(asked)["messages"]
        said, may_leave_out = message["text"].splitlines(), False
        for line in filter(None, lines):
            begin, has_more, _ = line.partition("…")
            found = [n for n, each in enumerate(said) if each.startswith(begin.rstrip())]
            assert found, f"not said in this place: {line}"
            assert may_leave_out or found[0] == 0, f"something was left out before: {line}"
            assert has_more or said[found[0]] == line
            said, may_leave_out = said[found[0] + 1 :], bool(has_more)
        assert may_leave_out or not said
