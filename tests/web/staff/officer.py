"""Somebody at the console, with a browser without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from bot.store.passwords import hash_password
from bot.store.staff import NewStaff, Staff
from bot.web.service import Service

PASSWORD = "violet kettle ladder"


@cache
def kept_password() -> str:
    """Give the hash of the password, made once because that is slow."""
    return hash_password(PASSWORD)


def add_account(service: Service, email: str, role: str, name: str = "Ada") -> Staff:
    """Make an account with the password of all tests."""
    return service.desk.accounts.add(NewStaff(email, name, role, kept_password()), None)


def text_of(html: str) -> str:
    """Give the words of a page alone."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def token_in(html: str) -> str:
    """Give the token of the first form of a page."""
    found = re.search(r'<input type="hidden" name="csrf" value="([^"]+)">', html)
    assert found, text_of(html)
    return unescape(found[1])


@dataclass
class Officer:
    """A browser that is logged in as somebody."""

    client: TestClient
    staff: Staff

    def get(self, path: str) -> Any:
        """Open a page, and do not follow where it leads."""
        return self.client.get(path, follow_redirects=False)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Any:
        """Send a form with the session's token, and do not follow where it leads."""
        data = {"csrf": self.token(), **(fields or {})}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, data=data, headers=sent, follow_redirects=False)

    def token(self) -> str:
        """Give the session's token, as any page has it."""
        return token_in(self.client.get("/staff/account").text)

    def is_in(self) -> bool:
        """Tell whether the session lasts."""
        return bool(self.get("/staff/account").status_code == 200)


def log_in(client: TestClient, email: str, password: str = PASSWORD, then: str = "") -> Any:
    """Fill in the login form and send it; do not follow where it leads."""
    page = client.get("/staff/login", params={"next": then} if then else None).text
    found = re.search(r'name="next" value="([^"]*)"', page)
    assert found
    data = {
        "csrf": token_in(page),
        "next": unescape(found[1]),
        "email": email,
        "password": password,
    }
    return client.post("/staff/login", data=data, follow_redirects=False)
