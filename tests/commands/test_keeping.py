"""`bot held`, `bot export` and `bot erase`, on a database of the test's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.cli import main
from bot.store.case_tables import CASES
from bot.store.database import open_database
from bot.store.staff_tables import AUDIT
from bot.store.tables import CONVERSATIONS
from tests.databases import migrated
from tests.store.kept import CONTACT, SECRET, WORDS, fill, make_events_table

Output = pytest.CaptureFixture[str]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Give the database that the commands open."""
    url = migrated(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    engine = open_database(url)
    make_events_table(engine)
    yield engine
    engine.dispose()


def actions(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        query = sa.select(AUDIT.c.action).where(AUDIT.c.actor_id.is_(None))
        return list(connection.execute(query).scalars())


def conversations(engine: Engine) -> int:
    with engine.begin() as connection:
        return len(connection.execute(sa.select(CONVERSATIONS)).all())


def test_held_tells_of_every_class_and_table(engine: Engine, capsys: Output) -> None:
    fill(engine, "web-a")
    assert main(["held"]) == 0
    told = capsys.readouterr().out
    assert "ordinary: 1 conversations (kept 90 days)" in told
    assert "  events: 1 rows" in told
    assert main(["held", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["expired"], found["rows"]["notes"]) == (0, 1)


def test_export_prints_json_and_is_in_the_audit_trail(engine: Engine, capsys: Output) -> None:
    reference = fill(engine, "web-a")
    assert main(["export", reference]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["contact_details"][0]["details"] == vars(CONTACT)
    assert WORDS[0] in found["inbound"][0]["text"]
    assert actions(engine) == ["conversation.exported"]


def test_erase_erases_and_is_in_the_audit_trail(engine: Engine, capsys: Output) -> None:
    reference = fill(engine, "web-a")
    assert main(["erase", reference.lower(), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["inbound"] == 1
    assert conversations(engine) == 0
    assert actions(engine) == ["conversation.erased"]


def test_erase_asks_a_person_first(
    engine: Engine, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = fill(engine, "web-a")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    assert main(["erase", reference]) == 1
    assert conversations(engine) == 1
    monkeypatch.setattr("builtins.input", lambda _question: reference)
    assert main(["erase", reference]) == 0
    assert conversations(engine) == 0


def test_contact_details_alone_are_erased(engine: Engine, capsys: Output) -> None:
    reference = fill(engine, "web-a")
    assert main(["erase", reference, "--contact"]) == 0
    assert "are erased" in capsys.readouterr().out
    assert main(["export", reference]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["contact_details"], len(found["inbound"])) == ([], 1)
    assert main(["erase", reference, "--contact"]) == 0
    assert "no contact details" in capsys.readouterr().out
    assert actions(engine) == ["case.contact_erased", "conversation.exported"]


def test_held_tells_of_contact_details_that_another_secret_does_not_open(
    engine: Engine, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, "web-a")
    assert main(["held"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("SECRET_KEY", SECRET[::-1])
    assert main(["held"]) == 0
    told = capsys.readouterr()
    assert "  contact_details: 1 rows" in told.out
    assert "1 contact details cannot be read: SECRET_KEY" in told.err


@pytest.mark.parametrize("command", ["export", "erase"])
def test_an_unknown_reference_is_a_failure(engine: Engine, capsys: Output, command: str) -> None:
    assert main([command, "ZZZZZZZZ"]) == 1
    assert "no conversation has the reference" in capsys.readouterr().err
    assert actions(engine) == []


def test_erase_wants_to_know_what(engine: Engine) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["erase"])
    assert caught.value.code == 2


def test_erase_expired_is_the_purge(engine: Engine, capsys: Output) -> None:
    fill(engine, "web-a")
    fill(engine, "web-b")
    with engine.begin() as connection:
        old = CASES.c.conversation_id == "web-a"
        connection.execute(
            CASES.update().where(old).values(last_message_at=sa.func.datetime("2020-01-01 00:00"))
        )
    assert main(["erase", "--expired"]) == 0
    assert "1 conversations" in capsys.readouterr().out
    assert conversations(engine) == 1
