"""Conversations over HTTP: follow-ups, a restart of the server in between, a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.server import Talk, running_server

pytestmark = pytest.mark.slow


def test_follow_ups_keep_to_what_was_talked_of(talk: Talk) -> None:
    talk.answer("what is being done for autism?")
    report = talk.answer("and the report?")
    assert (report["workstreams"], report["asks"]) == (["autism"], ["report"])
    schools = talk.answer("what about special schools?")
    assert (schools["workstreams"], schools["asks"]) == (["special_schools"], ["report"])


def test_the_period_is_told_once_a_conversation(talk: Talk) -> None:
    first, second = talk.answer("what is planned for autism"), talk.answer("and for deaf children?")

    def kinds(answer: dict[str, list[dict[str, str]]]) -> list[str]:
        return [block["kind"] for block in answer["blocks"] if block["type"] == "notice"]

    assert "period" in kinds(first)
    assert "period" not in kinds(second)


def test_the_same_message_id_gives_the_first_answer_again(talk: Talk) -> None:
    first = talk.ask("what is planned for autism", id="one")
    again = talk.ask("what is planned for autism", id="one")
    assert again == first


def test_a_conversation_goes_on_after_the_server_was_started_anew(tmp_path: Path) -> None:
    with running_server(tmp_path) as client:
        before = Talk(client)
        before.answer("what is being done for autism?")
        token = before.token
    with running_server(tmp_path) as client:
        answer = Talk(client, token).answer("and the report?")
    assert (answer["workstreams"], answer["asks"]) == (["autism"], ["report"])


def test_no_message_text_reaches_the_log(tmp_path: Path) -> None:
    with running_server(tmp_path) as client:
        Talk(client).answer("my tortoise Ferdinand is autistic, ring 07700 900123")
    log = (tmp_path / "server.log").read_text()
    database = (tmp_path / "bot.sqlite3").read_bytes()
    assert "Ferdinand" not in log
    assert b"07700" not in database
    assert "900123" not in log
