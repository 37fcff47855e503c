"""Failed logins: a longer wait each time, by account and by address, counted also at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import LoginThrottled
from bot.store import login_attempts
from bot.store.audit import Audit
from bot.store.login_attempts import FORGOTTEN_AFTER, LoginAttempts, wait_s
from bot.store.staff_tables import LOGIN_ATTEMPTS
from tests.store.test_staff_sessions import Clock

SECRET = "a secret for tests that is long enough"
EMAIL, ADDRESS = "ada@council.example", "192.0.2.1"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(login_attempts, "utc_now", clock)
    return clock


@pytest.fixture
def attempts(engine: Engine) -> LoginAttempts:
    return LoginAttempts(engine, Audit(SECRET), SECRET)


def taken(attempts: LoginAttempts, email: str = EMAIL, address: str = ADDRESS) -> bool:
    try:
        attempts.begin(email, address)
    except LoginThrottled:
        return False
    return True


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [wait_s(failures, 5) for failures in range(8)] == [0, 0, 0, 0, 0, 5, 10, 20]
    assert wait_s(1000, 5) == 15 * 60


def test_an_account_has_to_wait_after_five_failures(attempts: LoginAttempts, clock: Clock) -> None:
    assert [taken(attempts, address=f"192.0.2.{n}") for n in range(6)] == [True] * 5 + [False]
    clock.pass_by(dt.timedelta(seconds=6))
    assert taken(attempts)
    with pytest.raises(LoginThrottled) as caught:
        attempts.begin(EMAIL, ADDRESS)
    assert 5 < caught.value.retry_after_s <= 10


def test_another_account_does_not_wait(attempts: LoginAttempts, clock: Clock) -> None:
    for _ in range(6):
        taken(attempts)
    assert taken(attempts, "grace@council.example")


def test_an_address_that_tries_many_accounts_has_to_wait(
    attempts: LoginAttempts, clock: Clock
) -> None:
    tried = [taken(attempts, f"user{n}@council.example") for n in range(32)]
    assert tried == [True] * 30 + [False] * 2
    assert taken(attempts, address="198.51.100.7")


def test_a_success_forgets_the_failures(attempts: LoginAttempts, clock: Clock) -> None:
    for _ in range(4):
        attempts.begin(EMAIL, ADDRESS)
    attempts.succeed(attempts.begin(EMAIL, ADDRESS))
    assert [taken(attempts) for _ in range(4)] == [True] * 4


def test_an_office_that_logs_in_all_day_is_not_kept_out(
    attempts: LoginAttempts, clock: Clock
) -> None:
    for number in range(100):
        attempts.succeed(attempts.begin(f"user{number}@council.example", ADDRESS))
    assert taken(attempts)


def test_failures_are_forgotten_after_a_day(
    attempts: LoginAttempts, clock: Clock, engine: Engine
) -> None:
    for _ in range(5):
        attempts.begin(EMAIL, ADDRESS)
    clock.pass_by(FORGOTTEN_AFTER + dt.timedelta(minutes=1))
    assert [taken(attempts) for _ in range(4)] == [True] * 4
    with engine.begin() as connection:
        assert len(connection.execute(sa.select(LOGIN_ATTEMPTS)).all()) == 2


def test_tries_at_once_are_counted_one_by_one(attempts: LoginAttempts) -> None:
    attempts.begin(EMAIL, ADDRESS)
    with ThreadPoolExecutor(10) as pool:
        tried = list(pool.map(lambda _each: taken(attempts), range(20)))
    assert sum(tried) <= 4


def test_what_was_typed_is_not_kept(attempts: LoginAttempts, engine: Engine) -> None:
    attempts.begin("my password by mistake", ADDRESS)
    with engine.begin() as connection:
        rows = str(connection.execute(sa.select(LOGIN_ATTEMPTS)).all())
    assert "mistake" not in rows
    assert ADDRESS not in rows
