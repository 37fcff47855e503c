"""What a file is, seen before it is sorted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import FileUnreadable, TooManyRows
from bot.triage import uploads
from bot.triage.batch import Format
from bot.triage.uploads import first_rows, look_into

MAILBOX = b"".join(
    b"From a@b.example Mon Nov 23 10:00:00 2026\nSubject: Help\n\nLetter %d\n\n" % number
    for number in range(7)
)


def file_of(folder: Path, content: bytes) -> Path:
    file = folder / "upload"
    file.write_bytes(content)
    return file


def test_a_table_tells_its_columns_its_rows_and_where_the_texts_seem_to_be(tmp_path: Path) -> None:
    sheet = look_into(file_of(tmp_path, b"id;message\n1;a\n\n2;b\n"), "q.csv")
    assert (sheet.kind, sheet.columns, sheet.column, sheet.rows) == (
        Format.TABLE,
        ("id", "message"),
        "message",
        2,
    )


def test_a_table_whose_texts_could_be_anywhere_leaves_the_choice(tmp_path: Path) -> None:
    sheet = look_into(file_of(tmp_path, b"a,b\nx,y\n"), "q.csv")
    assert (sheet.columns, sheet.column, sheet.rows) == (("a", "b"), None, 1)


def test_a_mailbox_tells_how_many_letters_it_holds(tmp_path: Path) -> None:
    file = file_of(tmp_path, MAILBOX)
    sheet = look_into(file, "export.mbox")
    assert (sheet.kind, sheet.rows) == (Format.MAILBOX, 7)
    rows = first_rows(file, sheet.kind, None)
    assert [row.text for row in rows] == [f"Help.\n\nLetter {number}" for number in range(5)]


def test_a_letter_is_one_row(tmp_path: Path) -> None:
    sheet = look_into(file_of(tmp_path, b"Subject: a\n\nb\n"), "a.eml")
    assert (sheet.kind, sheet.rows) == (Format.LETTER, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"message\n", "no rows"),
        (b"PK\x03\x04\0\0\0", "save a spreadsheet as CSV"),
    ],
)
def test_what_cannot_be_sorted_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(FileUnreadable, match=why):
        look_into(file_of(tmp_path, content), "q.csv")


def test_a_table_in_utf_16_is_text(tmp_path: Path) -> None:
    assert look_into(file_of(tmp_path, "message\nhello\n".encode("utf-16")), "q.csv").rows == 1


def test_more_rows_than_are_taken_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows):
        look_into(file_of(tmp_path, b"message\na\nb\nc\nd\n"), "q.csv")
