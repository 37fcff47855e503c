"""What may stand in an account: checks that give a sentence, empty when all is well."""

from __future__ import annotations

import re

from bot.store.staff import LONGEST_EMAIL, LONGEST_NAME

# Whether an address exists shows when somebody writes to it; this finds slips.
_EMAIL = re.compile(r"^[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.[^\s@<>\"(),:;\\\[\]]+$")


def check_email(email: str) -> str:
    """Say what is wrong with an address."""
    if _EMAIL.match(email) and email.isprintable() and len(email) <= LONGEST_EMAIL:
        return ""
    return "Give an email address such as name@example.org."


def check_name(name: str) -> str:
    """Say what is wrong with a name."""
    if 0 < len(name.strip()) <= LONGEST_NAME and name.isprintable():
        return ""
    return f"Give a name of 1 to {LONGEST_NAME} characters."
