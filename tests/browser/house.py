"""A server of a test's own at a fixed address: it can be stopped, and its database looked into."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from sqlalchemy.engine import Engine

from bot.settings import ROOT
from bot.store.database import open_database, utc_now
from bot.store.tables import CONVERSATIONS, OUTBOUND
from bot.web.tokens import DAY_S, Tokens
from tests.server.server import _environment, free_port, wait_until_ready

RETENTION_DAYS = 90


class House:
    """Runs `bot serve`, again and again on the same port and database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self, **settings: str) -> None:
        """Start the server and wait until it can answer."""
        env = _environment(self._folder, ROOT, self._port, settings)
        command = [sys.executable, "-m", "bot.cli", "serve"]
        with (self._folder / "house.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        with httpx.Client(base_url=self.address, timeout=30) as client:
            wait_until_ready(client, self._process)

    def stop(self) -> None:
        """Stop it."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=20)
        self._process = None

    @property
    def engine(self) -> Engine:
        """Open its database."""
        return open_database(f"sqlite:///{self._folder / 'bot.sqlite3'}")

    def texts(self) -> list[str]:
        """List all that came in."""
        with self.engine.begin() as connection:
            return [
                row[0]
                for row in connection.exec_driver_sql("SELECT text FROM inbound ORDER BY seq")
            ]

    def conversation(self) -> str:
        """Give the id of the newest conversation."""
        query = CONVERSATIONS.select().order_by(CONVERSATIONS.c.started_at.desc())
        with self.engine.begin() as connection:
            row = connection.execute(query).first()
        assert row is not None
        return str(row.id)

    def hold(self, conversation_id: str, holder: str) -> None:
        """Let a person take a conversation over, or give it back."""
        mine = CONVERSATIONS.c.id == conversation_id
        with self.engine.begin() as connection:
            connection.execute(CONVERSATIONS.update().where(mine).values(held_by=holder))

    def write(self, conversation_id: str, text: str) -> None:
        """Write into a conversation as a member of staff does."""
        answer = {"route": "human", "blocks": [{"type": "paragraph", "text": text}]}
        values = {
            "id": "m" + secrets.token_hex(12),
            "conversation_id": conversation_id,
            "text": text,
            "answer": json.dumps(answer),
            "sent_at": utc_now(),
            "sender": "person",
        }
        with self.engine.begin() as connection:
            connection.execute(OUTBOUND.insert().values(values))

    def old_token(self, conversation_id: str) -> str:
        """Make a token that was ours and is too old."""
        key = (self._folder / "secret_key").read_text(encoding="utf-8")
        tokens = Tokens(key, RETENTION_DAYS)
        long_ago = int(time.time()) - (RETENTION_DAYS + 1) * DAY_S
        tokens._conversations.get_timestamp = lambda: long_ago  # type: ignore[method-assign]
        return tokens.sign(conversation_id)


def today() -> str:
    """Give the date of today as it is written to people."""
    now = dt.datetime.now(dt.timezone.utc)
    return f"{now.day} {now:%B %Y}"
