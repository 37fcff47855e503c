"""Tell a form of our own from one that another site made a browser send."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_from_ourselves(headers: Mapping[str, str], public_url: str) -> bool:
    """Tell whether a browser says that a page of ours sent this.

    `Sec-Fetch-Site` is the browser's own word; `Origin` serves those that do not send it. Where
    neither is there, the form's token alone must do.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in (headers.get("host"), urlsplit(public_url).netloc)
