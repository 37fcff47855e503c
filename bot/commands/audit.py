"""`bot audit`: whether the audit trail is still as it was written."""

from __future__ import annotations

import argparse

from bot.commands.database import opened
from bot.commands.terminal import Commands, add_command, add_json, print_json
from bot.settings import read_settings
from bot.store.audit import Audit
from bot.store.audit_check import Verdict, verify


def add_to(commands: Commands) -> None:
    """Add the command."""
    group = commands.add_parser("audit", help="verify the audit trail")
    actions = group.add_subparsers(metavar="ACTION", required=True)
    command = add_command(
        actions, "verify", _verify, "walk the audit trail and say where its chain breaks"
    )
    add_json(command)


def _verify(args: argparse.Namespace) -> int:
    settings = read_settings()
    with opened(settings) as engine, engine.begin() as connection:
        verdict = verify(connection, Audit(settings.secret_key))
    if args.json:
        breaks = [{"kind": each.kind, "entry": each.seq} for each in verdict.breaks]
        print_json({"entries": verdict.count, "hash": verdict.hash, "breaks": breaks})
    else:
        _tell(verdict)
    return 1 if verdict.breaks else 0


def _tell(verdict: Verdict) -> None:
    for each in verdict.breaks:
        print(f"BROKEN: {each.sentence}")
    state = "is broken, as said above" if verdict.breaks else "is whole"
    entries = "1 entry" if verdict.count == 1 else f"{verdict.count} entries"
    print(f"The audit trail of {entries} {state}.")
    print(f"Newest hash, to note down elsewhere: {verdict.hash}")
