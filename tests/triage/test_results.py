"""No cell of a result runs in a spreadsheet, and none is lost."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RowBroken
from bot.store.journal import Sent
from bot.triage.files.results import LineWriter, TableWriter, guarded, unguarded
from bot.triage.files.rows import Row
from bot.triage.sorting import SortedText
from bot.triage.urgency import Urgency

RUNS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1", '=HYPERLINK("x")']


def sorted_text(reply: str = "Read this.") -> SortedText:
    return SortedText(
        route="workstream",
        workstreams=("autism", "slcn"),
        asks=("objectives",),
        safety="none",
        urgency=Urgency("urgent", "no_setting"),
        confidence=0.876,
        alternatives=({"route": "adjacent", "workstreams": [], "confidence": 0.1},),
        reply=Sent("m1", reply, {}),
    )


def written(row: Row, own: list[str]) -> tuple[str, dict[str, str]]:
    out = io.StringIO(newline="")
    TableWriter(out, own).write(row, sorted_text())
    text = out.getvalue()
    return text, next(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))


@pytest.mark.parametrize("cell", RUNS)
def test_a_formula_in_a_cell_cannot_run(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    _, found = written(Row(2, "x", {"message": cell, "n": "1"}), ["message", "n"])
    assert found["message"] == f"'{cell}"


@pytest.mark.parametrize("cell", RUNS)
def test_a_formula_in_the_name_of_a_column_cannot_run(cell: str) -> None:
    out = io.StringIO(newline="")
    TableWriter(out, [cell])
    head = next(csv.reader(io.StringIO(out.getvalue().lstrip("\ufeff"), newline="")))
    assert head[0] == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "hello", "a=b", "'quoted'", "1", "£5", "[=x]"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


@given(st.text(alphabet="='+-@\t\r\n a\ufeff＝"))
def test_what_was_guarded_is_given_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


def test_a_spreadsheet_reads_the_result_as_utf_8() -> None:
    text, _ = written(Row(2, "x", {}), [])
    assert text.startswith("\ufeff")


def test_the_files_own_columns_come_first_and_ours_hide_none() -> None:
    _, found = written(Row(2, "x", {"Route": "A10", "message": "hi"}), ["Route", "message"])
    assert list(found)[:3] == ["Route", "message", "route (bot)"]
    assert (found["Route"], found["route (bot)"]) == ("A10", "workstream")


def test_our_cells_say_what_was_found() -> None:
    _, found = written(Row(2, "x", {}), [])
    assert found == {
        "route": "workstream",
        "workstreams": "autism, slcn",
        "urgency": "urgent",
        "urgency_rule": "no_setting",
        "confidence": "0.88",
        "alternatives": "adjacent 0.10",
        "reply": "Read this.",
        "error": "",
    }


def test_lines_of_json_hold_all_of_it() -> None:
    out = io.StringIO()
    writer = LineWriter(out)
    writer.write(Row(2, "x", {"id": "=1"}), sorted_text())
    writer.write(Row(3, cells={"id": "2"}), RowBroken("has 1 cells"))
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["cells"], first["urgency_rule"]) == ({"id": "=1"}, "no_setting")
    assert second == {"line": 3, "cells": {"id": "2"}, "error": "has 1 cells"}
