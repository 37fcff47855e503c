"""Contact details that somebody gave for a reply: encrypted, and gone with the conversation.

Fernet encrypts and signs what it encrypts, so that details that were changed in the database are
refused and not shown. Its key is derived from SECRET_KEY for each conversation: details that were
moved to another conversation are refused as well. With another SECRET_KEY nobody reads them again.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import Connection

from bot.errors import ContactUnreadable
from bot.store.case_tables import CONTACT_DETAILS
from bot.store.database import utc_now

_PURPOSE = "contact details"


@dataclass(frozen=True)
class ContactDetails:
    """How somebody wants to be reached; what was not given is empty."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class KeptContact:
    """What is kept for one conversation; `details` is None when SECRET_KEY has changed since."""

    details: ContactDetails | None
    consented_at: dt.datetime


def keep_contact(
    connection: Connection, secret_key: str, conversation_id: str, details: ContactDetails
) -> None:
    """Keep contact details in the place of earlier ones; whoever calls has the person's consent."""
    text = json.dumps(asdict(details), ensure_ascii=False)
    row = {
        "conversation_id": conversation_id,
        "ciphertext": _cipher(secret_key, conversation_id).encrypt(text.encode()).decode(),
        "consented_at": utc_now(),
    }
    forget_contact(connection, conversation_id)
    connection.execute(CONTACT_DETAILS.insert().values(row))


def kept_contact(
    connection: Connection, secret_key: str, conversation_id: str
) -> KeptContact | None:
    """Give what is kept, None when that is nothing; only the case's holder may see the details."""
    query = sa.select(CONTACT_DETAILS).where(_is_of(conversation_id))
    row = connection.execute(query).first()
    if row is None:
        return None
    try:
        details = decrypt_contact(secret_key, conversation_id, row.ciphertext)
    except ContactUnreadable:
        details = None
    return KeptContact(details, row.consented_at)


def forget_contact(connection: Connection, conversation_id: str) -> bool:
    """Delete the details; the conversation stays. Tell whether there were any."""
    gone = connection.execute(sa.delete(CONTACT_DETAILS).where(_is_of(conversation_id)))
    return bool(gone.rowcount)


def count_unreadable(connection: Connection, secret_key: str) -> int:
    """Count the details that cannot be read, because SECRET_KEY is another one than it was."""
    rows = connection.execute(sa.select(CONTACT_DETAILS)).all()
    return sum(not _is_readable(secret_key, row.conversation_id, row.ciphertext) for row in rows)


def decrypt_contact(secret_key: str, conversation_id: str, ciphertext: str) -> ContactDetails:
    """Decrypt the contact details of a conversation. Raises ContactUnreadable."""
    try:
        text = _cipher(secret_key, conversation_id).decrypt(ciphertext.encode())
    except InvalidToken as exc:
        raise ContactUnreadable from exc
    return ContactDetails(**json.loads(text))


def _is_readable(secret_key: str, conversation_id: str, ciphertext: str) -> bool:
    try:
        decrypt_contact(secret_key, conversation_id, ciphertext)
    except ContactUnreadable:
        return False
    return True


def _cipher(secret_key: str, conversation_id: str) -> Fernet:
    """Make the cipher; its key is derived, so that no other use of the secret tells of it."""
    purpose = f"{_PURPOSE}\0{conversation_id}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))


def _is_of(conversation_id: str) -> sa.sql.ColumnElement:
    return CONTACT_DETAILS.c.conversation_id == conversation_id
