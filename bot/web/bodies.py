"""Read what clients send: JSON objects and their fields, every fault told at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from bot.web.problems import (
    INVALID_FIELDS,
    MALFORMED,
    MEDIA_TYPE_WRONG,
    Problem,
    ProblemError,
)

LONGEST_ID = 64


async def json_fields(request: Request) -> Fields:
    """Read the body as a JSON object.

    Raises ProblemError: 415 for another content type, 400 for what is not JSON in UTF-8, 422 for
    JSON that is no object.
    """
    if media_type(request) != "application/json":
        raise ProblemError(MEDIA_TYPE_WRONG)
    try:
        body = json.loads((await request.body()).decode("utf-8"), parse_constant=_refuse)
    # A body of brackets alone nests deeper than the parser goes.
    except (ValueError, RecursionError) as exc:
        raise ProblemError(MALFORMED) from exc
    if not isinstance(body, dict):
        raise ProblemError(invalid_fields({"": "expected an object"}))
    return Fields(body)


def media_type(request: Request) -> str:
    """Give the body's content type without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def invalid_fields(faults: Mapping[str, str]) -> Problem:
    """Make the problem of wrong fields: what was expected, by the field's name."""
    errors = [
        {"pointer": f"#/{name}" if name else "#", "detail": detail}
        for name, detail in faults.items()
    ]
    return replace(INVALID_FIELDS, extra={"errors": errors})


class Fields:
    """The fields of a JSON object; `check` tells what was wrong, once all were read."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self._faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Give a field that must be a string, of any length."""
        value = self._body.get(name)
        if isinstance(value, str):
            return value
        self._faults[name] = "expected a string"
        return ""

    def optional_text(self, name: str) -> str | None:
        """Give a string that may be missing or null."""
        return None if self._body.get(name) is None else self.text(name)

    def identifier(self, name: str) -> str:
        """Give an id of the client's own: 1 to 64 characters that can be seen."""
        value = self.text(name)
        if name not in self._faults:
            self._check_identifier(name, value)
        return value

    def optional_identifier(self, name: str) -> str | None:
        """Give an id of the client's own that may be missing or null."""
        return None if self._body.get(name) is None else self.identifier(name)

    def flag(self, name: str) -> bool:
        """Give a field that is true or false; one that is missing is false."""
        value = self._body.get(name, False)
        if not isinstance(value, bool):
            self._faults[name] = "expected true or false"
        return value is True

    def one_of(self, name: str, *allowed: str) -> str:
        """Give a string that must be one of those allowed."""
        value = self._body.get(name)
        if isinstance(value, str) and value in allowed:
            return value
        self._faults[name] = f"expected one of: {', '.join(allowed)}"
        return allowed[0]

    def objects(self, name: str, most: int) -> list[Any]:
        """Give a list of up to so many entries, of which nothing is checked."""
        value = self._body.get(name)
        if isinstance(value, list) and len(value) <= most:
            return value
        self._faults[name] = f"expected a list of up to {most}"
        return []

    def check(self) -> None:
        """Raise ProblemError with 422 when a field that was read was wrong."""
        if self._faults:
            raise ProblemError(invalid_fields(self._faults))

    def _check_identifier(self, name: str, value: str) -> None:
        if not 1 <= len(value) <= LONGEST_ID or not value.isprintable():
            self._faults[name] = f"expected 1 to {LONGEST_ID} printable characters"


def query_identifier(request: Request, name: str) -> str | None:
    """Give an id from the address, None without one.

    Raises ProblemError with 422 when it cannot be an id.
    """
    value = request.query_params.get(name) or None
    fields = Fields({name: value})
    found = fields.optional_identifier(name)
    fields.check()
    return found


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")
