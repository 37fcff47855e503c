"""Who may show the chat in a frame: the sites of the setting and we ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

_NOBODY = "'none'"
_OURSELVES = "'self'"
_ORIGIN = re.compile(r"^(https?)://([a-z0-9.-]+)(?::(\d{1,5}))?$")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def framing_sites(frame_ancestors: Sequence[str]) -> str:
    """Give the sites for a policy's `frame-ancestors`; our own pages are always among them.

    The demo page frames the chat too. 'none' means nobody, and then not even we.
    """
    if _NOBODY in frame_ancestors:
        return _NOBODY
    return " ".join(dict.fromkeys((_OURSELVES, *frame_ancestors)))


def parent_origin(
    claimed: str, frame_ancestors: Sequence[str], own_addresses: Iterable[str]
) -> str | None:
    """Give the origin that a framed page may post messages to, or None when it may not.

    `claimed` is what the embedding page says of itself; `own_addresses` are ours. Matching follows
    the host sources of Content Security Policy level 3, section 6.7.2: `*.` stands for any
    subdomain, no port for the scheme's own, and http for https too.
    """
    if _NOBODY in frame_ancestors or not _ORIGIN.match(claimed):
        return None
    if claimed in map(origin_of, own_addresses):
        return claimed
    sites = (site for site in frame_ancestors if not site.startswith("'"))
    return claimed if any(_matches(claimed, site) for site in sites) else None


def origin_of(url: str) -> str:
    """Give scheme, host and port of an address as browsers write an origin."""
    parts = urlsplit(url.lower())
    is_default = parts.port == _DEFAULT_PORTS.get(parts.scheme)
    port = "" if parts.port is None or is_default else f":{parts.port}"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _matches(origin: str, site: str) -> bool:
    found, allowed = urlsplit(origin), urlsplit(site.lower())
    if found.scheme != allowed.scheme and (found.scheme, allowed.scheme) != ("https", "http"):
        return False
    host, wanted = found.hostname or "", allowed.netloc.partition(":")[0]
    is_host = wanted in (host, "*") or (wanted.startswith("*.") and host.endswith(wanted[1:]))
    return is_host and _port(found.port, found.scheme) == _port(allowed.port, found.scheme)


def _port(port: int | None, scheme: str) -> int:
    return _DEFAULT_PORTS[scheme] if port is None else port
