"""Every answer that the content can give, over HTTP: each line of its text is content or wording.

The lines are taken apart and held against the YAML files as they lie on the disk, not against what
the bot itself knows of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.answers.compose import compose
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from bot.answers.said import Said as Message
from bot.settings import CONTENT_FOLDER, Settings
from bot.web.app import create_app
from bot.yaml_text import parse_yaml
from tests.factories import all_questions, library
from tests.web.conftest import wait_until_ready

QUESTIONS = list(all_questions())
_NUMBERED = re.compile(r"^(?:- |\d+\. )")
_AS_SHOWN = re.compile(r"^(.*) \((as shown .*)\)$")


class Composer:
    """Answers the n-th question when it is sent the number n: no model stands in between."""

    async def converse(
        self,
        conversation_id: str,
        text: str,
        channel: str,
        message_id: str | None = None,
        *,
        is_again: bool = False,
    ) -> list[Message]:
        """Compose the answer to the question of that number."""
        question: Question = QUESTIONS[int(text.removeprefix("question "))]
        answer = compose(library(), question)
        return [Message(plain_text(answer), answer.as_dict())]

    async def read(self, text: str) -> dict[str, Any]:
        """Understand no harm."""
        return {"safety": "none"}

    def is_ready(self) -> bool:
        """Be ready at once."""
        return True


def leaves(tree: Any) -> Iterator[str]:
    """Give every value of a YAML tree as text."""
    if isinstance(tree, dict):
        yield from itertools.chain.from_iterable(map(leaves, tree.values()))
    elif isinstance(tree, list):
        yield from itertools.chain.from_iterable(map(leaves, tree))
        # Towns of an area and names of workstreams are said in one line.
        if tree and all(isinstance(each, str) for each in tree):
            yield ", ".join(tree)
    elif tree is not None:
        yield str(tree)


class Said:
    """Knows what stands in the content files, and the sentences of the wording."""

    def __init__(self, folder: Path) -> None:
        files = [file for file in folder.glob("*.yml") if file.name != "wording.yml"]
        trees = {file.stem: parse_yaml(file.read_text("utf-8")) for file in files}
        self.values = set(itertools.chain.from_iterable(map(leaves, trees.values())))
        self.values |= {str(len(trees["workstreams"])), str(len(trees["dspl_areas"]))}
        self.shorts = [each["short"] for each in trees["workstreams"]]
        wording = parse_yaml((folder / "wording.yml").read_text("utf-8"))
        self.sentences = [self._pattern(sentence) for sentence in leaves(wording)]

    @staticmethod
    def _pattern(sentence: str) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", sentence)
        return re.compile(
            "".join(re.escape(p) if n % 2 == 0 else "(.+?)" for n, p in enumerate(parts))
        )

    def is_value(self, text: str) -> bool:
        """Tell whether a text is a value, or several workstreams' names joined by "and"."""
        if text in self.values:
            return True
        rest = text
        for short in sorted(self.shorts, key=len, reverse=True):
            rest = rest.replace(short, "")
        return rest != text and not rest.replace(" and ", "").strip()

    def is_said(self, text: str) -> bool:
        """Tell whether a text is a value or a sentence of the wording filled with values."""
        return self.is_value(text) or any(
            all(self.is_value(group) for group in match.groups())
            for sentence in self.sentences
            if (match := sentence.fullmatch(text))
        )

    def is_reached(self, text: str) -> bool:
        """Tell whether a text is a telephone number, a mailbox or an address of the content."""
        page, _, fragment = text.partition("#:~:text=")
        return page in self.values and (not fragment or page.endswith("send-strategy.aspx"))

    def is_grounded(self, line: str) -> bool:
        """Tell whether a whole line of an answer's text stands in the content and the wording."""
        line = _NUMBERED.sub("", line)
        if self.is_said(line):
            return True
        shown = _AS_SHOWN.match(line)
        if shown:
            note = shown[2][0].upper() + shown[2][1:]
            return self.is_said(note) and self.is_grounded(shown[1])
        name, separator, ways = line.rpartition(": ")
        return (
            bool(separator)
            and self.is_said(name)
            and all(self.is_reached(way) for way in ways.split(", "))
        )


@pytest.fixture(scope="module")
def said() -> Said:
    """Give what may be said."""
    return Said(CONTENT_FOLDER)


@pytest.mark.slow
def test_every_line_of_every_answer_is_content_or_wording(settings: Settings, said: Said) -> None:
    wrong: set[str] = set()
    with TestClient(create_app(settings, Composer())) as client:
        wait_until_ready(client)
        for number in range(len(QUESTIONS)):
            response = client.post("/api/v1/messages", json={"text": f"question {number}"})
            assert response.status_code == 200
            (message,) = response.json()["messages"]
            wrong |= {ln for ln in message["text"].splitlines() if not said.is_grounded(ln)}
    assert wrong == set()


@pytest.mark.parametrize(
    "line",
    [
        "Call 01234 567890 for help.",
        "This is what the strategy set out to do for dragons:",
        "Find the Autism report: https://example.org/autism.pdf",
        "- Building a new school in Ware.",
    ],
)
def test_what_stands_nowhere_is_noticed(said: Said, line: str) -> None:
    assert not said.is_grounded(line)
