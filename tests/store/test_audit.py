"""The audit trail: only grows, holds no text, and any change of it is found and placed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.errors import AuditRefused
from bot.store.audit import Audit, Detail, entries
from bot.store.audit_check import Verdict, verify
from bot.store.staff import NewStaff, StaffAccounts
from bot.store.staff_tables import AUDIT, AUDIT_HEAD

SECRET = "a secret for tests that is long enough"


@pytest.fixture
def audit() -> Audit:
    return Audit(SECRET)


def add(engine: Engine, audit: Audit, count: int = 5) -> None:
    for number in range(count):
        with engine.begin() as connection:
            audit.record(connection, 1, "case.viewed", ("case", number), {"reason": "opened"})


def check(engine: Engine, audit: Audit) -> Verdict:
    with engine.begin() as connection:
        return verify(connection, audit)


def breaks(engine: Engine, audit: Audit) -> list[tuple[str, int]]:
    return [(each.kind, each.seq) for each in check(engine, audit).breaks]


def without_triggers(connection: Connection) -> None:
    """Do what somebody with the whole database in hand can do."""
    if connection.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_refuses_{verb}")
    else:
        connection.exec_driver_sql("DROP TRIGGER audit_refuses_change ON audit")


Tamper = Callable[[Connection], object]


def tampered(engine: Engine, tamper: Tamper) -> None:
    with engine.begin() as connection:
        without_triggers(connection)
        tamper(connection)


def test_an_empty_trail_is_whole(engine: Engine, audit: Audit) -> None:
    assert check(engine, audit) == Verdict(0, "0" * 64, ())


def test_what_was_recorded_is_read_back_and_is_whole(engine: Engine, audit: Audit) -> None:
    add(engine, audit)
    verdict = check(engine, audit)
    assert (verdict.count, verdict.breaks) == (5, ())
    with engine.begin() as connection:
        newest = entries(connection, most=2)
        older = entries(connection, before=4)
    assert [each.seq for each in newest] == [5, 4]
    assert [each.seq for each in older] == [3, 2, 1]
    assert (newest[0].hash, newest[0].detail) == (verdict.hash, '{"reason":"opened"}')


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor_id = 2", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 5"],
)
def test_the_database_itself_refuses_a_change(engine: Engine, audit: Audit, statement: str) -> None:
    add(engine, audit)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert breaks(engine, audit) == []


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"actor_id": 2}, 3),
        ({"action": "case.closed"}, 1),
        ({"subject_id": "99"}, 2),
        ({"detail": "{}"}, 5),
        ({"hash": "f" * 64}, 4),
    ],
)
def test_a_changed_entry_is_found(
    engine: Engine, audit: Audit, values: dict[str, object], where: int
) -> None:
    add(engine, audit)
    tampered(engine, lambda c: c.execute(AUDIT.update().where(AUDIT.c.seq == where).values(values)))
    assert ("changed", where) in breaks(engine, audit)


def test_a_changed_entry_with_its_hash_worked_out_anew_breaks_the_next(
    engine: Engine, audit: Audit
) -> None:
    add(engine, audit)

    def forge(connection: Connection) -> None:
        (entry,) = entries(connection, before=4, most=1)
        forged = {**entry.__dict__, "actor_id": 9}
        new_hash = type(entry)(**forged).own_hash()
        row = AUDIT.update().where(AUDIT.c.seq == 3)
        connection.execute(row.values(actor_id=9, hash=new_hash))

    tampered(engine, forge)
    assert breaks(engine, audit) == [("unlinked", 4)]


def test_a_removed_entry_is_found(engine: Engine, audit: Audit) -> None:
    add(engine, audit)
    tampered(engine, lambda c: c.execute(AUDIT.delete().where(AUDIT.c.seq == 3)))
    assert breaks(engine, audit) == [("removed", 4)]


def test_entries_in_another_order_are_found(engine: Engine, audit: Audit) -> None:
    add(engine, audit)

    def swap(connection: Connection) -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(AUDIT.update().where(AUDIT.c.seq == old).values(seq=new))

    tampered(engine, swap)
    assert {("changed", 2), ("changed", 3)} <= set(breaks(engine, audit))


def test_entries_cut_off_at_the_end_are_missed(engine: Engine, audit: Audit) -> None:
    add(engine, audit)
    tampered(engine, lambda c: c.execute(AUDIT.delete().where(AUDIT.c.seq > 3)))
    assert breaks(engine, audit) == [("cut", 3)]


def test_a_head_made_to_fit_the_cut_bears_no_seal_and_stays_told_afterwards(
    engine: Engine, audit: Audit
) -> None:
    add(engine, audit)

    def cut(connection: Connection) -> None:
        connection.execute(AUDIT.delete().where(AUDIT.c.seq > 3))
        (last,) = entries(connection, most=1)
        connection.execute(AUDIT_HEAD.update().values(count=3, hash=last.hash))

    tampered(engine, cut)
    assert breaks(engine, audit) == [("head_forged", 3)]
    add(engine, audit, 2)
    assert breaks(engine, audit) == [("resealed", 4)]


def test_a_lost_head_is_found_and_stays_told_afterwards(engine: Engine, audit: Audit) -> None:
    add(engine, audit)
    tampered(engine, lambda c: c.execute(AUDIT_HEAD.delete()))
    assert breaks(engine, audit) == [("head_missing", 5)]
    add(engine, audit, 1)
    assert breaks(engine, audit) == [("resealed", 6)]


def test_an_entry_from_elsewhere_is_found(engine: Engine, audit: Audit) -> None:
    add(engine, audit)
    with engine.begin() as connection:
        (last,) = entries(connection, most=1)
        forged = type(last)(**{**last.__dict__, "seq": 6, "previous": last.hash})
        values = {**forged.__dict__, "hash": forged.own_hash()}
        connection.execute(AUDIT.insert().values(values))
    assert breaks(engine, audit) == [("grown", 5)]


def test_a_trail_emptied_whole_is_found(engine: Engine, audit: Audit) -> None:
    StaffAccounts(engine, audit).add(NewStaff("ada@council.example", "Ada", "admin"), None)

    def empty(connection: Connection) -> None:
        connection.execute(AUDIT.delete())
        connection.execute(AUDIT_HEAD.delete())

    tampered(engine, empty)
    assert breaks(engine, audit) == [("emptied", 0)]


def test_another_secret_does_not_verify(engine: Engine, audit: Audit) -> None:
    add(engine, audit)
    assert breaks(engine, Audit("another secret of the same length..")) == [("head_forged", 5)]


def test_an_act_that_failed_leaves_no_entry_and_no_gap(engine: Engine, audit: Audit) -> None:
    add(engine, audit, 1)
    with engine.connect() as connection:
        audit.record(connection, 1, "case.closed", ("case", 1))
        connection.rollback()
    add(engine, audit, 1)
    verdict = check(engine, audit)
    assert (verdict.count, verdict.breaks) == (2, ())


def test_many_at_once_make_one_chain(engine: Engine, audit: Audit) -> None:
    add(engine, audit, 1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _each: add(engine, audit, 5), range(8)))
    verdict = check(engine, audit)
    assert (verdict.count, verdict.breaks) == (41, ())


@pytest.mark.parametrize(
    ("action", "subject", "detail"),
    [
        ("she said so", ("case", 1), {}),
        ("case.closed", ("case", "my son is Tom"), {}),
        ("case.closed", ("a case", 1), {}),
        ("case.closed", ("case", 1), {"note": "rang the mother"}),
        ("case.closed", ("case", 1), {"note": ["x"]}),
        ("case.closed", ("case", 1), {"note": "tom@home.example"}),
        ("case.closed", ("case", 1), {"some thing": 1}),
    ],
)
def test_what_people_wrote_is_refused(
    engine: Engine, audit: Audit, action: str, subject: tuple[str, str | int], detail: Detail
) -> None:
    with pytest.raises(AuditRefused), engine.begin() as connection:
        audit.record(connection, 1, action, subject, detail)
    assert check(engine, audit).count == 0
