"""List the addresses of the content, and try whether they can be reached."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.content.store import Content

TIMEOUT_S = 10.0
_AT_ONCE = 4
# Some sites refuse a client that gives no name.
_HEADERS = {"User-Agent": "send-help-bot link check"}


@dataclass(frozen=True)
class Address:
    """An address with the entries that use it; the dates are those of a source, else None."""

    url: str
    used_in: tuple[str, ...]
    seen: dt.date | None
    checked: dt.date | None


@dataclass(frozen=True)
class Outcome:
    """What came of trying an address: its status, or why there was none."""

    url: str
    status: int | None
    problem: str | None

    @property
    def is_reached(self) -> bool:
        """Tell whether a page is there."""
        return self.problem is None


def addresses(content: Content) -> list[Address]:
    """List every address once, in the order of the files."""
    used: dict[str, list[str]] = {}
    for url, where in _uses(content):
        used.setdefault(url, []).append(where)
    sources = {source.url: source for source in content.sources.values()}
    return [
        Address(
            url,
            tuple(dict.fromkeys(where)),
            sources[url].seen if url in sources else None,
            sources[url].checked if url in sources else None,
        )
        for url, where in used.items()
    ]


def _uses(content: Content) -> Iterator[tuple[str, str]]:
    for source in content.sources.values():
        yield source.url, f"source {source.id}"
    for contact in content.contacts.values():
        if contact.url:
            yield contact.url, f"contact {contact.id}"
    areas = content.workstreams.values()
    documents = [
        *(document for area in areas for document in (*area.reports, *area.documents)),
        content.strategy.full_document,
        content.strategy.latest_progress,
    ]
    for document in documents:
        if document.url:
            yield document.url, f"document {document.id}"


def check(urls: Sequence[str], tell: Callable[[Outcome], None]) -> list[Outcome]:
    """Try addresses, a few at once; `tell` gets each outcome as it comes."""
    with (
        httpx.Client(timeout=TIMEOUT_S, follow_redirects=True, headers=_HEADERS) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        outcomes = []
        for outcome in pool.map(lambda url: _try(client, url), urls):
            tell(outcome)
            outcomes.append(outcome)
    return outcomes


def _try(client: httpx.Client, url: str) -> Outcome:
    try:
        # The body is not read: a report may be large.
        with client.stream("GET", url) as response:
            if response.is_success:
                return Outcome(url, response.status_code, None)
            return Outcome(url, response.status_code, f"status {response.status_code}")
    except httpx.TimeoutException:
        return Outcome(url, None, f"no answer within {TIMEOUT_S:.0f} s")
    except httpx.HTTPError as exc:
        return Outcome(url, None, f"not reached: {exc}")


def write_checked(file: Path, urls: Sequence[str], day: dt.date) -> int:
    """Set `checked` of the sources with these addresses; give how many were set.

    By text, so that the file keeps its comments and its order.
    """
    wanted = set(urls)
    entries = re.split(r"(?m)^(?=- id:)", file.read_text(encoding="utf-8"))
    count = 0
    for index, entry in enumerate(entries):
        url = re.search(r"(?m)^  url: (.+)$", entry)
        if url and url[1].strip().strip("\"'") in wanted:
            entries[index], n = re.subn(r"(?m)^  checked: .*$", f"  checked: {day}", entry)
            count += n
    file.write_text("".join(entries), encoding="utf-8")
    return count
