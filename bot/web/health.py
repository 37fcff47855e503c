"""Is it up, is it ready, how does it do: for whatever watches the process."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.access import key_of
from bot.web.clients import is_local
from bot.web.metrics import CONTENT_TYPE
from bot.web.problems import DATABASE_DOWN, NOT_READY, ProblemError
from bot.web.service import Service, service_of


async def get_health(_request: Request) -> JSONResponse:
    """Tell that the process is up."""
    return JSONResponse({"status": "up"})


async def get_readiness(request: Request) -> JSONResponse:
    """Tell whether messages can be answered: model loaded, database reached."""
    service = service_of(request)
    if not _has_model(service):
        raise ProblemError(replace(NOT_READY, extra={"model": False}))
    try:
        await asyncio.to_thread(_ask_database, service)
    except SQLAlchemyError as exc:
        raise ProblemError(replace(DATABASE_DOWN, extra={"database": False})) from exc
    return JSONResponse({"status": "ready", "model": True, "database": True})


async def get_metrics(request: Request) -> Response:
    """Give the figures; from elsewhere than this machine, with a key of scope metrics."""
    if not is_local(request.scope):
        await key_of(request, "metrics")
    return Response(service_of(request).metrics.text(), media_type=CONTENT_TYPE)


def _has_model(service: Service) -> bool:
    return service.assistant is not None and service.assistant.is_ready()


def _ask_database(service: Service) -> None:
    with service.engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))


ROUTES = [
    Route("/healthz", get_health, methods=["GET"]),
    Route("/readyz", get_readiness, methods=["GET"]),
    Route("/metrics", get_metrics, methods=["GET"]),
]
