"""Personal details that nobody has, another set for each door, so that a leak names its door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_WEIGHTS = range(10, 1, -1)
_LETTERS = "BCDFGHJKLM"


@dataclass(frozen=True)
class Canary:
    """One detail of each kind, for the door of a number below 100.

    The telephone numbers are those that Ofcom keeps free for drama.
    """

    door: int

    @property
    def phone(self) -> str:
        """Give a telephone number."""
        return f"07700 9001{self.door:02}"

    @property
    def email(self) -> str:
        """Give an email address."""
        return f"canary{self.door:02}@leak.example"

    @property
    def postcode(self) -> str:
        """Give a postcode."""
        return f"SG{1 + self.door // 10} {self.door % 10}XQ"

    @property
    def nhs(self) -> str:
        """Give an NHS number whose last digit is right."""
        for number in range(self.door * 10, self.door * 10 + 10):
            nine = f"943{number:06}"
            rest = sum(w * int(d) for w, d in zip(_WEIGHTS, nine, strict=True)) % 11
            if rest != 1:
                return f"{nine[:3]} {nine[3:6]} {nine[6:]}{(11 - rest) % 11}"
        raise AssertionError("of ten numbers in a row most have a last digit")

    @property
    def insurance(self) -> str:
        """Give a National Insurance number."""
        return f"QQ 65 43 {self.door:02} C"

    @property
    def born(self) -> str:
        """Give a date of birth."""
        return f"{1 + self.door % 28:02}/03/{2000 + self.door // 28}"

    @property
    def surname(self) -> str:
        """Give a name; there is none like it."""
        tens, ones = divmod(self.door, 10)
        return f"Quill{_LETTERS[tens].lower()}feather{_LETTERS[ones].lower()}im"

    @property
    def text(self) -> str:
        """Give a message with all of them in it."""
        return (
            f"My name is Zebedee {self.surname}. Ring {self.phone} or write to {self.email}. "
            f"We live at {self.postcode}. His NHS number is {self.nhs}, mine is {self.insurance}, "
            f"he was born {self.born}. What is planned for autism?"
        )

    def found_in(self, content: str) -> list[str]:
        """List the kinds of which the content holds the detail, with or without spaces."""
        kinds = ("phone", "email", "postcode", "nhs", "insurance", "born", "surname")
        lower = content.lower()
        return [
            kind
            for kind in kinds
            for value in (getattr(self, kind).lower(),)
            if value in lower or value.replace(" ", "") in lower
        ]


def leaks(doors: Iterable[tuple[str, Canary]], places: dict[str, str]) -> list[str]:
    """List what of which door shows in which place."""
    return [
        f"{kind} of the {door} in {place}"
        for place, content in places.items()
        for door, canary in doors
        for kind in canary.found_in(content)
    ]
