"""`bot keys`: API keys for programs."""

from __future__ import annotations

import argparse

from bot.commands.database import opened
from bot.commands.terminal import Commands, add_command, add_json, print_json
from bot.settings import read_settings
from bot.store.keys import SCOPES, add_key, list_keys, revoke_key

_LONGEST_NAME = 64


def add_to(commands: Commands) -> None:
    """Add the commands."""
    group = commands.add_parser("keys", help="make, list and revoke API keys")
    actions = group.add_subparsers(metavar="ACTION", required=True)
    add = add_command(actions, "add", _add, "make a key and print it, the one time it is shown")
    add.add_argument("name", type=_name, help="what the key is for, such as the program's name")
    add.add_argument("--scope", required=True, choices=SCOPES)
    listing = add_command(actions, "list", _list, "list all keys, revoked ones too")
    revoke = add_command(actions, "revoke", _revoke, "make a key useless from now on")
    revoke.add_argument("name")
    for command in (add, listing, revoke):
        add_json(command)


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= _LONGEST_NAME or not text.isprintable():
        raise argparse.ArgumentTypeError(f"expected 1 to {_LONGEST_NAME} printable characters")
    return text


def _add(args: argparse.Namespace) -> int:
    with opened(read_settings()) as engine:
        key = add_key(engine, args.name, args.scope)
    if args.json:
        print_json({"name": args.name, "scope": args.scope, "key": key})
    else:
        print(f"Key {args.name!r} for {args.scope}; it is shown this once: {key}")
    return 0


def _list(args: argparse.Namespace) -> int:
    with opened(read_settings()) as engine:
        keys = list_keys(engine)
    rows = [
        {
            "name": key.name,
            "scope": key.scope,
            "made_at": key.made_at.isoformat(timespec="seconds"),
            "revoked_at": key.revoked_at and key.revoked_at.isoformat(timespec="seconds"),
        }
        for key in keys
    ]
    if args.json:
        print_json({"keys": rows})
        return 0
    for row in rows:
        state = f"revoked {row['revoked_at']}" if row["revoked_at"] else "in use"
        print(f"{row['name']}  {row['scope']}  made {row['made_at']}  {state}")
    if not rows:
        print("There are no keys.")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    with opened(read_settings()) as engine:
        revoke_key(engine, args.name)
    if args.json:
        print_json({"name": args.name, "revoked": True})
    else:
        print(f"Key {args.name!r} is revoked.")
    return 0
