"""What holds for every test: no network but this machine, and nobody else's filters and loggers."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

with warnings.catch_warnings():
    # Sanic, which comes with Rasa, puts a filter of its own before ours as it is imported.
    warnings.simplefilter("ignore")
    import sanic.app  # noqa: F401

_HERE = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to anywhere but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_HERE):
            raise OSError(f"a test may not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _loggers_made_anew() -> Iterator[None]:
    """Keep no logger: one would write to the standard error of the test that made it."""
    configure = structlog.configure
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            structlog,
            "configure",
            lambda **options: configure(**{**options, "cache_logger_on_first_use": False}),
        )
        yield


@pytest.fixture(autouse=True)
def _logs_as_they_were(_loggers_made_anew: None) -> Iterator[None]:
    """Set logging up again as it was before the test."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
