"""Tokens open one conversation, for a time, and nobody else can make them."""

from __future__ import annotations

import string
import time
from unittest.mock import patch

import pytest

from bot.errors import ConversationEnded, InvalidConversation
from bot.web.tokens import DAY_S, Tokens

SECRET = "a secret of more than thirty-two letters"


@pytest.fixture
def tokens() -> Tokens:
    """Give the maker and reader of tokens."""
    return Tokens(SECRET, retention_days=2)


def test_a_token_gives_its_conversation(tokens: Tokens) -> None:
    assert tokens.read(tokens.sign("web-a")) == "web-a"


def test_any_other_last_letter_is_refused(tokens: Tokens) -> None:
    token = tokens.sign("web-a")
    others = set(string.ascii_letters + string.digits + "-_=") - {token[-1]}
    for letter in others:
        with pytest.raises(InvalidConversation):
            tokens.read(token[:-1] + letter)


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "forged", "web-a", "web-a.x.y", "\ud800", "é.é.é", "a" * 5000, "a.b\0.c"],
)
def test_what_we_did_not_sign_is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(InvalidConversation):
        tokens.read(token)


def test_a_token_of_another_secret_is_refused(tokens: Tokens) -> None:
    with pytest.raises(InvalidConversation):
        tokens.read(Tokens(SECRET + "!", 2).sign("web-a"))


def test_a_token_with_another_conversation_is_refused(tokens: Tokens) -> None:
    rest = tokens.sign("web-a").split(".", 1)[1]
    with pytest.raises(InvalidConversation):
        tokens.read(f"web-b.{rest}")


def test_a_token_ends_with_the_days_of_retention(tokens: Tokens) -> None:
    token = tokens.sign("web-a")
    with patch("itsdangerous.timed.time.time", return_value=time.time() + 2 * DAY_S + 5):
        with pytest.raises(ConversationEnded):
            tokens.read(token)
    with patch("itsdangerous.timed.time.time", return_value=time.time() + 2 * DAY_S - 5):
        assert tokens.read(token) == "web-a"


def test_a_form_token_belongs_to_one_conversation(tokens: Tokens) -> None:
    token = tokens.form_token("web-a")
    assert tokens.is_form_token("web-a", token)
    assert not tokens.is_form_token("web-b", token)
    assert not tokens.is_form_token("web-a", "é")


def test_a_form_token_opens_no_conversation(tokens: Tokens) -> None:
    with pytest.raises(InvalidConversation):
        tokens.read(f"web-a.{tokens.form_token('web-a')}")


def test_two_keys_never_share_a_sender(tokens: Tokens) -> None:
    assert tokens.sender_digest("k1", "anna") == tokens.sender_digest("k1", "anna")
    assert tokens.sender_digest("k1", "anna") != tokens.sender_digest("k2", "anna")
    assert "anna" not in tokens.sender_digest("k1", "anna")
