"""A council's website: another origin than the bot's, with pages and policies as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "council.test"
STRANGER = "stranger.test"
"""Another name of the same server: a site that nobody allowed."""

BODY = """
<h1>Support at school</h1>
<p><button id="before">Before</button></p>
<p><a id="send-help" href="{bot}/chat">Ask about SEND</a></p>
<p><a id="send-help-too" href="{bot}/chat">Ask from here too</a></p>
<p><button id="after">After</button></p>
"""
SCRIPT = '<script src="{bot}/embed.js" data-for="send-help send-help-too" async></script>'


@dataclass
class Council:
    """The website; `put` gives it a page."""

    port: int
    bot: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Give the origin that the bot allows."""
        return f"http://{NAME}:{self.port}"

    @property
    def stranger(self) -> str:
        """Give the origin that the bot does not allow."""
        return f"http://{STRANGER}:{self.port}"

    @property
    def strict_policy(self) -> str:
        """Give a policy with the two lines of the guide and nothing else."""
        return f"default-src 'none'; script-src {self.bot}; frame-src {self.bot}"

    def put(
        self, path: str, *, policy: str | None = None, script: str = SCRIPT, more: str = ""
    ) -> str:
        """Put a page with two links to the chat at a path; give the path."""
        body = "".join(part.replace("{bot}", self.bot) for part in (BODY, more, script))
        html = (
            '<!doctype html><html lang="en-GB"><title>Any Council</title>'
            '<meta name="viewport" content="width=device-width">'
            f"<main>{body}</main></html>"
        )
        self.pages[path] = (html, {"Content-Security-Policy": policy} if policy else {})
        return path


@contextmanager
def running_council() -> Iterator[Council]:
    """Run the website on a free port."""
    pages: dict[str, tuple[str, dict[str, str]]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = pages.get(self.path, ("", {}))
            # What browsers ask for unasked, such as an icon, is answered with nothing.
            self.send_response(200 if html else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Council(server.server_address[1], pages=pages)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
