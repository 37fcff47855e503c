"""`bot triage` sorts tables and mailboxes, names what is broken, and spoils no file."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands import triage
from bot.settings import ROOT

TABLE = (
    "id,message,note\n"
    "1,what is being done for autism?,=1+1\n"
    "2,too few\n"
    '3,"my son is at risk\nof permanent exclusion",x\n'
    "4,,y\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Give a table with two good rows and two that cannot be sorted."""
    file = tmp_path / "queries.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bot.cli", "triage", *arguments],
        input=given,
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )


def test_it_never_writes_over_what_it_reads(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.link(table, table.with_name("same.csv"))
    assert main(["triage", str(table), "-o", str(table.with_name("same.csv"))]) == 1
    assert "is what is read" in capsys.readouterr().err
    assert table.read_text(encoding="utf-8") == TABLE


def test_a_wrong_column_is_told_at_once_and_nothing_written(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = table.with_name("sorted.csv")
    assert main(["triage", str(table), "-o", str(out), "--column", "mesage"]) == 1
    assert "'id', 'message', 'note'" in capsys.readouterr().err
    assert not out.exists()


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err


def test_an_output_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "sorted.csv"
    out.write_text("earlier", encoding="utf-8")

    def fail_half_way() -> None:
        with triage._output(str(out)) as stream:
            stream.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert out.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_device_is_written_to_and_not_replaced() -> None:
    with triage._output("/dev/null") as stream:
        stream.write("gone")
    assert not Path("/dev/null").is_file()


@pytest.mark.slow
def test_a_table_is_sorted_and_its_broken_rows_named(table: Path) -> None:
    out = table.with_name("sorted.csv")
    done = run(str(table), "-o", str(out))
    assert done.returncode == 1
    told = done.stderr.decode()
    assert "line 3: has 2 cells" in told
    assert "line 6: the message holds no words" in told
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert [row["urgency_rule"] for row in rows] == ["", "", "exclusion_risk", ""]
    assert rows[0]["workstreams"] == "autism"
    assert rows[0]["note"] == "'=1+1"
    assert [bool(row["error"]) for row in rows] == [False, True, False, True]


@pytest.mark.slow
def test_it_works_in_a_pipe(table: Path) -> None:
    done = run("-", given=b"message\nwhat is being done for autism?\n")
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    assert rows[0]["workstreams"] == "autism"
    assert "1 sorted" in done.stderr.decode()


@pytest.mark.slow
def test_a_mailbox_gives_a_line_of_json_for_each_letter() -> None:
    letter = "Subject: Hello\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n\nwhat is done for autism?\n"
    quoted = "\nOn Mon, 2 Mar 2026 at 09:00, Ann <a@example.org> wrote:\n> he hits her\n"
    box = f"From a\n{letter}{quoted}\nFrom b\n{letter}\n".encode()
    done = run("-", "--json", given=box)
    assert done.returncode == 0, done.stderr.decode()
    first, second = map(json.loads, done.stdout.decode().splitlines())
    assert first["workstreams"] == second["workstreams"] == ["autism"]
    assert first["safety"] == "none"
    assert first["cells"]["subject"] == "Hello"
