"""Read the chat page as a browser without scripts does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from starlette.testclient import TestClient


@dataclass
class Visitor:
    """Somebody at the chat page; the cookie is kept by the client."""

    client: TestClient
    html: str = ""

    def open(self) -> Visitor:
        """Open the page."""
        self.html = self.client.get("/chat").text
        return self

    def post(self, fields: dict[str, str], **headers: str) -> Any:
        """Send a form of the page with some fields, and do not follow where it leads."""
        data = {"form": self.hidden("form"), "id": self.hidden("id"), **fields}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/chat", data=data, headers=sent, follow_redirects=False)

    def ask(self, text: str) -> Visitor:
        """Ask, and go where the answer is."""
        response = self.post({"text": text})
        assert response.status_code == 303
        assert re.fullmatch(r"/chat#answer-\d+", response.headers["location"])
        return self.open()

    def hidden(self, name: str) -> str:
        """Give the value of a hidden field."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)">', self.html)
        assert found
        return unescape(found[1])

    def buttons(self) -> list[str]:
        """List what the buttons say, in the page's order."""
        found = re.findall(r"<button[^>]*>([^<]*)</button>", self.html)
        return [unescape(each).strip() for each in found]

    def text(self) -> str:
        """Give the words of the page alone."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.html)))


def cookie_of(client: TestClient) -> str:
    """Give the whole header that sets the cookie."""
    header: str = client.get("/chat").headers["set-cookie"]
    return header
