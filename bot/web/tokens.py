"""Signed tokens: what opens a conversation, and what shows that a form is ours."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadSignature, SignatureExpired, Signer, TimestampSigner

from bot.errors import ConversationEnded, InvalidConversation

DAY_S = 24 * 60 * 60
_LONGEST_TOKEN = 256


class Tokens:
    """Makes and reads tokens; a token outlives neither the secret nor the days of retention."""

    def __init__(self, secret_key: str, retention_days: int) -> None:
        self._most_s = retention_days * DAY_S
        self._conversations = TimestampSigner(
            secret_key, salt="conversation", digest_method=hashlib.sha256
        )
        self._forms = Signer(secret_key, salt="form", digest_method=hashlib.sha256)
        self._senders = hashlib.sha256(b"sender" + secret_key.encode()).digest()

    def sign(self, conversation_id: str) -> str:
        """Make the token that opens a conversation."""
        return self._conversations.sign(conversation_id).decode()

    def read(self, token: str) -> str:
        """Give the conversation's id.

        Raises InvalidConversation when the token is not ours, ConversationEnded when too old.
        """
        value, _, signature = token.rpartition(".")
        if len(token) > _LONGEST_TOKEN or not token.isascii() or not value:
            raise InvalidConversation
        # The last letter of base64 holds spare bits, so that several spellings would verify.
        if not hmac.compare_digest(signature.encode(), self._conversations.get_signature(value)):
            raise InvalidConversation
        try:
            return self._conversations.unsign(token, max_age=self._most_s).decode()
        except SignatureExpired as exc:
            raise ConversationEnded from exc
        except BadSignature as exc:
            raise InvalidConversation from exc

    def form_token(self, conversation_id: str) -> str:
        """Make the token that a form of this conversation carries against forgery."""
        return self._forms.get_signature(conversation_id).decode()

    def is_form_token(self, conversation_id: str, token: str) -> bool:
        """Tell whether a form's token belongs to this conversation."""
        return hmac.compare_digest(self.form_token(conversation_id).encode(), token.encode())

    def sender_digest(self, key_id: str, sender: str) -> str:
        """Name a sender of one API key; the sender, maybe a phone number, is not kept."""
        whole = f"{key_id}\0{sender}".encode()
        return hmac.new(self._senders, whole, hashlib.sha256).hexdigest()[:32]
