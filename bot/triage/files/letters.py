"""Read emails (.eml, mbox): what their writer wrote new, without quoted letters and signatures.

An mbox is read a letter at a time, so that an export of years fits in memory.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import BinaryIO

from mailparser_reply.parser import EmailMessage as Thread
from mailparser_reply.parser import EmailReply

from bot.errors import FileUnreadable
from bot.triage.files.html_text import text_of_html
from bot.triage.files.rows import Row

COLUMNS = ("date", "subject")
"""What is kept of an email's head. Its sender is not: nobody needs it to sort by."""

_LARGEST_LETTER = 20 * 1024 * 1024
_LONGEST_PARSED = 100_000
_LONGEST_SIGNATURE = 400
_LONGEST_LINE = 160
_LONG_LINE = re.compile("\x02(\\d+)\x03")


def read_letter(data: bytes, number: int = 1) -> Row:
    """Read one email; a fault is told in the row."""
    if len(data) > _LARGEST_LETTER:
        return Row(number, fault="is larger than 20 MB")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        cells = {name: str(message.get(name, "")) for name in COLUMNS}
        body = _body(message)
    # The standard library raises these of broken heads and unknown character sets.
    except (LookupError, ValueError, TypeError, AttributeError, KeyError) as exc:
        return Row(number, fault=f"cannot be read: {type(exc).__name__}")
    if not body.strip():
        return Row(number, cells=cells, fault="holds no text")
    return Row(number, _with_subject(cells["subject"], new_part(body)), cells)


def read_mailbox(stream: BinaryIO) -> Iterator[Row]:
    """Read an mbox, a letter at a time. Raises FileUnreadable when it is none."""
    lines: list[bytes] = []
    number, size, is_after_gap = 0, 0, True
    for line in stream:
        if line.startswith(b"From ") and is_after_gap:
            if number:
                yield _letter_of(lines, size, number)
            number, lines, size = number + 1, [], 0
        elif not number:
            if line.strip():
                raise FileUnreadable("it is no mailbox: its first line does not begin with 'From '")
        else:
            size += len(line)
            if size <= _LARGEST_LETTER:
                # ">From " is how an mbox writes a line of the letter that begins so.
                lines.append(line[1:] if line.lstrip(b">").startswith(b"From ") else line)
        is_after_gap = not line.strip()
    if number:
        yield _letter_of(lines, size, number)


def _letter_of(lines: list[bytes], size: int, number: int) -> Row:
    if size > _LARGEST_LETTER:
        return Row(number, fault="is larger than 20 MB")
    return read_letter(b"".join(lines), number)


def new_part(body: str) -> str:
    """Give what was written new: no quoted letters below it, no signature, no disclaimer.

    A letter that is all quotation, such as one passed on, is given whole: never nothing.
    """
    text = body.replace("\r\n", "\n").strip()
    # What is longer is no letter that somebody typed; the library's patterns would take long.
    if len(text) > _LONGEST_PARSED:
        return text
    lines = text.split("\n")
    short = "\n".join(map(_short_line, range(len(lines)), lines))
    thread = Thread(text=short, languages=["en"], keep_hyphen_lists=True).read()
    newest = thread.replies[0] if thread.replies else None
    content = _LONG_LINE.sub(lambda m: lines[int(m[1])], _new_of(newest) if newest else "")
    return content.strip() or text


def _new_of(newest: EmailReply) -> str:
    content = _without_quotes(newest.content).rstrip()
    end = (newest.signatures or "").strip()
    # Thanks in the middle of a letter look like a signature, too; what follows them is long.
    is_short = len(end) <= _LONGEST_SIGNATURE and not _LONG_LINE.search(end)
    return content[: -len(end)] if end and is_short and content.endswith(end) else content


def _short_line(index: int, line: str) -> str:
    """Let a mark stand for a line that is too long for a head or a signature.

    The library's patterns take minutes on some lines of thousands of characters.
    """
    return line if len(line) <= _LONGEST_LINE else f"\x02{index}\x03"


def _without_quotes(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def _with_subject(subject: str, text: str) -> str:
    """Put the subject before the text: it may be the only place that names what it is about."""
    plain = subject.strip()
    while plain[:3].casefold() in ("re:", "fw:") or plain[:4].casefold() == "fwd:":
        plain = plain.partition(":")[2].strip()
    if not plain or plain.casefold() in text.casefold():
        return text
    return f"{plain}{'' if plain.endswith(('.', '?', '!')) else '.'}\n\n{text}"


def _body(message: EmailMessage) -> str:
    """Give the plain text; of an email in HTML alone, its text."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    text = content if isinstance(content, str) else ""
    if part.get_content_subtype() == "html":
        return text_of_html(text)
    return text
