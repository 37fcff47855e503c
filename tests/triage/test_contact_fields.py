"""What is taken as contact details, and the fault that each wrong one has."""

from __future__ import annotations

import pytest

from bot.errors import ContactRefused
from bot.store.contact import ContactDetails
from bot.triage.contact_fields import checked_contact

GOOD = {"name": "Ann Other", "email": "ann@example.org", "phone": "07700 900123"}


def faults(*, has_consent: bool = True, **typed: str) -> dict[str, str]:
    """Give the faults of what was typed."""
    with pytest.raises(ContactRefused) as caught:
        checked_contact(**{**dict.fromkeys(GOOD, ""), **typed}, has_consent=has_consent)
    return caught.value.faults


@pytest.mark.parametrize(
    "email",
    [
        "ann@example.org",
        "ann.o'neil+send@mail.example.co.uk",
        "ann_1@xn--bcher-kva.example",
        "änn@bücher.example",
        "a&b=c@example.org",
    ],
)
def test_an_email_address_is_taken(email: str) -> None:
    assert checked_contact("", email, "", has_consent=True) == ContactDetails(email=email)


@pytest.mark.parametrize(
    "email",
    [
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@example..org",
        "ann@-.org",
        "ann at example.org",
        "ann@example.org, bob@example.org",
        "<ann@example.org>",
        "ann@example.org>",
        "x" * 65 + "@example.org",
        "ann@" + "x." * 130 + "org",
    ],
)
def test_what_is_no_email_address_is_told(email: str) -> None:
    assert faults(email=email) == {"email": "email_wrong"}


@pytest.mark.parametrize(
    "phone",
    [
        "07700 900123",
        "(01632) 960 960",
        "+44 7700 900123",
        "0044 7700-900123",
        "01632960960 ext 12",
    ],
)
def test_a_telephone_number_is_taken(phone: str) -> None:
    assert checked_contact("", "", phone, has_consent=True).phone == phone


@pytest.mark.parametrize(
    "phone", ["960960", "call me", "07700 90012x", "0" * 16, "+", "٠٧٧٠٠٩٠٠١٢٣", "07700;900123"]
)
def test_what_is_no_whole_telephone_number_is_told(phone: str) -> None:
    assert faults(phone=phone) == {"phone": "phone_wrong"}


def test_without_a_way_to_reply_there_is_nothing_to_keep() -> None:
    assert faults(name="Ann Other") == {"email": "no_way"}


def test_without_consent_nothing_is_kept() -> None:
    assert faults(**GOOD, has_consent=False) == {"consent": "no_consent"}


def test_all_faults_are_told_at_once() -> None:
    wrong = faults(name="x" * 101, email="ann", phone="12", has_consent=False)
    assert list(wrong) == ["name", "email", "phone", "consent"]


def test_a_name_is_not_needed_and_is_cleaned() -> None:
    found = checked_contact(" Ann \u202e\x00 Other ", GOOD["email"], "", has_consent=True)
    assert found.name == "Ann Other"


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["a@" + "a." * 4000, "a" * 8000, "0 " * 4000 + "x", "x" * 8000 + "@"]
)
def test_no_text_takes_long(text: str) -> None:
    faults(email=text, phone=text)
