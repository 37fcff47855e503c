"""Follow what is put into service: load the new model beside the old one, then change over.

No message is lost or waits: what the old model is answering it answers to the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation import Answering
from bot.errors import BotError
from bot.settings import MODEL_FOLDER
from bot.triage.promotion import Candidates, Change
from bot.web.service import Service

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 2.0
IDLE_S = 60.0
"""How long the old model must have been asked nothing to be let go: a long table that is being
sorted asks it again and again."""

Load = Callable[[Path], Answering]


@runtime_checkable
class _Closing(Protocol):
    def idle_s(self) -> float: ...

    def close(self) -> None: ...


async def newest_change(service: Service) -> Change | None:
    """Give what went into service last."""
    candidates = Candidates(service.engine, service.desk.audit)
    return await asyncio.to_thread(candidates.in_force)


async def follow_promotions(
    service: Service, load: Load, seen: Change | None, every_s: float = LOOK_EVERY_S
) -> None:
    """Take each model that goes into service after `seen`, until cancelled."""
    draining: set[asyncio.Task[None]] = set()
    while True:
        await asyncio.sleep(every_s)
        try:
            change = await newest_change(service)
        except SQLAlchemyError:
            log.warning("model.not_looked")
            continue
        if change is None or change == seen:
            continue
        model = MODEL_FOLDER / f"{change.fingerprint}.tar.gz"
        # It may be on its way: `bot rollback` trains it when it is gone.
        if not await asyncio.to_thread(model.is_file):
            continue
        seen = change
        old = await _taken(service, load, model)
        if old is not None:
            task = asyncio.create_task(_closed_later(old))
            draining.add(task)
            task.add_done_callback(draining.discard)


async def _taken(service: Service, load: Load, model: Path) -> Answering | None:
    """Change over to a model; give the assistant before. One that cannot be used is left."""
    try:
        new = await asyncio.to_thread(load, model)
    except (BotError, OSError):
        log.exception("model.not_taken", model=model.name)
        return None
    log.warning("model.taken", model=model.name)
    return service.swap(new)


async def _closed_later(old: Answering) -> None:
    if not isinstance(old, _Closing):
        return
    # Nothing tells of idleness: it is the lack of events.
    while (left := IDLE_S - old.idle_s()) > 0:  # noqa: ASYNC110
        await asyncio.sleep(left)
    await asyncio.to_thread(old.close)
