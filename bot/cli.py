"""The `bot` command. Each group of commands is a module of `bot.commands`."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from bot.commands import (
    audit,
    evaluating,
    keeping,
    keys,
    links,
    serving,
    staff,
    talking,
    teaching,
    training,
    triage,
)
from bot.errors import BotError
from bot.logs import configure_logs

FAILURE = 1
STOPPED = 130
"""What a shell reports of a command that Ctrl-C ended."""

# Rasa looks for its own components; here `bot.understanding` reads lookups and synonyms.
_NOT_FOR_US = ("Slot auto-fill", "You have defined training data", "You have defined synonyms")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status: 0, 1 for failure, 2 for wrong use."""
    if not sys.warnoptions:
        _silence_packages()
    args = parser().parse_args(arguments)
    configure_logs()
    try:
        status: int = args.run(args)
        # Here, and not at the interpreter's end, where a closed pipe would leave a traceback.
        sys.stdout.flush()
    except BotError as exc:
        return _fail(str(exc))
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        sys.stdout = None
        return FAILURE
    except OSError as exc:
        return _fail(f"{exc.strerror or exc}{f': {exc.filename}' if exc.filename else ''}")
    return status


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    whole = argparse.ArgumentParser(prog="bot", description="The SEND strategy help bot.")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    groups = (serving, talking, training, evaluating, triage, keys, links, staff, audit, keeping)
    for group in (*groups, teaching):
        group.add_to(commands)
    return whole


def _silence_packages() -> None:
    """Let no warning through but Rasa's own of training data.

    The packages that Rasa pins are old, and warn of it whenever they are imported. A filter alone
    will not do: Sanic sets one of its own.
    """
    warnings.simplefilter("ignore")
    warnings.filterwarnings("default", category=UserWarning, module=r"rasa\.")
    warnings.showwarning = _show_warning


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    *_more: object,
    **_named: object,
) -> None:
    is_of_rasa = issubclass(category, UserWarning) and "rasa" in Path(filename).parts
    if is_of_rasa and not str(message).startswith(_NOT_FOR_US):
        print(f"bot: warning: {message}", file=sys.stderr)


def _fail(sentence: str) -> int:
    print(f"bot: {sentence}", file=sys.stderr)
    return FAILURE


if __name__ == "__main__":
    sys.exit(main())
