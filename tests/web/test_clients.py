"""A client's address is the caller's, unless a trusted proxy says whose it is."""

from __future__ import annotations

import pytest
from starlette.types import Scope

from bot.web.clients import Clients, is_local


def scope(peer: str, **headers: str) -> Scope:
    """Build the scope of a request."""
    raw = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return {"type": "http", "client": (peer, 1), "headers": raw}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "rubbish", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("2001:db8::1", "", "2001:db8::/64"),
        ("testclient", "1.1.1.1", "unknown"),
    ],
)
def test_only_the_hop_before_a_trusted_proxy_counts(
    peer: str, forwarded: str, address: str
) -> None:
    clients = Clients(["10.0.0.0/8"])
    assert clients.address(scope(peer, x_forwarded_for=forwarded)) == address


def test_nobody_is_trusted_by_default() -> None:
    assert Clients([]).address(scope("127.0.0.1", x_forwarded_for="1.1.1.1")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "headers", "local"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("1.1.1.1", {}, False),
        ("127.0.0.1", {"x_forwarded_for": "1.1.1.1"}, False),
        ("127.0.0.1", {"forwarded": "for=1.1.1.1"}, False),
        ("testclient", {}, False),
    ],
)
def test_a_caller_is_local_on_this_machine_without_a_proxy(
    peer: str, headers: dict[str, str], local: bool
) -> None:
    assert is_local(scope(peer, **headers)) is local
