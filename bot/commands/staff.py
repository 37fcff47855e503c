"""`bot staff`: the accounts of those who work at the console."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands.database import opened
from bot.commands.terminal import Commands, add_command, add_json, print_json
from bot.errors import UnknownStaff
from bot.settings import read_settings
from bot.store.audit import Audit
from bot.store.passwords import SHORTEST, check_password, hash_password
from bot.store.staff import NewStaff, Staff, StaffAccounts
from bot.store.staff_fields import check_email, check_name
from bot.triage.roles import ROLES


def add_to(commands: Commands) -> None:
    """Add the commands."""
    group = commands.add_parser("staff", help="add, list and change staff accounts")
    actions = group.add_subparsers(metavar="ACTION", required=True)
    add = add_command(actions, "add", _add, "add an account; read its password from standard input")
    add.add_argument("email", type=_email)
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--name", type=_name, help="as colleagues see it; else made of the address")
    add.add_argument(
        "--no-password", action="store_true", help="for an account that uses single sign-on alone"
    )
    listing = add_command(actions, "list", _list, "list all accounts, disabled ones too")
    role = add_command(actions, "role", _role, "give another role and end all sessions")
    role.add_argument("email")
    role.add_argument("role", choices=ROLES)
    disable = add_command(actions, "disable", _disable, "let somebody in no more; end all sessions")
    disable.add_argument("email")
    enable = add_command(actions, "enable", _enable, "let somebody in again")
    enable.add_argument("email")
    password = add_command(
        actions, "password", _password, "set a lost password anew, read from standard input"
    )
    password.add_argument("email")
    for command in (add, listing, role, disable, enable, password):
        add_json(command)


def _email(text: str) -> str:
    fault = check_email(text)
    if fault:
        raise argparse.ArgumentTypeError(fault)
    return text


def _name(text: str) -> str:
    fault = check_name(text)
    if fault:
        raise argparse.ArgumentTypeError(fault)
    return text


def _add(args: argparse.Namespace) -> int:
    password_hash = None
    if not args.no_password:
        password = _read_password()
        check_password(password, args.email)
        password_hash = hash_password(password)
    name = args.name or args.email.partition("@")[0].replace(".", " ").title()
    with _accounts() as accounts:
        added = accounts.add(NewStaff(args.email, name, args.role, password_hash), None)
    return _tell(args, added, f"{added.email} was added with the role {added.role}.")


def _read_password() -> str:
    """Read one line; at a terminal without showing it."""
    if sys.stdin.isatty():
        return getpass.getpass(f"Password (at least {SHORTEST} characters): ")
    return sys.stdin.readline().rstrip("\r\n")


def _list(args: argparse.Namespace) -> int:
    with _accounts() as accounts:
        found = accounts.all()
    if args.json:
        print_json({"staff": [_as_dict(each) for each in found]})
        return 0
    for each in found:
        state = f"disabled {each.disabled_at:%Y-%m-%d}" if each.disabled_at else "in use"
        print(f"{each.email}  {each.role}  {each.name}  {state}")
    if not found:
        print("There are no staff accounts. Add the first: bot staff add EMAIL --role admin")
    return 0


def _role(args: argparse.Namespace) -> int:
    with _accounts() as accounts:
        accounts.change_role(_id_of(accounts, args.email), args.role, None)
        return _tell(args, accounts.by_email(args.email), f"{args.email} is now {args.role}.")


def _disable(args: argparse.Namespace) -> int:
    with _accounts() as accounts:
        accounts.disable(_id_of(accounts, args.email), None)
        return _tell(args, accounts.by_email(args.email), f"{args.email} is disabled.")


def _enable(args: argparse.Namespace) -> int:
    with _accounts() as accounts:
        accounts.enable(_id_of(accounts, args.email), None)
        return _tell(args, accounts.by_email(args.email), f"{args.email} can log in again.")


def _password(args: argparse.Namespace) -> int:
    new = _read_password()
    check_password(new, args.email)
    with _accounts() as accounts:
        accounts.set_password(_id_of(accounts, args.email), hash_password(new), None)
        told = f"The password of {args.email} was set; all sessions were ended."
        return _tell(args, accounts.by_email(args.email), told)


def _id_of(accounts: StaffAccounts, email: str) -> int:
    found = accounts.by_email(email)
    if found is None:
        raise UnknownStaff(email)
    return found.id


def _tell(args: argparse.Namespace, staff: Staff | None, sentence: str) -> int:
    if args.json and staff is not None:
        print_json(_as_dict(staff))
    else:
        print(sentence)
    return 0


def _as_dict(staff: Staff) -> dict[str, object]:
    return {
        "id": staff.id,
        "email": staff.email,
        "name": staff.name,
        "role": staff.role,
        "has_password": staff.password_hash is not None,
        "made_at": staff.made_at.isoformat(timespec="seconds"),
        "disabled_at": staff.disabled_at and staff.disabled_at.isoformat(timespec="seconds"),
    }


@contextmanager
def _accounts() -> Iterator[StaffAccounts]:
    settings = read_settings()
    with opened(settings) as engine:
        yield StaffAccounts(engine, Audit(settings.secret_key))
