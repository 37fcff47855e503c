"""What is purged and when, by class; what is held; what is exported."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import UnknownReference
from bot.store.belongings import tables_of_a_conversation
from bot.store.case_tables import CASES
from bot.store.holdings import export, holdings
from bot.store.retention import SAFEGUARDING_DAYS, Retention, purge
from bot.store.tables import CONVERSATIONS
from tests.store.kept import CONTACT, SECRET, WORDS, fill, make_events_table, sizes
from tests.triage.recorded import Recorded, reading

NOW = dt.datetime.fromisoformat("2030-01-01T12:00")
RETENTION = Retention(90)


def say(engine: Engine, name: str, days_ago: float, route: str = "workstream") -> None:
    """Make a conversation whose last message is so old at NOW."""
    Recorded(engine).say(name, "some words", reading(route))
    last = NOW - dt.timedelta(days=days_ago)
    with engine.begin() as connection:
        mine = CASES.c.conversation_id == name
        connection.execute(CASES.update().where(mine).values(last_message_at=last))


def left(engine: Engine) -> set[str]:
    with engine.begin() as connection:
        return set(connection.execute(sa.select(CONVERSATIONS.c.id)).scalars())


def test_conversations_go_when_their_time_is_over(engine: Engine) -> None:
    say(engine, "web-old", 90.1)
    say(engine, "web-young", 89.9)
    assert purge(engine, RETENTION, NOW) == 1
    assert left(engine) == {"web-young"}


def test_time_counts_from_the_last_message(engine: Engine) -> None:
    say(engine, "web-a", 1)
    long_ago = dt.datetime.fromisoformat("2020-01-01")
    with engine.begin() as connection:
        connection.execute(CONVERSATIONS.update().values(started_at=long_ago))
    assert purge(engine, RETENTION, NOW) == 0


def test_safeguarding_conversations_are_kept_longer(engine: Engine) -> None:
    say(engine, "web-a", SAFEGUARDING_DAYS - 1, "safeguarding")
    say(engine, "web-b", SAFEGUARDING_DAYS + 1, "safeguarding")
    purge(engine, RETENTION, NOW)
    assert left(engine) == {"web-a"}


def test_a_longer_setting_holds_for_safeguarding_too() -> None:
    assert Retention(1000).safeguarding_days == 1000


def test_a_legal_hold_keeps_whatever_its_age(engine: Engine) -> None:
    say(engine, "web-a", 5000)
    with engine.begin() as connection:
        connection.execute(CASES.update().values(is_held_by_law=True))
    assert purge(engine, RETENTION, NOW) == 0
    with engine.begin() as connection:
        connection.execute(CASES.update().values(is_held_by_law=False))
    assert purge(engine, RETENTION, NOW) == 1


def test_a_conversation_without_a_case_goes_too(engine: Engine) -> None:
    Recorded(engine).journal.open_conversation("web-a", "web")
    assert purge(engine, RETENTION, NOW) == 1


def test_a_purge_takes_every_table_and_more_than_one_batch(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.retention._BATCH", 2)
    make_events_table(engine)
    for name in ("web-a", "web-b", "web-c", "web-d", "web-e"):
        fill(engine, name)
    assert purge(engine, RETENTION, NOW) == 5
    assert set(sizes(engine, tables_of_a_conversation()).values()) == {0}


def test_holdings_tell_how_much_of_each_class_and_how_old(engine: Engine) -> None:
    say(engine, "web-a", 10)
    say(engine, "web-b", 200)
    say(engine, "web-c", 200, "safeguarding")
    found = holdings(engine, SECRET, RETENTION, NOW)
    classes = {each.name: each for each in found.classes}
    assert {name: each.conversations for name, each in classes.items()} == {
        "ordinary": 2,
        "safeguarding": 1,
        "held_by_law": 0,
    }
    assert classes["ordinary"].oldest_at == NOW - dt.timedelta(days=200)
    assert (classes["ordinary"].kept_days, classes["held_by_law"].kept_days) == (90, None)
    assert found.expired == 1
    assert (found.rows["inbound"], found.rows["conversations"]) == (3, 3)


def test_an_export_holds_every_word_of_one_conversation_and_none_of_another(
    engine: Engine,
) -> None:
    make_events_table(engine)
    reference = fill(engine, "web-a")
    fill(engine, "web-b", tuple(f"{word}ish" for word in ("ibex", "gecko", "heron") * 2))
    found = json.dumps(export(engine, SECRET, reference))
    assert all(word in found for word in (*WORDS, CONTACT.name, CONTACT.email, CONTACT.phone))
    assert "ibexish" not in found
    assert "web-b" not in found


def test_an_export_after_a_change_of_the_secret_says_so_and_holds_the_rest(engine: Engine) -> None:
    make_events_table(engine)
    found = export(engine, SECRET[::-1], fill(engine, "web-a"))
    (contact,) = found["contact_details"]
    assert contact["details"] is None
    assert "SECRET_KEY" in contact["why"]
    assert all(word in json.dumps(found) for word in WORDS)


def test_contact_details_are_counted_and_those_that_cannot_be_read(engine: Engine) -> None:
    make_events_table(engine)
    fill(engine, "web-a")
    found = holdings(engine, SECRET, RETENTION, NOW)
    assert (found.rows["contact_details"], found.unreadable_contacts) == (1, 0)
    assert holdings(engine, SECRET[::-1], RETENTION, NOW).unreadable_contacts == 1


def test_an_export_of_an_unknown_reference_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownReference):
        export(engine, SECRET, "ZZZZZZZZ")
