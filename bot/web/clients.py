"""Who calls: the client's address, as far as it can be known."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Union

from starlette.datastructures import Headers
from starlette.types import Scope

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]

_PROXY_HEADERS = ("x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-host", "via")


class Clients:
    """Finds a client's address; a proxy is believed only when its own address is trusted."""

    def __init__(self, trusted_proxies: Iterable[str]) -> None:
        self._trusted: list[Network] = [
            ipaddress.ip_network(each, strict=False) for each in trusted_proxies
        ]

    def address(self, scope: Scope) -> str:
        """Give the address, or the network of 64 bits that one IPv6 subscriber holds."""
        peer = _parsed((scope.get("client") or ("",))[0])
        hops = Headers(scope=scope).getlist("x-forwarded-for")
        # The nearest proxy writes last: the client is the first untrusted address from the right.
        for hop in reversed([each.strip() for line in hops for each in line.split(",")]):
            if not self._is_trusted(peer):
                break
            before = _parsed(hop)
            if before is None:
                break
            peer = before
        return _bucket(peer)

    def is_trusted_peer(self, scope: Scope) -> bool:
        """Tell whether the caller itself is one of the trusted proxies."""
        return self._is_trusted(_parsed((scope.get("client") or ("",))[0]))

    def _is_trusted(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def is_local(scope: Scope) -> bool:
    """Tell whether the caller sits on this machine and speaks for itself."""
    peer = _parsed((scope.get("client") or ("",))[0])
    headers = Headers(scope=scope)
    is_proxied = any(name in headers for name in _PROXY_HEADERS)
    return peer is not None and peer.is_loopback and not is_proxied


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _bucket(address: Address | None) -> str:
    if address is None:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
