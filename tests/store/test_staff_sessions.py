"""Sessions: found by a secret that is not kept, ended by time, by hand, by a change."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store import staff_sessions
from bot.store.audit import Audit
from bot.store.database import utc_now
from bot.store.staff import NewStaff, StaffAccounts
from bot.store.staff_sessions import ABSOLUTE, IDLE, StaffSessions
from bot.store.staff_tables import STAFF_SESSIONS

SECRET = "a secret for tests that is long enough"


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, time: dt.timedelta) -> None:
        self.now += time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(staff_sessions, "utc_now", clock)
    return clock


@pytest.fixture
def sessions(engine: Engine) -> StaffSessions:
    return StaffSessions(engine, Audit(SECRET))


@pytest.fixture
def ada(engine: Engine) -> int:
    new = NewStaff("ada@council.example", "Ada", "agent")
    return StaffAccounts(engine, Audit(SECRET)).add(new, None).id


def test_the_table_does_not_hold_what_opens_a_session(
    sessions: StaffSessions, ada: int, engine: Engine
) -> None:
    secret = sessions.begin(ada, "password")
    with engine.begin() as connection:
        row = connection.execute(sa.select(STAFF_SESSIONS)).one()
    assert secret not in str(row)
    assert sessions.find(row.digest) is None
    found = sessions.find(secret)
    assert found
    assert (found.staff_id, found.csrf) == (ada, row.csrf)


def test_a_session_ends_without_use(sessions: StaffSessions, ada: int, clock: Clock) -> None:
    secret = sessions.begin(ada, "password")
    clock.pass_by(IDLE - dt.timedelta(seconds=1))
    assert sessions.find(secret)
    clock.pass_by(IDLE - dt.timedelta(seconds=1))
    assert sessions.find(secret)
    clock.pass_by(IDLE + dt.timedelta(seconds=1))
    assert sessions.find(secret) is None


def test_a_session_ends_however_much_it_is_used(
    sessions: StaffSessions, ada: int, clock: Clock
) -> None:
    secret, step = sessions.begin(ada, "password"), dt.timedelta(minutes=20)
    for _ in range(int(ABSOLUTE / step) - 1):
        clock.pass_by(step)
        assert sessions.find(secret)
    clock.pass_by(step)
    assert sessions.find(secret) is None


def test_each_login_has_a_secret_and_a_form_token_of_its_own(
    sessions: StaffSessions, ada: int
) -> None:
    found = [sessions.find(sessions.begin(ada, "password")) for _ in range(3)]
    assert len({each.csrf for each in found if each}) == 3
    assert len(sessions.of(ada)) == 3


def test_one_session_is_revoked_and_the_others_stay(sessions: StaffSessions, ada: int) -> None:
    first, second = (sessions.begin(ada, "password") for _ in range(2))
    found = sessions.find(first)
    assert found
    sessions.revoke(ada, found.digest, ada)
    assert sessions.find(first) is None
    assert sessions.find(second)


def test_a_session_of_somebody_else_cannot_be_revoked_as_ones_own(
    sessions: StaffSessions, ada: int
) -> None:
    secret = sessions.begin(ada, "password")
    found = sessions.find(secret)
    assert found
    sessions.revoke(ada + 1, found.digest, ada + 1)
    assert sessions.find(secret)


def test_all_but_this_one_are_revoked(sessions: StaffSessions, ada: int) -> None:
    first, second = (sessions.begin(ada, "password") for _ in range(2))
    here = sessions.find(first)
    assert here
    sessions.revoke_all(ada, ada, but=here.digest)
    assert (bool(sessions.find(first)), bool(sessions.find(second))) == (True, False)


def test_old_sessions_are_forgotten(
    sessions: StaffSessions, ada: int, clock: Clock, engine: Engine
) -> None:
    sessions.begin(ada, "password")
    clock.pass_by(dt.timedelta(days=9))
    sessions.begin(ada, "password")
    with engine.begin() as connection:
        assert len(connection.execute(sa.select(STAFF_SESSIONS)).all()) == 1


@pytest.mark.parametrize("secret", ["", "x", "é\udce9", "' OR 1=1 --"])
def test_a_made_up_secret_opens_nothing(sessions: StaffSessions, ada: int, secret: str) -> None:
    sessions.begin(ada, "password")
    assert sessions.find(secret) is None
