"""Contact details: encrypted, replaced, forgotten."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import ContactUnreadable
from bot.store.case_tables import CONTACT_DETAILS
from bot.store.contact import (
    forget_contact_details,
    keep_contact_details,
    read_contact_details,
)
from bot.store.journal import Journal
from tests.store.kept import SECRET


@pytest.fixture(autouse=True)
def _conversation(engine: Engine) -> None:
    Journal(engine).open_conversation("web-a", "web")


def test_details_come_back_and_are_kept_encrypted(engine: Engine) -> None:
    keep_contact_details(engine, SECRET, "web-a", "07700 900123")
    assert read_contact_details(engine, SECRET, "web-a") == "07700 900123"
    with engine.begin() as connection:
        row = connection.execute(sa.select(CONTACT_DETAILS)).one()
    assert "900123" not in row.ciphertext


def test_new_details_take_the_place_of_earlier_ones(engine: Engine) -> None:
    keep_contact_details(engine, SECRET, "web-a", "one")
    keep_contact_details(engine, SECRET, "web-a", "two")
    assert read_contact_details(engine, SECRET, "web-a") == "two"


def test_another_secret_reads_nothing(engine: Engine) -> None:
    keep_contact_details(engine, SECRET, "web-a", "07700 900123")
    with pytest.raises(ContactUnreadable):
        read_contact_details(engine, SECRET[::-1], "web-a")


def test_consent_can_be_taken_back(engine: Engine) -> None:
    keep_contact_details(engine, SECRET, "web-a", "07700 900123")
    forget_contact_details(engine, "web-a")
    assert read_contact_details(engine, SECRET, "web-a") is None
