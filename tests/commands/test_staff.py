"""`bot staff` and `bot audit verify`: the first account, and whether the trail is whole."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli import main
from bot.store.audit import Audit
from bot.store.database import open_database
from bot.store.passwords import is_password
from bot.store.staff import Staff, StaffAccounts

PASSWORD = "violet kettle ladder"
EMAIL = "ada@council.example"
SECRET = "0123456789abcdefghijklmnopqrstuv"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    return url


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(arguments)


def add(monkeypatch: pytest.MonkeyPatch, email: str = EMAIL, role: str = "admin") -> int:
    return run(monkeypatch, "staff", "add", email, "--role", role, typed=f"{PASSWORD}\n")


def account(url: str) -> Staff | None:
    return StaffAccounts(open_database(url), Audit(SECRET)).by_email(EMAIL)


def test_the_first_account_is_made_with_the_password_of_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, url: str
) -> None:
    assert add(monkeypatch) == 0
    assert capsys.readouterr().out == f"{EMAIL} was added with the role admin.\n"
    added = account(url)
    assert added
    assert (added.role, added.name) == ("admin", "Ada")
    assert is_password(PASSWORD, added.password_hash)


def test_a_password_with_a_windows_line_end_is_the_same(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    run(monkeypatch, "staff", "add", EMAIL, "--role", "admin", typed=f"{PASSWORD}\r\n")
    added = account(url)
    assert added
    assert is_password(PASSWORD, added.password_hash)


@pytest.mark.parametrize("typed", ["", "\n", "short\n", f"{EMAIL}\n"])
def test_an_easy_password_makes_no_account(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, url: str, typed: str
) -> None:
    assert run(monkeypatch, "staff", "add", EMAIL, "--role", "admin", typed=typed) == 1
    assert capsys.readouterr().err.startswith("bot: ")
    assert run(monkeypatch, "staff", "list") == 0
    assert "There are no staff accounts." in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [("add", "ada", "--role", "admin"), ("add", EMAIL, "--role", "root"), ("add", EMAIL)],
)
def test_wrong_use_is_told_with_status_2(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(monkeypatch, "staff", *arguments, typed=PASSWORD)
    assert caught.value.code == 2


def test_an_account_for_single_sign_on_has_no_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert run(monkeypatch, "staff", "add", EMAIL, "--role", "agent", "--no-password") == 0
    added = account(url)
    assert added
    assert added.password_hash is None


def test_an_address_is_taken_once(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    add(monkeypatch)
    assert add(monkeypatch, EMAIL.upper()) == 1
    assert "exists already" in capsys.readouterr().err


def test_the_list_holds_no_hash(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    add(monkeypatch)
    capsys.readouterr()
    assert run(monkeypatch, "staff", "list", "--json") == 0
    out = capsys.readouterr().out
    (listed,) = json.loads(out)["staff"]
    assert (listed["email"], listed["role"], listed["has_password"]) == (EMAIL, "admin", True)
    assert "argon2" not in out


def test_a_role_is_changed_and_an_account_disabled_and_enabled(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    add(monkeypatch, "grace@council.example")
    add(monkeypatch)
    assert run(monkeypatch, "staff", "role", EMAIL, "manager") == 0
    assert run(monkeypatch, "staff", "disable", EMAIL) == 0
    disabled = account(url)
    assert disabled
    assert (disabled.role, disabled.disabled_at is None) == ("manager", False)
    assert run(monkeypatch, "staff", "enable", EMAIL) == 0
    enabled = account(url)
    assert enabled
    assert enabled.disabled_at is None


def test_a_lost_password_is_set_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, url: str
) -> None:
    add(monkeypatch)
    assert run(monkeypatch, "staff", "password", EMAIL, typed="short\n") == 1
    assert run(monkeypatch, "staff", "password", EMAIL, typed="seven paper lanterns\n") == 0
    found = account(url)
    assert found
    assert is_password("seven paper lanterns", found.password_hash)


def test_nobody_and_the_last_admin_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    add(monkeypatch)
    assert run(monkeypatch, "staff", "disable", "nobody@council.example") == 1
    assert run(monkeypatch, "staff", "disable", EMAIL) == 1
    told = capsys.readouterr().err
    assert "there is no staff account" in told
    assert "this is the last admin" in told


def test_a_whole_trail_is_told_with_its_newest_hash(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    add(monkeypatch)
    capsys.readouterr()
    assert run(monkeypatch, "audit", "verify") == 0
    assert capsys.readouterr().out.startswith("The audit trail of 1 entry is whole.\n")
    assert run(monkeypatch, "audit", "verify", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["entries"], len(told["hash"]), told["breaks"]) == (1, 64, [])


def test_a_tampered_entry_is_found_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, url: str
) -> None:
    add(monkeypatch)
    add(monkeypatch, "grace@council.example", "agent")
    with open_database(url).begin() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_refuses_update"))
        connection.execute(sa.text("UPDATE audit SET actor_id = 7 WHERE seq = 1"))
    capsys.readouterr()
    assert run(monkeypatch, "audit", "verify") == 1
    assert "BROKEN: entry 1 was changed after it was written" in capsys.readouterr().out
    assert run(monkeypatch, "audit", "verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["breaks"] == [{"kind": "changed", "entry": 1}]
