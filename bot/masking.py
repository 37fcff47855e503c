"""Take personal details out of a text, by span and by name.

Every way into the bot passes through `mask` before the agent, the tracker store, a log or a
channel sees the text, and so do training and evaluation, so that all of them see the same words.
"""

from __future__ import annotations

import re

# Numbers that everybody may read: masking them would blank the bot's own advice when it is quoted.
_PUBLIC_NUMBERS = {"999", "111", "101", "116123", "08001111", "08088005000", "03001234043"}

_NHS_WEIGHTS = range(10, 1, -1)

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b", re.IGNORECASE)
_NATIONAL_INSURANCE = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d{2}\s?){3}[A-D]\b", re.IGNORECASE
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_BIRTH_WORDS = r"(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birthday(?: is)?)[\s:,-]*"
_DATE = (
    rf"(?:\d{{1,2}}[\s./-]\d{{1,2}}[\s./-](?:19|20)?\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})[a-z]*\.?,?\s+(?:19|20)?\d{{2}}"
    rf"|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}})"
)
# A full date alone is nearly always a birth date here; with birth words, shorter forms count too.
_FULL_DATE = re.compile(rf"\b{_DATE}\b", re.IGNORECASE)
_BIRTH_PHRASE = re.compile(rf"\b{_BIRTH_WORDS}({_DATE}|\d{{6,8}})", re.IGNORECASE)
_DIGIT_RUN = re.compile(r"(?<![\w£$])(?:\+\d{1,3}[\s-]?)?(?:\(0\d{2,5}\)|\d)(?:[\s.()-]{0,2}\d){8,14}(?!\w)")
_NAMED = re.compile(
    r"\b(?i:my name is|my name's|name is|i am called|i'm called|(?:he|she) is called"
    r"|(?:son|daughter|child|lad|boy|girl|grandson|granddaughter|nephew|niece) is called"
    r"|this is|signed|kind regards,?|regards,?)\s+((?:[A-Z][a-z'’-]+)(?:\s+[A-Z][a-z'’-]+)+)"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+([A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?)")


def mask(text: str) -> str:
    """Replace personal details by a note of what stood there, such as "[phone number removed]"."""
    text = _EMAIL.sub("[email address removed]", text)
    text = _BIRTH_PHRASE.sub(lambda m: m[0].replace(m[1], "[date of birth removed]"), text)
    text = _FULL_DATE.sub("[date removed]", text)
    text = _NATIONAL_INSURANCE.sub("[National Insurance number removed]", text)
    text = _POSTCODE.sub("[postcode removed]", text)
    text = _DIGIT_RUN.sub(_name_of_number, text)
    text = _NAMED.sub(lambda m: m[0].replace(m[1], "[name removed]"), text)
    return _TITLED.sub(lambda m: m[0].replace(m[1], "[name removed]"), text)


def _name_of_number(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if digits in _PUBLIC_NUMBERS:
        return match[0]
    if _is_nhs_number(digits):
        return "[NHS number removed]"
    if match[0].lstrip().startswith(("+", "0", "(0")):
        return "[phone number removed]"
    return "[number removed]"


def _is_nhs_number(digits: str) -> bool:
    """Check the tenth digit as the NHS Data Dictionary describes it (modulus 11)."""
    if len(digits) != len(_NHS_WEIGHTS) + 1 or digits.startswith("0"):
        return False
    rest = sum(w * int(d) for w, d in zip(_NHS_WEIGHTS, digits, strict=False)) % 11
    return (11 - rest) % 11 == int(digits[9])
