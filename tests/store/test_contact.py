"""Contact details: encrypted and signed, bound to their conversation, replaced, forgotten."""

from __future__ import annotations

import base64

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import ContactUnreadable
from bot.store.case_tables import CONTACT_DETAILS
from bot.store.contact import (
    ContactDetails,
    KeptContact,
    count_unreadable,
    decrypt_contact,
    forget_contact,
    keep_contact,
    kept_contact,
)
from bot.store.journal import Journal
from tests.store.kept import SECRET

ANN = ContactDetails("Ann Other", "ann@example.org", "07700 900123")


@pytest.fixture(autouse=True)
def _conversations(engine: Engine) -> None:
    Journal(engine).open_conversation("web-a", "web")
    Journal(engine).open_conversation("web-b", "web")


def keep(engine: Engine, details: ContactDetails = ANN, conversation: str = "web-a") -> str:
    """Keep details; give them as they lie in the database."""
    with engine.begin() as connection:
        keep_contact(connection, SECRET, conversation, details)
        query = sa.select(CONTACT_DETAILS.c.ciphertext).where(
            CONTACT_DETAILS.c.conversation_id == conversation
        )
        return str(connection.execute(query).scalar_one())


def kept(engine: Engine, secret: str = SECRET) -> KeptContact | None:
    with engine.begin() as connection:
        return kept_contact(connection, secret, "web-a")


def test_details_come_back_and_are_kept_encrypted(engine: Engine) -> None:
    ciphertext = keep(engine)
    found = kept(engine)
    assert found is not None
    assert found.details == ANN
    assert not any(part in ciphertext for part in ("Ann", "example", "900123"))


def test_the_same_details_are_never_encrypted_alike(engine: Engine) -> None:
    assert keep(engine) != keep(engine)


def test_new_details_take_the_place_of_earlier_ones(engine: Engine) -> None:
    keep(engine)
    keep(engine, ContactDetails(email="new@example.org"))
    found = kept(engine)
    assert found is not None
    assert found.details == ContactDetails("", "new@example.org", "")


def test_another_secret_reads_nothing_and_that_is_told(engine: Engine) -> None:
    ciphertext = keep(engine)
    other = SECRET[::-1]
    with pytest.raises(ContactUnreadable, match="SECRET_KEY"):
        decrypt_contact(other, "web-a", ciphertext)
    found = kept(engine, other)
    assert found is not None
    assert found.details is None
    with engine.begin() as connection:
        assert count_unreadable(connection, other) == 1
        assert count_unreadable(connection, SECRET) == 0


def test_details_that_were_altered_are_refused(engine: Engine) -> None:
    kept_bytes = base64.urlsafe_b64decode(keep(engine))
    for place in range(0, len(kept_bytes), 7):
        altered = bytearray(kept_bytes)
        altered[place] ^= 1
        with pytest.raises(ContactUnreadable):
            decrypt_contact(SECRET, "web-a", base64.urlsafe_b64encode(altered).decode())


def test_details_that_were_moved_to_another_conversation_are_refused(engine: Engine) -> None:
    ciphertext = keep(engine)
    with pytest.raises(ContactUnreadable):
        decrypt_contact(SECRET, "web-b", ciphertext)


def test_consent_can_be_taken_back(engine: Engine) -> None:
    keep(engine)
    with engine.begin() as connection:
        assert forget_contact(connection, "web-a")
    assert kept(engine) is None
    with engine.begin() as connection:
        assert not forget_contact(connection, "web-a")
