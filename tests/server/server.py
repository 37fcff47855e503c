"""Start the real server as a person would, and talk to it over HTTP."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.settings import ROOT
from bot.training import INPUTS, model_for_current_inputs

READY_WITHIN_S = 180.0


def free_port() -> int:
    """Give a port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Talk:
    """A conversation with the server."""

    client: httpx.Client
    token: str | None = None
    sent: int = field(default=0)

    def ask(self, text: str, **more: Any) -> dict[str, Any]:
        """Send a message; give the whole reply."""
        body = {"text": text, **more} | ({"conversation": self.token} if self.token else {})
        response = self.client.post("/api/v1/messages", json=body)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        self.token = reply["conversation"]
        self.sent += 1
        return reply

    def answer(self, text: str) -> dict[str, Any]:
        """Send a message; give the one answer."""
        (message,) = self.ask(text)["messages"]
        answer: dict[str, Any] = message["answer"]
        return answer


def copy_tree(target: Path, *more: str) -> Path:
    """Copy what a server and a training need, with the model, and `more`; give the target."""
    for name in {"bot", "actions", "content", "endpoints.yml", *INPUTS, *more}:
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, dirs_exist_ok=True)
        else:
            shutil.copy(source, copy)
    model = model_for_current_inputs()
    (target / "models").mkdir()
    shutil.copy(model, target / "models" / model.name)
    return target


@contextmanager
def running_server(folder: Path, tree: Path = ROOT, **settings: str) -> Iterator[httpx.Client]:
    """Run `bot serve` of a tree with its database in a folder; stop it at the end."""
    port = free_port()
    env = _environment(folder, tree, port, settings)
    command = [sys.executable, "-m", "bot.cli", "serve"]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=tree, env=env, stdout=log, stderr=log)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30.0)
    try:
        wait_until_ready(client, process)
        yield client
    finally:
        client.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    """Wait until /readyz says 200; fail when the server stops or takes too long."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        assert process.poll() is None, f"the server stopped with status {process.returncode}"
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server was not ready within {READY_WITHIN_S} s")


def _environment(
    folder: Path, tree: Path, port: int, settings: Mapping[str, str]
) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(tree),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "RATE_LIMIT": "off",
        **settings,
    }
