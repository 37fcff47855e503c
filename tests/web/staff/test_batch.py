"""The pages of files to be sorted, up to the process that sorts: whose they are, what is refused.

The process itself runs in `tests/browser/test_staff_batch.py`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.store.audit import entries
from bot.triage.batch import Tally
from bot.triage.jobs import Progress, tell_progress
from bot.web.service import Service
from bot.web.staff.batch import MOST_BYTES
from bot.web.staff.batch_job import jobs_of
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer, text_of

TABLE = b"id,message\n1,what is done for <b>autism</b>?\n"


@pytest.fixture
def agent(enter: Enter) -> Officer:
    return enter("agent")


def send(officer: Officer, content: bytes = TABLE, name: str = "q.csv", **fields: str) -> Any:
    data = {"csrf": officer.token(), **fields}
    return officer.client.post(
        "/staff/batch", data=data, files={"file": (name, content)}, follow_redirects=False
    )


def sent(officer: Officer) -> str:
    response = send(officer)
    assert response.status_code == 303
    return str(response.headers["location"])


def finish(service: Service, officer: Officer, address: str) -> None:
    """Do what the sorting process does at its end."""
    jobs = jobs_of(service.settings)
    job = jobs.get(address.rpartition("/")[2], officer.staff.id)
    with jobs.beginning(job, "message"):
        job.result.write_text("\ufeffid,message,route\r\n1,x,strategy\r\n", encoding="utf-8")
        tell_progress(job.folder, Progress("done", Tally(sorted=1)))


def told(service: Service) -> list[tuple[str, dict[str, Any]]]:
    with service.engine.begin() as connection:
        found = entries(connection, most=100)
    return [
        (each.action, json.loads(each.detail))
        for each in reversed(found)
        if each.subject_kind == "batch"
    ]


def test_a_file_leads_to_its_first_rows(agent: Officer) -> None:
    page = agent.get(sent(agent)).text
    assert "what is done for &lt;b&gt;autism&lt;/b&gt;?" in page
    assert '<option value="1" selected>message</option>' in page
    assert "Sort 1 message" in text_of(page)
    assert "q.csv" in agent.get("/staff/batch").text


@pytest.mark.parametrize("step", ["", "/result", "/start", "/delete"])
def test_a_file_is_there_for_its_owner_alone(agent: Officer, enter: Enter, step: str) -> None:
    address = sent(agent) + step
    for role in ("agent", "admin"):
        other = enter(role)
        response = other.post(address) if step in ("/start", "/delete") else other.get(address)
        assert response.status_code == 404
        assert "q.csv" not in other.get("/staff/batch").text
    assert agent.get(address.removesuffix(step)).status_code == 200


def test_the_result_is_a_file_to_keep_and_nothing_that_a_browser_shows(
    agent: Officer, service: Service
) -> None:
    address = sent(agent)
    assert agent.get(f"{address}/result").status_code == 404
    finish(service, agent, address)
    response = agent.get(f"{address}/result")
    assert response.headers["content-disposition"] == 'attachment; filename="q-sorted.csv"'
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["cache-control"] == "no-store"
    assert response.content.startswith(b"\xef\xbb\xbfid,")


def test_what_is_deleted_leaves_nothing(agent: Officer, service: Service) -> None:
    address = sent(agent)
    finish(service, agent, address)
    assert agent.post(f"{address}/delete").status_code == 303
    assert agent.get(address).status_code == 404
    folder = Path(service.settings.database_file or "").parent / "batch"
    assert list(folder.iterdir()) == []


def test_each_step_is_in_the_trail_without_names_of_files(agent: Officer, service: Service) -> None:
    address = sent(agent)
    finish(service, agent, address)
    agent.get(f"{address}/result")
    agent.post(f"{address}/delete")
    assert told(service) == [
        ("batch.uploaded", {"kind": "csv", "rows": 1}),
        ("batch.downloaded", {"rows": 1}),
        ("batch.deleted", {"state": "done"}),
    ]


def test_a_column_must_be_chosen_of_those_there_are(agent: Officer) -> None:
    address = sent(agent)
    for column in ("", "7", "-1", "message", "１"):
        response = agent.post(f"{address}/start", {"column": column})
        assert response.status_code == 422
        assert "Choose the column" in response.text


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "q.csv", "it is empty"),
        (b"PK\x03\x04\0\0", "q.xlsx", "save a spreadsheet as CSV"),
        (b"hello\n", "q.mbox", "it is no mailbox"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    agent: Officer, content: bytes, name: str, why: str
) -> None:
    response = send(agent, content, name)
    assert response.status_code == 422
    assert why in text_of(response.text)


def test_no_file_is_told(agent: Officer) -> None:
    response = agent.post("/staff/batch")
    assert response.status_code == 422
    assert "Choose a file first." in response.text


def test_a_name_is_markup_and_path_to_nobody(agent: Officer, service: Service) -> None:
    response = send(agent, name='../../<img src=x>"\r\n.csv')
    page = agent.get(response.headers["location"])
    assert "<img" not in page.text
    finish(service, agent, response.headers["location"])
    result = agent.get(response.headers["location"] + "/result")
    assert re.search(r"[<>/\r\n]", result.headers["content-disposition"]) is None


def test_an_upload_over_the_limit_is_refused_by_its_length(agent: Officer) -> None:
    assert send(agent, b"message\n" + b"a" * MOST_BYTES).status_code == 413


def test_nobody_uploads_without_a_login(agent: Officer, settings: Settings) -> None:
    agent.client.cookies.clear()
    response = agent.client.post(
        "/staff/batch", files={"file": ("q.csv", TABLE)}, follow_redirects=False
    )
    assert response.status_code == 303
    assert response.headers["location"].startswith("/staff/login")


def test_an_upload_without_the_token_is_refused(agent: Officer) -> None:
    assert send(agent, csrf="").status_code == 403
    assert "Your files" not in agent.get("/staff/batch").text
