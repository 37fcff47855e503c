"""Tables are read whatever program wrote them; a broken row is named and the rest are read."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from bot.errors import ColumnUnknown, FileUnreadable
from bot.triage.files.rows import Row
from bot.triage.files.tables import Table


def table(text: str | bytes, column: str | None = None) -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    return Table(io.BytesIO(data), column)


def rows(text: str | bytes, column: str | None = None) -> list[Row]:
    return list(table(text, column).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheets_are_told_apart(encoding: str) -> None:
    found = rows("id,message\n1,she’s called Zoë – £5\n".encode(encoding))
    assert found[0].text == "she’s called Zoë – £5"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = table(f'id{delimiter}"a;b,c|d"{delimiter}message\n1{delimiter}2{delimiter}hello\n')
    assert found.delimiter == delimiter
    assert [row.text for row in found.rows()] == ["hello"]


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("id,message", "message"),
        ("Message,id", "Message"),
        ("id,Query text,day", "Query text"),
        ("id,What is your question?", "What is your question?"),
        ("only this one", "only this one"),
    ],
)
def test_the_column_is_guessed_by_its_name(head: str, column: str) -> None:
    assert table(f"{head}\n").column == column


def test_the_column_is_guessed_by_its_words_where_no_name_tells() -> None:
    text = "a,b,c\n" + "1,what is done for autism in schools near us,x\n" * 3
    assert table(text).column == "b"


def test_no_column_is_guessed_where_several_may_be() -> None:
    with pytest.raises(ColumnUnknown, match="--column: 'a', 'b'"):
        table("a,b\none two,three four\n")


@pytest.mark.parametrize("wanted", ["Notes", "notes", "2"])
def test_a_column_is_chosen_by_name_or_number(wanted: str) -> None:
    assert rows("message,Notes\nno,yes\n", wanted)[0].text == "yes"


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ColumnUnknown, match="no column 'Mesage'"):
        table("message,notes\n", "Mesage")


@pytest.mark.parametrize("text", ["", "\n\n", "﻿"])
def test_an_empty_file_cannot_be_read(text: str) -> None:
    with pytest.raises(FileUnreadable):
        table(text)


def test_a_broken_row_says_where_it_is_and_the_rest_are_read() -> None:
    text = 'id,message\n1,"two\nlines"\n2,one,too many\n3,last\n4\n'
    found = rows(text)
    assert [(row.line, row.fault and row.fault[:11]) for row in found] == [
        (2, None),
        (4, "has 3 cells"),
        (5, None),
        (6, "has 1 cells"),
    ]
    assert found[0].text == "two\nlines"


def test_a_quotation_mark_that_is_not_closed_takes_one_row_with_it() -> None:
    text = 'id,message\n1,"open\n' + "".join(f"{n},fine\n" for n in range(2, 1000))
    found = rows(text)
    assert (found[0].line, found[0].fault) == (2, "has a quotation mark that is not closed")
    assert [row.line for row in found[1:]] == list(range(3, 1001))
    assert {row.text for row in found[1:]} == {"fine"}


def test_a_cell_without_end_takes_one_row_with_it() -> None:
    text = 'id,message\n1,"' + "x" * 1_100_000 + '"\n2,fine\n'
    found = rows(text)
    assert found[0].fault is not None
    assert found[-1].text == "fine"


def test_bytes_of_another_encoding_break_their_row_alone() -> None:
    good = "".join(f"{n},Zoë\n" for n in range(200)).encode()
    found = rows(b"id,message\n" + good + b"x,\xff\xfe\n" + good)
    assert [row.line for row in found if row.fault] == [202]


def test_columns_of_one_name_are_told_apart() -> None:
    found = table("message,message,\na,b,c\n")
    assert found.columns == ["message", "message (2)", "column 3"]


def test_empty_lines_are_no_rows() -> None:
    assert [row.text for row in rows("message,b\n\na,1\n,\n\nb,2\n")] == ["a", "b"]


def test_nul_bytes_do_not_end_a_row() -> None:
    assert rows("message\na\0b\n")[0].text == "ab"


def test_a_long_table_is_never_held_whole() -> None:
    class Endless(io.RawIOBase):
        """Gives rows for ever, and counts what was asked for."""

        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"message\n" + b"hello\n" * (size // 6)

    stream = Endless()
    found: Iterator[Row] = Table(stream).rows()  # type: ignore[arg-type]
    for _ in range(1000):
        next(found)
    assert stream.given < 1_000_000
