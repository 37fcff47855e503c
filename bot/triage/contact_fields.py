"""Check the contact details that somebody typed: pure; every fault is told at once."""

from __future__ import annotations

import re

from bot.errors import ContactRefused
from bot.store.contact import ContactDetails
from bot.text import clean

LONGEST_NAME = 100
LONGEST_EMAIL = 254
"""The longest address that mail can be sent to: RFC 5321, section 4.5.3.1."""

LONGEST_PHONE = 40

# As loose as can be: whether an address is there only a letter to it can tell.
_EMAIL = re.compile(r"^[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_][\w-]*\.)+[^\W\d_][\w-]+$")
_PHONE = re.compile(r"^\+?[0-9 ()./-]+(?: ?(?:ext\.?|x) ?[0-9]{1,6})?$", re.IGNORECASE)
# A number with its area code, in this country or with the code of another: ITU-T E.164 ends at 15.
_FEWEST_DIGITS, _MOST_DIGITS = 10, 15
_EXTENSION = re.compile(r"(?:ext|x).*$", re.IGNORECASE)


def checked_contact(name: str, email: str, phone: str, *, has_consent: bool) -> ContactDetails:
    """Give contact details without stray white space.

    Raises ContactRefused, whose faults are by field: `name_long`, `email_wrong`, `phone_wrong`,
    `no_way` where neither email nor telephone is given, `no_consent`.
    """
    found = ContactDetails(clean(name), clean(email), clean(phone))
    faults: dict[str, str] = {}
    if len(found.name) > LONGEST_NAME:
        faults["name"] = "name_long"
    if found.email and not _is_email(found.email):
        faults["email"] = "email_wrong"
    if found.phone and not _is_phone(found.phone):
        faults["phone"] = "phone_wrong"
    if not found.email and not found.phone:
        faults["email"] = "no_way"
    if not has_consent:
        faults["consent"] = "no_consent"
    if faults:
        raise ContactRefused(faults)
    return found


def _is_email(text: str) -> bool:
    return len(text) <= LONGEST_EMAIL and bool(_EMAIL.match(text))


def _is_phone(text: str) -> bool:
    digits = re.sub(r"[^0-9]", "", _EXTENSION.sub("", text))
    is_long_enough = _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
    return len(text) <= LONGEST_PHONE and is_long_enough and bool(_PHONE.match(text))
