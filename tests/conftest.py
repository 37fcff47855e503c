"""What holds for every test: no network but this machine, and nobody else's warning filters."""

from __future__ import annotations

import socket
import warnings
from typing import Any

import pytest

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
