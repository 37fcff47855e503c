"""Whatever goes wrong is told as a problem, and never as it was raised."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy.exc
from starlette.testclient import TestClient

from bot.store.journal import Journal
from bot.web import problems
from bot.web.problems import DATABASE_DOWN, INTERNAL, problem_from
from bot.web.rendering import error_page
from bot.web.service import Service


def _fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def failing(*_args: Any) -> None:
        raise error

    monkeypatch.setattr(Journal, "open_conversation", failing)


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    response = client.get("/api/v1/nope")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": "Not Found.",
    }


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    client: TestClient, method: str
) -> None:
    response = client.request(method, "/api/v1/messages")
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))
    assert response.headers["content-type"] == "application/problem+json"


def test_a_slash_too_many_leads_nowhere_else(client: TestClient) -> None:
    response = client.get("/chat/", headers={"host": "evil.example"}, follow_redirects=False)
    assert response.status_code == 404
    assert "evil" not in response.text


def test_a_fault_of_ours_is_told_without_its_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_with(monkeypatch, ValueError("they wrote: Ferdinand"))
    response = client.post("/api/v1/messages", json={"text": "Ferdinand"})
    assert response.status_code == 500
    assert response.json()["type"] == "/problems/internal-error"
    assert "Ferdinand" not in response.text
    assert "Traceback" not in response.text
    assert "Ferdinand" not in capsys.readouterr().err


def test_a_database_that_is_away_is_told_to_be_tried_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_with(monkeypatch, sqlalchemy.exc.OperationalError("select", {}, Exception("locked")))
    response = client.post("/api/v1/messages", json={"text": "a"})
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "select" not in response.text


def test_people_get_a_page(client: TestClient) -> None:
    response = client.get("/nope", headers={"accept": "text/html,*/*"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "<title>Error:" in response.text


def test_programs_get_problem_details_whatever_they_accept(client: TestClient) -> None:
    response = client.get("/api/v1/messages", headers={"accept": "text/html"})
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (KeyError("x"), INTERNAL),
        (sqlalchemy.exc.IntegrityError("insert", {}, Exception("twice")), INTERNAL),
        (sqlalchemy.exc.TimeoutError("pool"), DATABASE_DOWN),
    ],
)
def test_an_error_that_is_not_known_is_ours(error: Exception, problem: object) -> None:
    assert problem_from(error) == problem


def test_a_page_can_be_made_of_every_problem(service: Service) -> None:
    render = error_page(service.pages)
    known = [each for each in vars(problems).values() if isinstance(each, problems.Problem)]
    assert len(known) > 10
    for problem in known:
        assert "<h1>" in render(problem)
