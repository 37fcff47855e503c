"""Emails are read for what their writer wrote new; nothing that they say is lost by mistake."""

from __future__ import annotations

import io
import time
from email.message import EmailMessage

import pytest

from bot.errors import FileUnreadable
from bot.triage.files.html_text import text_of_html
from bot.triage.files.letters import new_part, read_letter, read_mailbox

ASKED = "What is being done for autism?\n\nMy son is six."


def letter(body: str, subject: str = "", kind: str = "plain") -> bytes:
    message = EmailMessage()
    message["From"] = "parent@example.com"
    message["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    if subject:
        message["Subject"] = subject
    message.set_content(body, subtype=kind)
    return message.as_bytes()


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, 2 Mar 2026 at 09:00, SEND <send@example.org> wrote:\n> Old words here\n> more",
        "-----Original Message-----\n"
        "From: SEND\nSent: Monday\nTo: me\nSubject: old\n\nOld words here",
        "From: SEND team <send@example.org>\n"
        "Sent: 02 March 2026 09:00\nTo: Me\nSubject: RE: x\n\nOld words here",
        "> Old words here\n> and more",
        "-- \nOld words here",
        "Kind regards,\nOld words here",
        "Sent from my iPhone",
    ],
)
def test_quoted_letters_and_signatures_are_cut(below: str) -> None:
    found = new_part(f"{ASKED}\n\n{below}\n")
    assert found.startswith(ASKED)
    assert "Old words" not in found
    assert "iPhone" not in found


def test_thanks_in_the_middle_of_a_letter_end_nothing() -> None:
    rest = "My daughter has no school place. " * 20
    assert rest.strip() in new_part(f"Hello\n\nThanks,\nfor your letter. {rest}")


def test_a_list_is_no_signature() -> None:
    body = "Please tell me about:\n- autism\n- dyslexia\n- speech"
    assert new_part(body) == body


@pytest.mark.parametrize(
    "body", ["> all of it\n> quoted", "-- \nonly a signature", "On Monday Ann wrote:\n> hello"]
)
def test_a_letter_that_is_all_quotation_is_given_whole(body: str) -> None:
    assert new_part(body)


def test_a_letter_passed_on_keeps_its_words() -> None:
    body = "---------- Forwarded message ---------\nFrom: A <a@example.com>\n\nMy son was excluded."
    assert "My son was excluded." in new_part(body)


def test_the_subject_stands_before_the_text_unless_it_is_in_it() -> None:
    assert read_letter(letter("Please help.", "Re: Fwd: Autism")).text.split() == [
        "Autism.",
        "Please",
        "help.",
    ]
    assert read_letter(letter("Autism, please.", "autism")).text.strip() == "Autism, please."


def test_html_alone_is_read_as_its_text() -> None:
    html = (
        "<html><head><style>p {color: red}</style></head><body><p>My son&rsquo;s plan</p>"
        "<script>alert(1)</script><p>is <b>late</b>.<br>Help</p>"
        "<blockquote>old</blockquote></body>"
    )
    found = read_letter(letter(html, kind="html")).text
    assert found == "My son’s plan\nis late.\nHelp"


@pytest.mark.parametrize("html", ["<p>a<p>b", "</div>a<div", "<blockquote>q", "<", "&#xffffffff;"])
def test_broken_html_is_read_as_far_as_it_can_be(html: str) -> None:
    assert isinstance(text_of_html(html), str)


def test_plain_text_goes_before_html_and_attachments_are_left() -> None:
    message = EmailMessage()
    message.set_content("plain words")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert read_letter(message.as_bytes()).text == "plain words"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Subject: x\n\n",
        b"Content-Type: text/plain; charset=nonsense\n\nhello",
        b"Content-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"\xff\xfe\x00",
    ],
)
def test_a_broken_letter_is_told_or_read_and_never_raises(data: bytes) -> None:
    row = read_letter(data, 3)
    assert row.line == 3
    assert row.fault or row.text


def test_a_mailbox_gives_its_letters_one_by_one() -> None:
    letters = [letter(f"Question {n}\n\nFrom the start") for n in range(3)]
    marked = [each.replace(b"\nFrom the", b"\n>From the") for each in letters]
    box = b"\n\n".join(b"From a@example.com Mon Mar  2 09:00:00 2026\n" + each for each in marked)
    found = list(read_mailbox(io.BytesIO(box)))
    assert [row.line for row in found] == [1, 2, 3]
    assert found[2].text == "Question 2\n\nFrom the start"


def test_what_is_no_mailbox_is_told() -> None:
    with pytest.raises(FileUnreadable):
        list(read_mailbox(io.BytesIO(b"id,message\n1,hello\n")))


def test_the_senders_address_is_not_kept() -> None:
    assert "parent@example.com" not in str(read_letter(letter("hello")))


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "> ",
        "\n",
        "On Mon wrote: ",
        "- x\n",
        "_",
        "Thanks,\n",
        "On Mon wrote: " * 11 + "\n",
        "On \n",
    ],
)
def test_no_letter_takes_long(unit: str) -> None:
    body = (unit * 100_000)[:100_000]
    begin = time.process_time()
    new_part(body)
    assert time.process_time() - begin < 5
