"""What staff write: personal details out, the council's own contacts in, paragraphs kept."""

from __future__ import annotations

import pytest

from bot.errors import TextEmpty, TextTooLong
from bot.triage.replies import MOST_CHARACTERS, known_details, masked_reply
from tests.factories import library


def test_personal_details_are_taken_out() -> None:
    text = masked_reply("I rang you on 07700 900123.", ())
    assert "900123" not in text


@pytest.mark.parametrize("contact", sorted(known_details(library().content)))
def test_every_detail_of_the_content_may_be_given(contact: str) -> None:
    reply = f"Please try {contact} or 07700 900123."
    masked = masked_reply(reply, known_details(library().content))
    assert contact in masked
    assert "900123" not in masked


def test_paragraphs_stay() -> None:
    assert masked_reply("Hello.\n\n\n\nIt is  done.\nBye.", ()) == "Hello.\n\nIt is done.\nBye."


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_an_empty_reply_is_refused(text: str) -> None:
    with pytest.raises(TextEmpty):
        masked_reply(text, ())


def test_a_reply_that_is_too_long_is_refused() -> None:
    with pytest.raises(TextTooLong):
        masked_reply("a" * (MOST_CHARACTERS + 1), ())
