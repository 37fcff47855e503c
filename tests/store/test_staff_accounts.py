"""Staff accounts: one to an address, never without an admin, every change ends the sessions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import LastAdmin, StaffEmailTaken, UnknownStaff
from bot.store.audit import Audit
from bot.store.staff import NewStaff, Staff, StaffAccounts
from bot.store.staff_fields import check_email, check_name
from bot.store.staff_sessions import StaffSessions
from bot.store.staff_tables import AUDIT, STAFF

SECRET = "a secret for tests that is long enough"


@pytest.fixture
def accounts(engine: Engine) -> StaffAccounts:
    return StaffAccounts(engine, Audit(SECRET))


@pytest.fixture
def sessions(engine: Engine) -> StaffSessions:
    return StaffSessions(engine, Audit(SECRET))


def add(accounts: StaffAccounts, email: str, role: str = "agent") -> Staff:
    return accounts.add(NewStaff(email, email.partition("@")[0], role), None)


def test_an_address_in_another_spelling_is_the_same_account(accounts: StaffAccounts) -> None:
    added = add(accounts, " Ada@Council.Example ")
    assert added.email == "ada@council.example"
    assert accounts.by_email("ADA@council.example") == added
    with pytest.raises(StaffEmailTaken, match=r"ada@council\.example"):
        add(accounts, "ada@COUNCIL.example")


def test_sql_in_a_field_is_text(accounts: StaffAccounts, engine: Engine) -> None:
    name = "x'); DROP TABLE staff; --"
    added = accounts.add(NewStaff("bobby@council.example", name, "agent"), None)
    assert accounts.get(added.id).name == name
    assert accounts.by_email("' OR 1=1 --") is None
    assert sa.inspect(engine).has_table("staff")


@pytest.mark.parametrize("change", ["role", "disable"])
def test_the_last_admin_stays_one(accounts: StaffAccounts, change: str) -> None:
    admin = add(accounts, "ada@council.example", "admin")
    disabled = add(accounts, "grace@council.example", "admin")
    accounts.disable(disabled.id, None)
    changes = {
        "role": lambda: accounts.change_role(admin.id, "viewer", None),
        "disable": lambda: accounts.disable(admin.id, None),
    }
    with pytest.raises(LastAdmin):
        changes[change]()
    assert (accounts.get(admin.id).role, accounts.get(admin.id).disabled_at) == ("admin", None)


def test_two_admins_cannot_take_each_others_role_at_once(accounts: StaffAccounts) -> None:
    one, other = (add(accounts, f"{name}@council.example", "admin") for name in ("ada", "grace"))

    def demote(staff: Staff) -> bool:
        try:
            accounts.change_role(staff.id, "viewer", None)
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, [one, other])) == [False, True]


@pytest.mark.parametrize("change", ["role", "disable", "password"])
def test_a_change_ends_all_sessions_of_the_account_and_no_other(
    accounts: StaffAccounts, sessions: StaffSessions, change: str
) -> None:
    ada, grace = add(accounts, "ada@council.example"), add(accounts, "grace@council.example")
    secrets = [sessions.begin(ada.id, "password") for _ in range(2)]
    untouched = sessions.begin(grace.id, "password")
    match change:
        case "role":
            accounts.change_role(ada.id, "viewer", grace.id)
        case "disable":
            accounts.disable(ada.id, grace.id)
        case _:
            accounts.set_password(ada.id, "a hash", grace.id)
    assert [sessions.find(each) for each in secrets] == [None, None]
    assert sessions.find(untouched)


def test_a_change_of_nobody_is_told(accounts: StaffAccounts) -> None:
    with pytest.raises(UnknownStaff):
        accounts.change_role(4711, "viewer", None)
    with pytest.raises(UnknownStaff):
        accounts.get(4711)


def test_who_did_what_is_in_the_trail_without_a_name_or_an_address(
    accounts: StaffAccounts, engine: Engine
) -> None:
    admin = add(accounts, "ada@council.example", "admin")
    other = add(accounts, "grace@council.example")
    accounts.change_role(other.id, "manager", admin.id)
    accounts.disable(other.id, admin.id)
    accounts.enable(other.id, admin.id)
    with engine.begin() as connection:
        rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq)).all()
    assert [(row.action, row.actor_id, row.subject_id) for row in rows] == [
        ("staff.added", None, str(admin.id)),
        ("staff.added", None, str(other.id)),
        ("staff.role_changed", admin.id, str(other.id)),
        ("staff.disabled", admin.id, str(other.id)),
        ("staff.enabled", admin.id, str(other.id)),
    ]
    assert "grace" not in "".join(map(str, rows))


def test_a_change_whose_entry_fails_did_not_happen(
    accounts: StaffAccounts, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = add(accounts, "ada@council.example", "agent")

    def fail(*_args: object) -> None:
        raise RuntimeError("no entry")

    monkeypatch.setattr(Audit, "record", fail)
    with pytest.raises(RuntimeError):
        accounts.change_role(added.id, "admin", None)
    with engine.begin() as connection:
        assert connection.execute(sa.select(STAFF.c.role)).scalar_one() == "agent"


@pytest.mark.parametrize(
    "wrong", ["", "ada", "ada@", "@b.example", "a b@c.example", "a@b", "a@b.c\n", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    assert check_email(wrong)


def test_common_addresses_and_names_are_taken() -> None:
    assert not check_email("o'brien+send@hertfordshire.example")
    assert not check_name("Zoë O’Brien")
    assert check_name(" ")
    assert check_name("x" * 101)
    assert check_name("two\nlines")
