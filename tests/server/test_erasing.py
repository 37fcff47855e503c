"""Erase and purge beside the running server: no table, no file, no log holds a word afterwards."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.settings import ROOT
from bot.store.audit import Audit
from bot.store.belongings import EVENTS, all_tables
from bot.store.case_tables import CASES, CONTACT_DETAILS
from bot.store.database import open_database, utc_now
from bot.store.retention import SAFEGUARDING_DAYS
from bot.triage.case_acts import Act, CaseActs
from bot.triage.corrections import Corrections
from bot.triage.labels import labels_from
from tests.databases import KINDS, migrated, new_postgresql
from tests.server.server import Talk, _environment, running_server
from tests.triage.recorded import add_staff

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SECRET = secrets.token_urlsafe(48)
WORDS = ("zebrafinch", "quokkamouse", "wombatnose", "axolotlgill", "narwhaltooth")
"""Said, given as a reason, replied, noted, taught."""


@dataclass
class House:
    """The running server and what lies under it."""

    client: httpx.Client
    engine: Engine
    folder: Path
    url: str

    def command(self, *words: str) -> None:
        """Run a command of ours, which must not fail."""
        env = _environment(self.folder, ROOT, 1, {"DATABASE_URL": self.url, "SECRET_KEY": SECRET})
        subprocess.run([sys.executable, "-m", "bot.cli", *words], cwd=ROOT, env=env, check=True)

    def rows(self) -> str:
        """Give every row of every table, Rasa's events too."""
        with self.engine.begin() as connection:
            tables = (*all_tables(), EVENTS)
            return str(
                [tuple(row) for table in tables for row in connection.execute(table.select())]
            )

    def files(self) -> str:
        """Give every file that the server and the database write, its log among them."""
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        assert self.folder / "server.log" in files
        return "\n".join(each.read_bytes().decode("latin-1") for each in files)


@pytest.fixture(scope="module", params=KINDS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Give a running server on a database of that kind."""
    folder = tmp_path_factory.mktemp("erasing")
    if request.param == "sqlite":
        yield from _house(folder, migrated(f"sqlite:///{folder / 'bot.sqlite3'}"))
        return
    with new_postgresql() as url:
        yield from _house(folder, migrated(url))


def _house(folder: Path, url: str) -> Iterator[House]:
    with running_server(folder, DATABASE_URL=url, SECRET_KEY=SECRET) as client:
        house = House(client, open_database(url), folder, url)
        yield house
        house.engine.dispose()


def leave_words(house: House) -> str:
    """Have a conversation with a word of its own in everything; give its reference."""
    said, reason, replied, noted, taught = WORDS
    talk = Talk(house.client)
    state = talk.ask(f"our {said} has autism, what is planned?")
    bearing = {"Authorization": f"Bearer {state['conversation']}"}
    message = {"message": state["messages"][0]["id"], "verdict": "down", "reason": f"no {reason}"}
    assert house.client.post("/api/v1/feedback", json=message, headers=bearing).is_success
    contact = {"email": "ann@example.org", "consent": True}
    assert house.client.post("/api/v1/contact", json=contact, headers=bearing).is_success
    ann = add_staff(house.engine, f"{secrets.token_hex(4)}@council.example")
    audit = Audit(SECRET)
    acts = CaseActs(house.engine, audit)

    def act() -> Act:
        with house.engine.begin() as connection:
            case = connection.execute(sa.select(CASES).order_by(CASES.c.id.desc())).first()
        assert case is not None
        return Act(ann, case.id, case.version)

    acts.take_over(act())
    acts.reply(act(), f"Dear {replied}.")
    acts.note(act(), f"Rang {noted}.")
    with house.engine.begin() as connection:
        query = "SELECT max(inbound_seq) FROM readings"
        seq = connection.exec_driver_sql(query).scalar_one()
    labels = labels_from("human", kind="person")
    text = f"our {taught} {secrets.token_hex(3)}"
    Corrections(house.engine, audit).propose(text, labels, ann, seq)
    return str(state["reference"])


def found_in(content: str) -> set[str]:
    """List the words of which a stem is there: search keeps no whole ones."""
    return {word for word in WORDS if re.search(word[2:8], content, re.IGNORECASE)}


def test_erasing_beside_the_server_leaves_no_word(house: House) -> None:
    for _ in range(3):
        Talk(house.client).ask("what is planned for deaf children?")
    reference = leave_words(house)
    assert found_in(house.rows()) == set(WORDS)
    house.command("erase", reference)
    assert found_in(house.rows()) == set()
    assert found_in(house.files()) == set()
    assert "deaf children" in house.rows()


def test_the_purge_takes_contact_details_and_the_tracker_too(house: House) -> None:
    leave_words(house)
    long_ago = utc_now().replace(year=utc_now().year - 2 - SAFEGUARDING_DAYS // 365)
    with house.engine.begin() as connection:
        connection.execute(CASES.update().values(last_message_at=long_ago))
    house.command("erase", "--expired")
    assert found_in(house.rows()) == set()
    assert found_in(house.files()) == set()
    with house.engine.begin() as connection:
        for table in (EVENTS, CONTACT_DETAILS, CASES):
            count = sa.select(sa.func.count()).select_from(table)
            assert connection.execute(count).scalar_one() == 0
