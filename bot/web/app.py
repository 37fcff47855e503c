"""Put the web together: `create_app` gives the ASGI application."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from bot.answers.parts import Library
from bot.answers.wording import load_wording
from bot.content.store import load_content
from bot.conversation import Answering
from bot.errors import BotError
from bot.logs import configure_logs
from bot.settings import CONTENT_FOLDER, Settings
from bot.store.database import migrate, open_database
from bot.store.journal import Journal
from bot.triage import recording
from bot.web import contact_api, health, messages, openapi, rasa_rest, triage_api
from bot.web.chat import contact
from bot.web.chat import routes as chat
from bot.web.chat.spoken import Speaker
from bot.web.clients import Clients
from bot.web.easy_words import EasyWords
from bot.web.headers import CommonHeaders, security_headers
from bot.web.housekeeping import keep_house
from bot.web.limits import BodyLimit, RateLimit
from bot.web.listeners import Listeners
from bot.web.metrics import CountRequests, Metrics
from bot.web.model_watch import follow_promotions, newest_change
from bot.web.problems import Problems
from bot.web.rendering import error_page, template_engine
from bot.web.service import Service
from bot.web.site import answers, crawlers, demo, embed, statements
from bot.web.site.public import open_public
from bot.web.staff import batch, case_forms, case_live, contact_page, export, insights, teaching
from bot.web.staff import routes as staff
from bot.web.staff.batch_job import sweep_batches
from bot.web.staff.desk import make_desk
from bot.web.staff.headers import StaffHeaders
from bot.web.static_files import FOLDER as STATIC_FOLDER
from bot.web.static_files import VersionedFiles
from bot.web.tokens import Tokens

LIMITED_PATHS = (
    "/api/v1/messages",
    "/api/v1/feedback",
    contact_api.PATH,
    "/chat/turns",
    "/chat/feedback",
)
LIMITED_PAGES = ("/chat", contact.PATH)

GiveUp = Callable[[str], None]


def leave(sentence: str) -> None:
    """End the process at once, with one sentence on standard error and status 1.

    `sys.exit` would let the event loop report everything that it cancels on the way.
    """
    print(sentence, file=sys.stderr, flush=True)
    os._exit(1)


def create_app(
    settings: Settings,
    assistant: Answering | Path,
    *,
    give_up: GiveUp = leave,
) -> Starlette:
    """Make the application.

    Given a model's file it loads the assistant in the background as it starts; when that fails
    `give_up` gets one sentence, and ends the process.
    Raises ContentError when the content cannot be answered from.
    """
    configure_logs()
    service = _service(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        starting = asyncio.create_task(_start(service, assistant))
        starting.add_done_callback(lambda task: _check(task, give_up))
        yield
        starting.cancel()
        service.engine.dispose()

    app = Starlette(
        routes=_routes(),
        middleware=_middleware(service),
        exception_handlers={HTTPException: _pass_on},
        lifespan=lifespan,
    )
    # A redirect to add a slash would repeat whatever host the client named.
    app.router.redirect_slashes = False
    app.state.service = service
    app.state.public = open_public(CONTENT_FOLDER, service.library)
    return app


def _service(settings: Settings) -> Service:
    content = load_content(CONTENT_FOLDER)
    library = Library(content, load_wording(CONTENT_FOLDER / "wording.yml"))
    engine = open_database(settings.database_url)
    return Service(
        settings=settings,
        library=library,
        engine=engine,
        journal=Journal(engine, recording),
        tokens=Tokens(settings.secret_key, settings.retention_days),
        clients=Clients(settings.trusted_proxies),
        pages=template_engine(library),
        metrics=Metrics(),
        listeners=Listeners(),
        desk=make_desk(settings, engine),
        speaker=Speaker(library.wording, EasyWords(content)),
    )


def _routes() -> list[BaseRoute]:
    cases = (*case_forms.ROUTES, *case_live.ROUTES, *contact_page.ROUTES)
    console = (staff.ROUTES, cases, teaching.ROUTES, batch.ROUTES, export.ROUTES, insights.ROUTES)
    groups = (chat.ROUTES, messages.ROUTES, rasa_rest.ROUTES, health.ROUTES, openapi.ROUTES)
    around = (answers.ROUTES, crawlers.ROUTES, demo.ROUTES, embed.ROUTES, statements.ROUTES)
    # Pages are not packed: their length would tell of the secrets in them (BREACH).
    packed = GZipMiddleware(VersionedFiles(STATIC_FOLDER))
    static = Mount("/static", packed, name="static")
    return [
        *(
            route
            for group in (*groups, contact_api.ROUTES, triage_api.ROUTES, *around, *console)
            for route in group
        ),
        static,
    ]


def _middleware(service: Service) -> list[Middleware]:
    """List what stands before the routes, outermost first."""
    settings = service.settings
    is_https = settings.public_url.startswith("https://")
    headers = security_headers(settings.frame_ancestors, is_https=is_https)
    return [
        Middleware(CommonHeaders, headers=headers, clients=service.clients),
        Middleware(StaffHeaders),
        Middleware(CountRequests, metrics=service.metrics),
        Middleware(Problems, page=error_page(service.pages)),
        Middleware(
            RateLimit,
            rate=settings.rate_limit,
            clients=service.clients,
            paths=LIMITED_PATHS,
            pages=LIMITED_PAGES,
        ),
        Middleware(
            BodyLimit,
            larger={
                triage_api.PATH: triage_api.MOST_BYTES,
                "/staff/cases/": case_forms.MOST_BYTES,
            },
            uploads={batch.BATCH: batch.MOST_BYTES},
        ),
    ]


async def _pass_on(_request: Request, exc: Exception) -> Response:
    """Leave Starlette's own refusals to `Problems`, which would else not see them."""
    raise exc


async def _start(service: Service, assistant: Answering | Path) -> None:
    """Bring the database up to date and load the model, off the event loop."""
    await asyncio.to_thread(migrate, service.engine)
    seen = await newest_change(service)
    if isinstance(assistant, Path):
        assistant = await asyncio.to_thread(_load, assistant)
    service.begin(assistant)
    await asyncio.gather(
        keep_house(service), follow_promotions(service, _load, seen), sweep_batches(service)
    )


def _load(model: Path) -> Answering:
    # Imported here, because Rasa takes seconds and the process shall say at once that it is up.
    from bot.assistant import Assistant

    return Assistant(model)


def _check(starting: asyncio.Task[None], give_up: GiveUp) -> None:
    """End the process when it could not start; a server without a model helps nobody."""
    exc = None if starting.cancelled() else starting.exception()
    if exc is None:
        return
    if isinstance(exc, BotError):
        give_up(f"The bot cannot start: {exc}")
    elif isinstance(exc, SQLAlchemyError):
        give_up("The bot cannot start: the database cannot be opened; check DATABASE_URL")
    else:
        traceback.print_exception(exc)
        give_up(f"The bot cannot start: {type(exc).__name__}; the lines above say where")
