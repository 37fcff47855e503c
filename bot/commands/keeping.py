"""`bot held`, `bot export`, `bot erase`: what is kept of people, given out and erased."""

from __future__ import annotations

import argparse
import sys

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.commands.database import opened
from bot.commands.terminal import Commands, add_command, add_json, print_json
from bot.settings import Settings, read_settings
from bot.store.audit import Audit
from bot.store.case_tables import CASES
from bot.store.database import utc_now
from bot.store.erasure import conversation_id_of, erase, erase_contact
from bot.store.holdings import Holdings, export, holdings
from bot.store.retention import Retention, purge

_NOT_DONE = 1


def add_to(commands: Commands) -> None:
    """Add the commands."""
    held = add_command(
        commands, "held", _held, "tell what is kept of people, how much of it and how old"
    )
    out = add_command(
        commands, "export", _export, "print, as JSON, all that is kept of one conversation"
    )
    gone = add_command(
        commands, "erase", _erase, "erase a conversation for good; there is no way back"
    )
    out.add_argument("reference", help="what people quote, such as BCDF2345")
    which = gone.add_mutually_exclusive_group(required=True)
    which.add_argument("reference", nargs="?", help="what people quote, such as BCDF2345")
    which.add_argument(
        "--expired", action="store_true", help="erase what is past its time, as each night does"
    )
    gone.add_argument(
        "--contact", action="store_true", help="erase the contact details alone, if there are any"
    )
    gone.add_argument("--yes", action="store_true", help="do not ask first")
    for command in (held, gone):
        add_json(command)


def _held(args: argparse.Namespace) -> int:
    settings = read_settings()
    with opened(settings) as engine:
        retention = Retention(settings.retention_days)
        found = holdings(engine, settings.secret_key, retention, utc_now())
    if args.json:
        print_json({**vars(found), "classes": [vars(each) for each in found.classes]})
    else:
        _tell(found)
    return 0


def _tell(found: Holdings) -> None:
    for each in found.classes:
        kept = f"kept {each.kept_days} days" if each.kept_days else "kept without end"
        ages = ""
        if each.oldest_at and each.newest_at:
            ages = f", last written in from {each.oldest_at:%Y-%m-%d} to {each.newest_at:%Y-%m-%d}"
        print(f"{each.name}: {each.conversations} conversations ({kept}){ages}")
    print(f"past their time, to go at the next purge: {found.expired}")
    for name, count in found.rows.items():
        print(f"  {name}: {count} rows")
    if found.unreadable_contacts:
        print(
            f"{found.unreadable_contacts} contact details cannot be read: SECRET_KEY has changed "
            "since they were given, or they were altered. They go with their conversations.",
            file=sys.stderr,
        )


def _export(args: argparse.Namespace) -> int:
    settings = read_settings()
    with opened(settings) as engine:
        found = export(engine, settings.secret_key, args.reference)
        _audit(engine, settings, "conversation.exported", _case_id(engine, args.reference))
    print_json(found)
    return 0


def _erase(args: argparse.Namespace) -> int:
    settings = read_settings()
    with opened(settings) as engine:
        if args.expired:
            count = purge(engine, Retention(settings.retention_days), utc_now())
            if args.json:
                print_json({"erased": count})
            else:
                print(f"{count} conversations were past their time and are erased.")
            return 0
        case_id = _case_id(engine, args.reference)
        if args.contact:
            return _erase_contact(engine, settings, args, case_id)
        if not args.yes and not _is_sure(args.reference):
            print("Nothing was erased.", file=sys.stderr)
            return _NOT_DONE
        rows = erase(engine, args.reference)
        _audit(engine, settings, "conversation.erased", case_id)
    if args.json:
        print_json({"reference": args.reference.upper(), "rows": rows})
    else:
        print(f"{args.reference.upper()} is erased: {sum(rows.values())} rows.")
    return 0


def _erase_contact(
    engine: Engine, settings: Settings, args: argparse.Namespace, case_id: int
) -> int:
    """Erase the contact details alone, for somebody who takes back their consent by telephone."""
    were_there = erase_contact(engine, args.reference)
    if were_there:
        _audit(engine, settings, "case.contact_erased", case_id)
    if args.json:
        print_json({"reference": args.reference.upper(), "erased": int(were_there)})
    elif were_there:
        print(f"The contact details of {args.reference.upper()} are erased.")
    else:
        print(f"{args.reference.upper()} has no contact details.")
    return 0


def _is_sure(reference: str) -> bool:
    """Ask a person at a terminal; a program has said what it wants."""
    if not sys.stdin.isatty():
        return True
    try:
        answer = input(f"Erase {reference.upper()} for good? Type the reference again: ")
    except EOFError:
        return False
    return answer.strip().upper() == reference.upper()


def _case_id(engine: Engine, reference: str) -> int:
    """Give the number of the conversation's case, 0 without one. Raises UnknownReference."""
    with engine.begin() as connection:
        conversation_id = conversation_id_of(connection, reference)
        query = sa.select(CASES.c.id).where(CASES.c.conversation_id == conversation_id)
        return int(connection.execute(query).scalar() or 0)


def _audit(engine: Engine, settings: Settings, action: str, case_id: int) -> None:
    with engine.begin() as connection:
        Audit(settings.secret_key).record(connection, None, action, ("case", case_id))
