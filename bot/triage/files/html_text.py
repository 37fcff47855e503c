"""The text of an HTML email: what a reader sees, without quoted letters, styles and scripts."""

from __future__ import annotations

from html.parser import HTMLParser

_UNSEEN = frozenset(("style", "script", "head", "title", "template"))
_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "pre")
)
# Quoted letters as the common mail programs write them.
_QUOTES = (
    "gmail_quote",
    "yahoo_quoted",
    "moz-cite-prefix",
    "divRplyFwdMsg",
    "OutlookMessageHeader",
)
_EMPTY = frozenset(("br", "hr", "img", "meta", "input", "link", "col", "wbr"))


def text_of_html(html: str) -> str:
    """Give the text, a line for each block; broken HTML gives what can be read of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Collects text, and leaves out elements that are not seen or are quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._left_out = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self._left_out:
            self._depth += tag == self._left_out
            return
        if tag in _EMPTY or tag in _BLOCKS:
            self.parts.append("\n")
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        is_quote = tag == "blockquote" or any(mark in marks for mark in _QUOTES)
        if tag not in _EMPTY and (tag in _UNSEEN or is_quote):
            self._left_out, self._depth = tag, 1

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag == self._left_out:
            self._depth -= 1
            if not self._depth:
                self._left_out = ""
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._left_out:
            self.parts.append(data.replace("\n", " "))
