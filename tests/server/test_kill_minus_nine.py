"""The server is killed twice in the middle of 500 messages: none is lost, none is taken twice."""

from __future__ import annotations

import asyncio
import collections
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.settings import ROOT
from bot.store.belongings import EVENTS
from bot.store.case_tables import CASE_TEXT, CASES, READINGS
from bot.store.database import open_database
from bot.store.tables import INBOUND, OUTBOUND
from tests.databases import KINDS, new_postgresql
from tests.server.server import _environment, free_port, wait_until_ready

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CONVERSATIONS = 20
MESSAGES_EACH = 25
KILLED_AFTER = (120, 310)
"""Counts of answers after which the server is killed."""

TEXTS = (
    "what is being done for autism?",
    "and the report?",
    "my son is excluded again",
    "who can I talk to",
    "what about speech and language",
    "how do I get a bus pass",
    "asdf qwer",
    "thanks",
)


class Server:
    """The real server, which can be killed and started again at the same address."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._folder = folder
        self._settings = {"DATABASE_URL": database_url, "SECRET_KEY": "k1Ls9" * 8 + "wXyZ-aBc"}
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; wait until it takes messages."""
        env = _environment(self._folder, ROOT, self._port, self._settings)
        with (self._folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve"],
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=log,
            )
        with httpx.Client(base_url=self.url, timeout=30.0) as client:
            wait_until_ready(client, self.process)

    def kill(self) -> None:
        """Kill it as the kernel would, without a word."""
        assert self.process
        self.process.kill()
        self.process.wait(timeout=20)


@dataclass
class Parent:
    """One conversation: sends its messages one by one, each until it is answered."""

    number: int
    token: str = ""
    answers: dict[str, list[str]] = field(default_factory=dict)
    """By message id, the ids of the answers that came."""


@dataclass
class Crowd:
    """All parents, and the server that they talk to."""

    server: Server
    parents: list[Parent]
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    answered: int = 0
    refused: int = 0

    async def talk(self) -> None:
        """Let everybody send everything while the server is killed and started again."""
        self.is_up.set()
        async with httpx.AsyncClient(base_url=self.server.url, timeout=30.0) as client:
            for parent in self.parents:
                await self._send(client, parent, "m0", "hello")
            killing = asyncio.create_task(self._kill())
            await asyncio.gather(*(self._send_all(client, parent) for parent in self.parents))
            await killing

    async def _send_all(self, client: httpx.AsyncClient, parent: Parent) -> None:
        for number in range(1, MESSAGES_EACH + 1):
            text = TEXTS[(parent.number + number) % len(TEXTS)]
            await self._send(client, parent, f"m{number}", text)

    async def _send(
        self, client: httpx.AsyncClient, parent: Parent, message_id: str, text: str
    ) -> None:
        body = {"text": text, "id": message_id}
        while message_id not in parent.answers:
            await self.is_up.wait()
            if parent.token:
                body["conversation"] = parent.token
            try:
                response = await client.post("/api/v1/messages", json=body)
            except httpx.TransportError:
                self.refused += 1
                await asyncio.sleep(0.05 + random.random() / 10)  # noqa: S311
                continue
            if response.status_code == 503:
                # As the problem says: "try again"; nothing was acknowledged.
                await asyncio.sleep(0.2)
                continue
            assert response.status_code == 200, response.text
            reply = response.json()
            parent.token = reply["conversation"]
            parent.answers[message_id] = [each["id"] for each in reply["messages"]]
            self.answered += 1

    async def _kill(self) -> None:
        for count in KILLED_AFTER:
            while self.answered < count:
                await asyncio.sleep(0.005)
            self.is_up.clear()
            await asyncio.to_thread(self.server.kill)
            await asyncio.to_thread(self.server.start)
            self.is_up.set()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        return
    with new_postgresql() as url:
        yield url


def test_a_killed_server_loses_no_message_and_takes_none_twice(
    database_url: str, tmp_path: Path
) -> None:
    server = Server(tmp_path, database_url)
    server.start()
    crowd = Crowd(server, [Parent(number) for number in range(CONVERSATIONS)])
    try:
        asyncio.run(crowd.talk())
    finally:
        server.kill()
    # Some requests were under way when it was killed, or the test proves nothing.
    assert crowd.refused >= len(KILLED_AFTER)

    kept = read(database_url)
    wanted = {f"m{number}" for number in range(MESSAGES_EACH + 1)}
    everything = CONVERSATIONS * len(wanted)
    by_conversation = collections.defaultdict(list)
    for row in kept["inbound"]:
        by_conversation[row.conversation_id].append(row.message_id)
    assert len(by_conversation) == CONVERSATIONS
    assert all(sorted(ids) == sorted(wanted) for ids in by_conversation.values())
    assert all(row.answered_at for row in kept["inbound"])

    answers = collections.Counter(row.inbound_seq for row in kept["outbound"])
    assert set(answers.values()) == {1}
    assert len(answers) == everything
    seen = {id_ for parent in crowd.parents for ids in parent.answers.values() for id_ in ids}
    assert seen == {row.id for row in kept["outbound"]}

    assert sorted(row.inbound_seq for row in kept["readings"]) == sorted(answers)
    assert {row.conversation_id for row in kept["cases"]} == set(by_conversation)
    assert len(kept["cases"]) == CONVERSATIONS
    assert len(kept["case_text"]) == 2 * everything

    tracked = collections.Counter(
        (row.sender_id, event["message_id"])
        for row, event in kept["events"]
        if event["event"] == "user"
    )
    assert set(tracked.values()) == {1}
    assert set(tracked) == {
        (conversation, message) for conversation in by_conversation for message in wanted
    }
    said = [event for _, event in kept["events"] if event["event"] == "bot"]
    assert len(said) == everything


def read(url: str) -> dict[str, list[Any]]:
    """Read all that was kept."""
    engine = open_database(url)
    tables = (INBOUND, OUTBOUND, READINGS, CASES, CASE_TEXT)
    with engine.begin() as connection:
        kept = {table.name: connection.execute(sa.select(table)).all() for table in tables}
        events = connection.execute(sa.select(EVENTS).order_by(EVENTS.c.id)).all()
    engine.dispose()
    return kept | {"events": [(row, json.loads(row.data)) for row in events]}
