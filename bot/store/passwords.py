"""Passwords of staff: which are taken, and how they are kept (Argon2id)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import PasswordRefused

SHORTEST = 12
LONGEST = 256
_FEWEST_DIFFERENT = 5

# The library's own choice: RFC 9106, the profile for little memory (64 MiB, 3 passes).
_HASHER = PasswordHasher()

# Words and rows of keys that people stretch to a length that is asked for. What is left of a
# password without them, and without digits and signs, must not be next to nothing.
_COMMON = re.compile(
    r"password|letmein|welcome|iloveyou|qwerty(?:uiop)?|asdfgh(?:jkl)?|zxcvbn(?:m)?"
    r"|administrator|admin|changeme|secret|monkey|dragon|football|sunshine|princess|superman"
    r"|abcdef(?:ghi)?(?:jkl)?|hertfordshire|herts|council|summer|winter|spring|autumn"
)
_FEWEST_LEFT = 3
_LOOK_ALIKES = str.maketrans("@0$3", "aose")


def check_password(password: str, email: str) -> None:
    """Raise PasswordRefused when a password is too easy to guess for this account."""
    text = _normal(password).casefold()
    if len(text) < SHORTEST:
        raise PasswordRefused(f"Use at least {SHORTEST} characters; three random words will do.")
    if len(text) > LONGEST:
        raise PasswordRefused(f"Use at most {LONGEST} characters.")
    if text == email.casefold():
        raise PasswordRefused("Do not use your email address as the password.")
    plain = text.translate(_LOOK_ALIKES)
    left = re.sub(r"[\W\d_]", "", _COMMON.sub("", plain))
    is_common = bool(_COMMON.search(plain)) and len(left) < _FEWEST_LEFT
    if len(set(text)) < _FEWEST_DIFFERENT or is_common or _is_a_run(text):
        raise PasswordRefused("Many people use a password like this; choose a less common one.")


def hash_password(password: str) -> str:
    """Give what is kept of a password: slow on purpose, some tens of milliseconds."""
    return _HASHER.hash(_bytes(password))


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether a password is the kept one; with nothing kept it is not, after the same time."""
    nobodys = _nobodys()
    try:
        is_right = _HASHER.verify(kept or nobodys, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    """Give what is verified where there is no account."""
    return hash_password("no account has this hash")


def _normal(password: str) -> str:
    # One accented letter can be sent as one character or as two, as the keyboard likes.
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode(errors="replace")


def _is_a_run(text: str) -> bool:
    """Tell whether each character follows the one before it in the alphabet or by number."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}
