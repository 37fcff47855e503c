"""`bot serve`: the website and the API, until it is stopped."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys
from collections import ChainMap

from bot.commands.teaching import taught_in_order
from bot.commands.terminal import Commands, add_command
from bot.errors import CannotListen, DatabaseUnusable
from bot.settings import Settings, read_settings
from bot.training import model_for_current_inputs

SHUTDOWN_S = 10
"""How long answers that are under way may still take when it is stopped."""


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "serve", _serve, "serve the website and the API")
    command.add_argument("--host", help="the address to listen on, instead of HOST")
    command.add_argument("--port", help="the port, instead of PORT")


def _serve(args: argparse.Namespace) -> int:
    given = {"HOST": args.host, "PORT": args.port}
    settings = read_settings(ChainMap({k: v for k, v in given.items() if v}, os.environ))
    # A database that cannot be opened is told of by the server itself.
    with contextlib.suppress(DatabaseUnusable):
        taught_in_order()
    model = model_for_current_inputs()

    # Imported late: the other commands need no web server.
    import uvicorn

    from bot.web.app import create_app

    config = uvicorn.Config(
        create_app(settings, model),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # `bot.web` itself reads X-Forwarded-For, and only from trusted proxies.
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = uvicorn.Server(config)
    with _listener(settings) as listener:
        print(f"Serving {settings.public_url} (Ctrl-C stops it)", file=sys.stderr, flush=True)
        server.run(sockets=[listener])
    return 0 if server.started else 1


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except (OSError, UnicodeError) as exc:
        raise CannotListen(settings.host, settings.port, str(exc)) from exc
