"""What the server does by itself: what a crash left is answered, what is past its time goes."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.store.case_tables import CASES
from bot.store.journal import Journal
from bot.store.tables import CONVERSATIONS, INBOUND
from bot.web import housekeeping
from bot.web.housekeeping import PURGE_AT, purge_once, seconds_until
from bot.web.service import Service
from tests.web.conftest import FakeAssistant, Serve

LONG_AGO = dt.datetime.fromisoformat("2020-01-01")


def test_the_purge_is_at_most_a_day_away() -> None:
    now = dt.datetime.combine(dt.date(2026, 11, 24), PURGE_AT)
    assert seconds_until(PURGE_AT, now) == 24 * 3600
    assert seconds_until(PURGE_AT, now - dt.timedelta(minutes=1)) == 60


def test_a_message_that_a_crash_left_is_answered_as_the_server_starts(
    serve: Serve, journal: Journal, assistant: FakeAssistant
) -> None:
    journal.open_conversation("web-a", "web")
    entry = journal.record("web-a", "m1", "hello?")
    with journal._engine.begin() as connection:
        connection.execute(INBOUND.update().values(received_at=LONG_AGO))
    serve()
    until = time.monotonic() + 10
    while not (sent := journal.answer_of(entry)):
        assert time.monotonic() < until, "nobody answered"
        time.sleep(0.05)
    assert [each.text for each in sent] == ["Said plainly."]
    assert assistant.asked == [("web-a", "hello?", "web")]


def test_the_purge_erases_by_the_retention_of_the_settings(
    service: Service, journal: Journal
) -> None:
    service.journal.open_conversation("web-a", "web")
    service.journal.open_conversation("web-b", "web")
    service.journal.record("web-a", "m1", "hello?")
    service.journal.record("web-b", "m1", "hello?")
    with service.engine.begin() as connection:
        old = CASES.c.conversation_id == "web-a"
        connection.execute(CASES.update().where(old).values(last_message_at=LONG_AGO))
    asyncio.run(purge_once(service))
    with service.engine.begin() as connection:
        assert connection.execute(sa.select(CONVERSATIONS.c.id)).scalars().all() == ["web-b"]


def test_a_purge_that_fails_leaves_the_server_running(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> int:
        raise OperationalError("x", {}, Exception("locked"))

    monkeypatch.setattr(housekeeping, "purge", broken)
    asyncio.run(purge_once(dataclasses.replace(service)))
