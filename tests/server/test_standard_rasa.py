"""Standard Rasa stays standard: its own commands work in this tree, two processes included."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT
from bot.training import model_for_current_inputs
from tests.server.server import free_port

pytestmark = pytest.mark.slow

RASA = str(Path(sys.executable).parent / "rasa")


def environment(folder: Path) -> dict[str, str]:
    """Keep telemetry off and the database in the test's folder."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'rasa.sqlite3'}",
    }


@contextmanager
def process(command: list[str], folder: Path, log: str) -> Iterator[None]:
    """Run a command beside the test and end it afterwards."""
    with (folder / log).open("ab") as file:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder), stdout=file, stderr=file
        )
    try:
        yield
    finally:
        running.terminate()
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()


def wait_for(url: str, within_s: float) -> None:
    """Wait until an address answers."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError(f"{url} did not answer within {within_s} s")


def test_rasa_run_beside_rasa_run_actions_answers_over_the_rest_channel(tmp_path: Path) -> None:
    port, actions_port = free_port(), free_port()
    endpoints = (ROOT / "endpoints.yml").read_text().replace("5055", str(actions_port))
    (tmp_path / "endpoints.yml").write_text(endpoints)
    actions = [RASA, "run", "actions", "--actions", "actions", "--port", str(actions_port)]
    server = [
        RASA, "run", "--model", str(model_for_current_inputs()), "--port", str(port),
        "--interface", "127.0.0.1", "--endpoints", str(tmp_path / "endpoints.yml"),
        "--credentials", "credentials.yml",
    ]  # fmt: skip
    with process(actions, tmp_path, "actions.log"), process(server, tmp_path, "rasa.log"):
        wait_for(f"http://127.0.0.1:{actions_port}/health", 60)
        wait_for(f"http://127.0.0.1:{port}/", 90)
        body = {"sender": "tester", "message": "what is being done for autism?"}
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        messages = httpx.post(url, json=body, timeout=30).json()
    texts = " ".join(message.get("text", "") for message in messages)
    answers = [m["custom"]["answer"] for m in messages if "answer" in (m.get("custom") or {})]
    assert "autism strategy" in texts
    assert answers[0]["workstreams"] == ["autism"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["data", "validate", "--fail-on-warnings"],
        ["test", "core", "--stories", "tests/dialogue", "--fail-on-prediction-errors"],
        ["test", "nlu", "--nlu", "data/nlu/strategy.yml", "--no-plot"],
    ],
    ids=["data validate", "test core", "test nlu"],
)
def test_rasa_commands_pass(tmp_path: Path, arguments: list[str]) -> None:
    command = [RASA, *arguments]
    if arguments[0] == "test":
        command += ["--model", str(model_for_current_inputs()), "--out", str(tmp_path)]
    if "core" in arguments:
        command += ["--endpoints", str(tmp_path / "none.yml")]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
