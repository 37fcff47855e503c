"""`bot links`: the addresses of the content."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from bot.commands.terminal import Commands, add_command, add_json, print_json
from bot.content import links
from bot.content.store import load_content
from bot.settings import CONTENT_FOLDER


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands, "links", _links, "list every address of the content and where it is used"
    )
    command.add_argument(
        "--check", action="store_true", help="try each; exit 1 when one cannot be reached"
    )
    command.add_argument(
        "--write",
        action="store_true",
        help="with --check: set the date of those reached in content/sources.yml",
    )
    add_json(command)
    # A word about wrong use needs the parser of this very command.
    command.set_defaults(refuse=command.error)


def _links(args: argparse.Namespace) -> int:
    if args.write and not args.check:
        args.refuse("--write needs --check")
    found = links.addresses(load_content(CONTENT_FOLDER))
    outcomes: dict[str, links.Outcome] = {}
    if args.check:
        urls = [address.url for address in found]
        outcomes = {outcome.url: outcome for outcome in links.check(urls, _tell)}
    if args.json:
        print_json({"links": [_row(address, outcomes.get(address.url)) for address in found]})
    else:
        for address in found:
            print("\n".join(_lines(address, outcomes.get(address.url))))
    reached = [outcome.url for outcome in outcomes.values() if outcome.is_reached]
    if args.check:
        print(f"{len(reached)} of {len(outcomes)} addresses were reached", file=sys.stderr)
    if args.write:
        today = dt.datetime.now(dt.timezone.utc).date()
        count = links.write_checked(CONTENT_FOLDER / "sources.yml", reached, today)
        print(f"set the date of {count} sources", file=sys.stderr)
    return 0 if len(reached) == len(outcomes) else 1


def _tell(outcome: links.Outcome) -> None:
    print(f"{outcome.problem or 'reached'}: {outcome.url}", file=sys.stderr, flush=True)


def _row(address: links.Address, outcome: links.Outcome | None) -> dict[str, object]:
    row: dict[str, object] = {
        "url": address.url,
        "used_in": address.used_in,
        "seen": address.seen,
        "checked": address.checked,
    }
    if outcome:
        row |= {"status": outcome.status, "problem": outcome.problem}
    return row


def _lines(address: links.Address, outcome: links.Outcome | None) -> list[str]:
    dates = f"seen {address.seen}, checked {address.checked or 'never'}" if address.seen else ""
    details = [", ".join(address.used_in), dates, (outcome and outcome.problem) or ""]
    return [address.url, f"    {'; '.join(each for each in details if each)}"]
