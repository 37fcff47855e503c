"""Contact details that somebody gave for a reply: encrypted, and gone with the conversation."""

from __future__ import annotations

import base64

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import Engine

from bot.errors import ContactUnreadable
from bot.store.case_tables import CONTACT_DETAILS
from bot.store.database import utc_now

_PURPOSE = b"contact details"


def keep_contact_details(
    engine: Engine, secret_key: str, conversation_id: str, details: str
) -> None:
    """Keep contact details in the place of earlier ones; whoever calls has the person's consent."""
    row = {
        "conversation_id": conversation_id,
        "ciphertext": _cipher(secret_key).encrypt(details.encode()).decode(),
        "consented_at": utc_now(),
    }
    with engine.begin() as connection:
        connection.execute(_of(sa.delete(CONTACT_DETAILS), conversation_id))
        connection.execute(CONTACT_DETAILS.insert().values(row))


def read_contact_details(engine: Engine, secret_key: str, conversation_id: str) -> str | None:
    """Give the contact details, None when there are none; only the case's holder may see them.

    Raises ContactUnreadable when the secret is another one than it was.
    """
    query = _of(sa.select(CONTACT_DETAILS.c.ciphertext), conversation_id)
    with engine.begin() as connection:
        ciphertext = connection.execute(query).scalar()
    if ciphertext is None:
        return None
    return decrypt_contact_details(secret_key, ciphertext)


def forget_contact_details(engine: Engine, conversation_id: str) -> None:
    """Take back the consent: the details go, the conversation stays."""
    with engine.begin() as connection:
        connection.execute(_of(sa.delete(CONTACT_DETAILS), conversation_id))


def decrypt_contact_details(secret_key: str, ciphertext: str) -> str:
    """Decrypt contact details. Raises ContactUnreadable."""
    try:
        return _cipher(secret_key).decrypt(ciphertext.encode()).decode()
    except InvalidToken as exc:
        raise ContactUnreadable from exc


def _cipher(secret_key: str) -> Fernet:
    """Make the cipher; its key is derived, so that no other use of the secret tells of it."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))


def _of(statement: sa.sql.Executable, conversation_id: str) -> sa.sql.Executable:
    return statement.where(CONTACT_DETAILS.c.conversation_id == conversation_id)
