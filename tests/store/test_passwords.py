"""Passwords: the easy ones refused, the rest kept as Argon2id, no account as slow as one."""

from __future__ import annotations

import time

import pytest

from bot.errors import PasswordRefused
from bot.store.passwords import check_password, hash_password, is_outdated, is_password

GOOD = "violet kettle ladder"
EMAIL = "ada.lovelace@council.example"


@pytest.mark.parametrize(
    "easy",
    [
        "",
        "short",
        "elevenchars",
        "Password1234!",
        "passwordpassword",
        "P@ssw0rd" * 2,
        "123456789012",
        "987654321098",
        "abcdefghijklm",
        "qwertyuiop123",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "Welcome-2026!",
        "Hertfordshire1",
        EMAIL,
        EMAIL.upper(),
        "x" * 5000,
    ],
)
def test_an_easy_password_is_refused_with_the_reason(easy: str) -> None:
    with pytest.raises(PasswordRefused) as caught:
        check_password(easy, EMAIL)
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize(
    "good",
    [
        GOOD,
        "correct horse battery staple",
        "Xk7#pQ2!vLm9",
        "ключ от старой двери",
        "🐢🦊🐝🦉🐙🦆" * 2,
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken(good: str) -> None:
    check_password(good, EMAIL)
    assert is_password(good, hash_password(good))


def test_what_is_kept_is_argon2id_and_salted() -> None:
    first, second = hash_password(GOOD), hash_password(GOOD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert not is_outdated(first)


def test_another_password_is_not_it() -> None:
    kept = hash_password(GOOD)
    for wrong in ("", "Violet kettle ladder", GOOD + " ", "\x00", "\udce9"):
        assert not is_password(wrong, kept)


def test_one_letter_typed_in_two_ways_is_one() -> None:
    assert is_password("cafe\u0301 kettle ladder", hash_password("caf\u00e9 kettle ladder"))


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$broken"])
def test_a_broken_hash_lets_nobody_in(kept: str) -> None:
    assert not is_password(GOOD, kept)


def test_no_account_takes_as_long_as_a_wrong_password() -> None:
    kept = hash_password(GOOD)

    def fastest(hashed: str | None) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            assert not is_password("something else", hashed)
            times.append(time.perf_counter() - begun)
        return min(times)

    fastest(None)
    assert 0.5 < fastest(None) / fastest(kept) < 2


def test_an_old_hash_is_told() -> None:
    assert is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNo")
