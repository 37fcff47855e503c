"""The kinds of text and number that content entries are made of.

Text is taken as text only: a number or a yes that YAML would read as something else is refused, so
that a telephone number keeps its noughts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from pydantic import ConstrainedInt, ConstrainedStr

if TYPE_CHECKING:
    Text = str
    Ref = str
    Id = str
    Url = str
    Phone = str
    Email = str
    Year = int
    Day = date
else:

    class Text(ConstrainedStr):
        """Text as it is shown: not empty, without white space around it."""

        strict = True
        regex = re.compile(r"^\S(.*\S)?$", re.DOTALL)

    # A reference is any text, so that a mistyped one is told as unknown, with the remedy for that.
    Ref = Text

    class Id(Text):
        """A stable snake_case name, by which code and content refer to an entry."""

        regex = re.compile(r"^[a-z][a-z0-9_]*$")

    class Url(Text):
        """An address on the web."""

        regex = re.compile(r"^https://[^\s/]+(/\S*)?$")

    class Phone(Text):
        """A telephone number, written with spaces where people pause."""

        regex = re.compile(r"^\d[\d ]*\d$")

    class Email(Text):
        """An email address."""

        regex = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$", re.ASCII)

    class Year(ConstrainedInt):
        """A year of this century."""

        strict = True
        ge = 2000
        le = 2099

    class Day(date):
        """A date, written in full; a bare number, which pydantic takes for seconds, is refused."""

        @classmethod
        def __get_validators__(cls) -> Iterator[Callable[[object], date]]:
            yield cls.read

        @classmethod
        def read(cls, value: object) -> date:
            """Read the date. Raises ValueError when it is none."""
            if isinstance(value, date):
                return value
            try:
                return date.fromisoformat(str(value))
            except ValueError as exc:
                message = f"expected a date such as 2026-11-23, found {value!r}; write it so"
                raise ValueError(message) from exc


EXPECTED = {
    "id": "small letters, digits and _",
    "url": "an address that begins with https://",
    "phone": "digits and spaces",
    "email": "an email address",
}
"""What a field of this name looks like, for the sentence about a faulty one."""
