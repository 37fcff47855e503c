"""Personal details typed into every door: none shows where it is not meant to be.

One server with its model, over each kind of database. The contact form alone keeps details, and
shows them to the case's holder.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.settings import ROOT
from bot.store.audit import Audit
from bot.store.belongings import EVENTS, all_tables
from bot.store.case_tables import CASES
from bot.store.database import open_database
from bot.store.keys import add_key
from bot.store.passwords import hash_password
from bot.store.staff import NewStaff, StaffAccounts
from bot.store.staff_sessions import StaffSessions
from bot.store.tables import CONVERSATIONS
from tests.databases import KINDS, migrated, new_postgresql
from tests.server.canary import Canary, leaks
from tests.server.server import _environment, running_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SECRET = secrets.token_urlsafe(48)
SORTED_WITHIN_S = 120
OURS = {"sec-fetch-site": "same-origin"}
CONTACT_DOOR = "contact form"


@dataclass
class House:
    """The server, a lead of the staff who is logged in, and which door saw which canary."""

    client: httpx.Client
    engine: Engine
    folder: Path
    database_url: str
    lead_id: int = 0
    doors: list[tuple[str, Canary]] = field(default_factory=list)

    def canary(self, door: str) -> Canary:
        """Give the canary of a door."""
        made = Canary(len(self.doors) + 1)
        self.doors.append((door, made))
        return made

    def text(self, door: str) -> str:
        """Give the text that is typed into a door."""
        return self.canary(door).text

    def command(self, *words: str) -> str:
        """Run a command of ours, which must not fail; give what it printed, faults too."""
        settings = {"DATABASE_URL": self.database_url, "SECRET_KEY": SECRET}
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", *words],
            cwd=ROOT,
            env=_environment(self.folder, ROOT, 1, settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def staff(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Do something as the lead; a form carries the token."""
        if method == "POST":
            page = self.client.get("/staff/account").text
            found = re.search(r'name="csrf" value="([^"]+)"', page)
            assert found
            more["data"] = {"csrf": unescape(found[1]), **more.get("data", {})}
        return self.client.request(method, path, **more)

    def references(self) -> list[str]:
        """List the references of all conversations, the oldest first."""
        with self.engine.begin() as connection:
            query = sa.select(CONVERSATIONS.c.reference).order_by(CONVERSATIONS.c.started_at)
            return list(connection.execute(query).scalars())

    def case_of(self, reference: str) -> Any:
        """Give the case of a conversation."""
        with self.engine.begin() as connection:
            query = (
                sa.select(CASES).join(CONVERSATIONS).where(CONVERSATIONS.c.reference == reference)
            )
            return connection.execute(query).one()


@pytest.fixture(scope="module", params=KINDS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Give a server into each door of which a canary was put."""
    folder = tmp_path_factory.mktemp("canary")
    if request.param == "sqlite":
        url = migrated(f"sqlite:///{folder / 'bot.sqlite3'}")
        yield from _house(folder, url)
        return
    with new_postgresql() as url:
        yield from _house(folder, migrated(url))


def _house(folder: Path, url: str) -> Iterator[House]:
    with running_server(folder, DATABASE_URL=url, SECRET_KEY=SECRET) as client:
        house = House(client, open_database(url), folder, url)
        _log_in(house)
        for put in (
            _message_api,
            _rasa_rest,
            _chat_form,
            _frame,
            _triage_api,
            _command,
            _batch,
            _staff_writing,
            _corrections,
            _search_and_login,
        ):
            put(house)
        yield house
        house.engine.dispose()


def _log_in(house: House) -> None:
    audit = Audit(SECRET)
    person = NewStaff(
        "lead@council.example", "Lead", "admin", hash_password("violet kettle ladder")
    )
    staff = StaffAccounts(house.engine, audit).add(person, None)
    house.lead_id = staff.id
    session = StaffSessions(house.engine, audit).begin(staff.id, "password")
    house.client.cookies.set("staff", session)


def _message_api(house: House) -> None:
    body = {"text": house.text("message API")}
    state = house.client.post("/api/v1/messages", json=body).json()
    bearing = {"Authorization": f"Bearer {state['conversation']}"}
    verdict = {
        "message": state["messages"][0]["id"],
        "verdict": "down",
        "reason": house.text("reason"),
    }
    done = house.client.post("/api/v1/feedback", json=verdict, headers=bearing)
    assert done.status_code == 204
    contact = house.canary(CONTACT_DOOR)
    details = {
        "name": f"Zebedee {contact.surname}",
        "email": contact.email,
        "phone": contact.phone,
        "consent": True,
    }
    given = house.client.post("/api/v1/contact", json=details, headers=bearing)
    assert given.status_code == 204


def _rasa_rest(house: House) -> None:
    key = add_key(house.engine, "rest", "messages")
    sender = house.canary("sender of Rasa REST")
    body = {"sender": sender.phone, "message": house.text("Rasa REST")}
    headers = {"Authorization": f"Bearer {key}"}
    done = house.client.post("/webhooks/rest/webhook", json=body, headers=headers)
    assert done.status_code == 200


def _chat_form(house: House) -> None:
    def hidden(name: str) -> str:
        page = house.client.get("/chat").text
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)">', page)
        assert found
        return unescape(found[1])

    fields = {"form": hidden("form"), "id": hidden("id"), "text": house.text("chat form")}
    assert house.client.post("/chat", data=fields).status_code == 303
    typed = house.canary("reason in the chat form")
    verdict = {
        "form": hidden("form"),
        "message": hidden("message"),
        "verdict": "down",
        "reason": typed.text,
    }
    assert house.client.post("/chat/feedback", data=verdict).status_code == 303
    # What is refused shows on the page that refuses it, and is kept nowhere.
    refused = house.canary("contact form without consent")
    details = {"form": hidden("form"), "name": refused.surname, "phone": refused.phone}
    assert house.client.post("/chat/contact", data=details).status_code == 422


def _frame(house: House) -> None:
    body = {"text": house.text("frame"), "id": "m1", "frame": True}
    assert house.client.post("/chat/turns", json=body, headers=OURS).status_code == 200


def _triage_api(house: House) -> None:
    key = add_key(house.engine, "triage", "triage")
    body = {"items": [{"id": "1", "text": house.text("triage API")}]}
    headers = {"Authorization": f"Bearer {key}"}
    done = house.client.post("/api/v1/triage", json=body, headers=headers)
    assert done.status_code == 200
    assert leaks(house.doors, {"answer of the triage API": done.text}) == []


def _table(text: str) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([["id", "message"], ["1", text], ["2", "hello"]])
    return written.getvalue().encode()


def _command(house: House) -> None:
    file, result = house.folder / "queries.csv", house.folder / "sorted.csv"
    file.write_bytes(_table(house.text("triage command")))
    told = house.command("triage", str(file), "-o", str(result))
    assert leaks(house.doors, {"what bot triage told": told}) == []
    # Both are files of whoever ran the command.
    file.unlink()
    result.unlink()


def _batch(house: House) -> None:
    files = {"file": ("queries.csv", _table(house.text("batch upload")))}
    address = house.staff("POST", "/staff/batch", files=files).headers["location"]
    started = house.staff("POST", f"{address}/start", data={"column": "1"})
    assert started.status_code == 303, started.text
    until = time.monotonic() + SORTED_WITHIN_S
    while house.client.get(f"{address}/result").status_code != 200:
        assert time.monotonic() < until, house.client.get(address).text
        time.sleep(0.5)
    assert house.staff("POST", f"{address}/delete").status_code == 303


def _staff_writing(house: House) -> None:
    path = f"/staff/cases/{house.case_of(house.references()[0]).id}"
    _act(house, path, "take")
    _act(house, path, "reply", text=house.text("reply of staff"))
    _act(house, path, "note", note=house.text("note of staff"))


def _act(house: House, path: str, act: str, **fields: str) -> None:
    """Press a button of a case's page; personal details may be shown for a second look first."""
    for _ in range(2):
        found = re.search(r'name="seen" value="([^"]+)"', house.client.get(path).text)
        assert found
        done = house.staff("POST", f"{path}/{act}", data={"seen": found[1], **fields})
        if done.status_code == 303:
            return
        box = re.search(rf'name="{next(iter(fields))}"[^>]*>([^<]*)</textarea>', done.text)
        assert box, done.text
        fields = {next(iter(fields)): unescape(box[1])}
    raise AssertionError(f"{act} was not taken")


def _corrections(house: House) -> None:
    fields = {"text": house.text("correction"), "route": "adjacent", "subject": "sen_support"}
    done = house.staff("POST", "/staff/teaching", data=fields)
    assert done.status_code in {200, 303, 422}


def _search_and_login(house: House) -> None:
    typed = house.canary("search of staff")
    assert house.client.get("/staff/queue", params={"text": typed.phone}).status_code == 200
    assert house.client.get("/staff/queue/export", params={"text": typed.email}).status_code == 200
    wrong = house.canary("login")
    with httpx.Client(base_url=house.client.base_url) as stranger:
        found = re.search(r'name="csrf" value="([^"]+)"', stranger.get("/staff/login").text)
        assert found
        fields = {"csrf": unescape(found[1]), "email": wrong.email, "password": wrong.text}
        assert stranger.post("/staff/login", data={**fields, "next": ""}).status_code == 422


def rows_of(engine: Engine) -> dict[str, str]:
    """Give every row of every table as text, Rasa's events too."""
    with engine.begin() as connection:
        # A row by itself shows the beginning of a long text alone.
        return {
            table.name: str([tuple(row) for row in connection.execute(sa.select(table))])
            for table in (*all_tables(), EVENTS)
        }


def test_no_table_holds_one_not_even_that_of_the_tracker(house: House) -> None:
    rows = rows_of(house.engine)
    for table in ("inbound", "case_text", "feedback", "notes", "proposed_examples", "events"):
        assert "[phone number removed]" in rows[table], table
    assert leaks(house.doors, rows) == []


def test_no_file_holds_one_log_and_database_among_them(house: House) -> None:
    files = [each for each in house.folder.rglob("*") if each.is_file()]
    assert house.folder / "server.log" in files
    held = {each.name: each.read_bytes().decode("utf-8", "ignore") for each in files}
    assert leaks(house.doors, held) == []


def test_no_page_of_the_console_shows_one(house: House) -> None:
    paths = (
        "/staff/queue",
        "/staff/queue?tab=all",
        "/staff/queue/export",
        "/staff/insights",
        "/staff/teaching",
        "/staff/audit",
        "/staff/batch",
        *(f"/staff/cases/{house.case_of(each).id}" for each in house.references()),
    )
    shown = {path: house.client.get(path) for path in paths}
    assert {path: page.status_code for path, page in shown.items()} == dict.fromkeys(paths, 200)
    assert leaks(house.doors, {path: page.text for path, page in shown.items()}) == []


def test_no_metric_and_no_description_holds_one(house: House) -> None:
    paths = ("/metrics", "/openapi.json", "/readyz")
    assert leaks(house.doors, {each: house.client.get(each).text for each in paths}) == []


def test_no_export_holds_one_but_that_of_the_person_who_left_contact_details(house: House) -> None:
    left: set[str] = set()
    for reference in house.references():
        told = house.command("export", reference)
        if json.loads(told)["contact_details"]:
            left |= set(leaks(house.doors, {"their own": told}))
        else:
            assert leaks(house.doors, {reference: told}) == []
    assert left == {
        f"{kind} of the {CONTACT_DOOR} in their own" for kind in ("phone", "email", "surname")
    }
    assert leaks(house.doors, {"held": house.command("held")}) == []


def test_contact_details_show_to_the_holder_and_to_the_person_as_kinds_alone(house: House) -> None:
    case = house.case_of(house.references()[0])
    path = f"/staff/cases/{case.id}/contact"
    assert leaks(house.doors, {"first": house.client.get(path).text}) == []
    shown = house.staff("POST", path)
    kinds = ("phone", "email", "surname")
    assert leaks(house.doors, {"page": shown.text}) == [
        f"{kind} of the {CONTACT_DOOR} in page" for kind in kinds
    ]
