"""Take personal details out of a text, by span and by name.

Every way into the bot passes through `mask` before the agent, the tracker store, a log or a
channel sees the text, and so do training and evaluation, so that all of them see the same words.
Every pattern is bounded and begins at the edge of a word, so that no text takes long.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.masking_names import mask_names

_MOST_PASSES = 4

# The areas of British postcodes, so that "Y7 2nd term" is none.
_POSTCODE_AREAS = (
    "AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC"
    "|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS"
    "|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR"
    "|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)
# Few words have a digit after their first letters: the areas are tried for those alone.
_POSTCODE = re.compile(
    rf"\b(?=[^\W\d_]{{1,2}}\d)(?:{_POSTCODE_AREAS})\d[A-Z\d]?[\s-]?\d[ABD-HJLNP-UW-Z]{{2}}\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_EMAIL_IN_WORDS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?[(\[]?\bat\b[)\]]?\s?[\w-]{1,63}"
    r"\s?[(\[]?\b(?:dot)\b[)\]]?\s?(?:com|co|org|net|uk)\b(?:\s?[(\[]?dot[)\]]?\s?uk\b)?",
    re.IGNORECASE,
)
_EMAIL_PARTLY_IN_WORDS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?[(\[]\s?at\s?[)\]]\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_NATIONAL_INSURANCE = re.compile(r"\b[A-Z]{2}[\s.-]?(?:\d{2}[\s.-]?){3}[A-D]\b", re.IGNORECASE)

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:(?:19|20)\d{2}|\d{2})"
_FULL_YEAR = r"(?:19|20)\d{2}"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_AND_MONTH = (
    rf"(?:{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH_NAME}"
    rf"|{_MONTH_NAME}\s(?:the\s)?{_DAY}(?:st|nd|rd|th)?)"
)
# A full date alone is nearly always a birth date here; with birth words, shorter forms count too.
_FULL_DATE = (
    rf"(?:{_DAY}(?P<sep>[./-]){_MONTH}(?P=sep){_YEAR}|{_DAY}\s{_MONTH}\s{_FULL_YEAR}"
    rf"|{_FULL_YEAR}-{_MONTH}-{_DAY}|{_DAY_AND_MONTH},?\s(?:in\s)?{_YEAR})"
)
_DATE = re.compile(rf"(?<![\w./-]){_FULL_DATE}(?![\w/-])", re.IGNORECASE)
_BIRTH_WORDS = (
    r"\b(?:d\.?o\.?b\b\.?|dates? of birth|born|birth\s?date|birthdays?|bday)(?:'s|’s)?"
    r"(?:[\s:=,-]{1,3}(?:is|was|on|in|the)\b){0,3}[\s:=,-]{0,3}"
)
_BIRTH_DATE = re.compile(
    rf"(?P<words>{_BIRTH_WORDS})"
    rf"(?:{_FULL_DATE}|{_DAY}[\s./-]{_MONTH}[\s./-]{_YEAR}|{_DAY_AND_MONTH}"
    rf"|{_MONTH_NAME}\s{_YEAR}|\d{{8}}|\d{{6}})(?!\w)",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"(?<![\d£$€+])(?:\+\d|\(\+?\d|\d)(?:[\s.()/-]{0,2}\d){8,30}")
_DIGIT_WORD = (
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred)"
)
_NUMBER_IN_WORDS = re.compile(
    rf"\b(?:zero|oh|nought)(?:[\s,-]{{1,2}}{_DIGIT_WORD}){{7,16}}\b", re.IGNORECASE
)
_LOCAL_NUMBER = re.compile(
    r"\b(?P<words>(?:call|ring|phone|text|tel|telephone|mobile|mob|landline|number)\b\.?"
    r"(?:[\s:,-]{1,2}(?:me|us|her|him|on|is|at|number|back|this|my)\b){0,4}[\s:,-]{1,2})"
    r"(?P<digits>\d{2,4}[\s-]?\d{3,4}|\d{5,8})(?![\w£-])",
    re.IGNORECASE,
)
_SHORTEST_LOCAL_NUMBER = 6
# Numbers of organisations, never of a person: Ofcom's National Telephone Numbering Plan.
_OF_ORGANISATIONS = re.compile(r"(?:0|(?:00)?440?)[389]")
_NHS_WEIGHTS = range(10, 1, -1)
_NHS_LENGTH = 10


def mask(text: str) -> str:
    """Replace personal details by a note of what stood there, such as "[phone number removed]".

    Masking a masked text again changes nothing.
    """
    for _ in range(_MOST_PASSES):
        masked = _masked_once(text)
        if masked == text:
            break
        text = masked
    return text


def _masked_once(text: str) -> str:
    text = _EMAIL.sub("[email address removed]", text)
    text = _EMAIL_IN_WORDS.sub("[email address removed]", text)
    text = _EMAIL_PARTLY_IN_WORDS.sub("[email address removed]", text)
    text = _BIRTH_DATE.sub(r"\g<words>[date of birth removed]", text)
    text = _DATE.sub("[date removed]", text)
    text = _NATIONAL_INSURANCE.sub("[National Insurance number removed]", text)
    text = _POSTCODE.sub("[postcode removed]", text)
    text = _NUMBER.sub(_name_of_number, text)
    text = _NUMBER_IN_WORDS.sub("[phone number removed]", text)
    text = _LOCAL_NUMBER.sub(_name_of_local_number, text)
    return mask_names(text)


def _name_of_number(match: re.Match[str]) -> str:
    found = match[0]
    groups = re.findall(r"\d+", found)
    digits = "".join(groups)
    if _is_list_of_years(groups) or _is_counting(groups):
        return found
    is_of_phone = found.startswith(("+", "(+", "0", "(0"))
    if is_of_phone and _OF_ORGANISATIONS.match(digits):
        return found
    if _is_nhs_number(digits):
        return "[NHS number removed]"
    return "[phone number removed]" if is_of_phone else "[number removed]"


def _name_of_local_number(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match["digits"])
    is_of_organisation = bool(_OF_ORGANISATIONS.match(digits))
    if len(digits) < _SHORTEST_LOCAL_NUMBER or is_of_organisation:
        return match[0]
    if _is_list_of_years(re.findall(r"\d+", match["digits"])):
        return match[0]
    return f"{match['words']}[phone number removed]"


def _is_list_of_years(groups: list[str]) -> bool:
    return all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)


def _is_counting(groups: list[str]) -> bool:
    """Tell whether the groups count up, as in "areas 1 2 3 4 5 6 7 8 9"."""
    numbers = [int(group) for group in groups]
    steps = {after - before for before, after in pairwise(numbers)}
    return numbers[0] > 0 and steps == {1}


def _is_nhs_number(digits: str) -> bool:
    """Check the tenth digit as the NHS Data Dictionary describes it (modulus 11)."""
    if len(digits) != _NHS_LENGTH or digits.startswith("0"):
        return False
    rest = sum(w * int(d) for w, d in zip(_NHS_WEIGHTS, digits, strict=False)) % 11
    return (11 - rest) % 11 == int(digits[9])
