"""What the server does by itself beside answering: finish what a crash left, purge each night."""

from __future__ import annotations

import asyncio
import datetime as dt

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import utc_now
from bot.store.retention import Retention, purge
from bot.web.service import Service

log = structlog.get_logger(__name__)

PURGE_AT = dt.time(2, 30)
"""When the purge runs, in UTC: at night in England, summer and winter."""


async def keep_house(service: Service) -> None:
    """Answer what was left unanswered, then purge each night, until cancelled."""
    try:
        count = await service.conversations.answer_what_was_left()
        log.warning("housekeeping.answered_what_was_left", count=count) if count else None
    except SQLAlchemyError:
        log.exception("housekeeping.failed", job="answer_what_was_left")
    while True:
        await asyncio.sleep(seconds_until(PURGE_AT, utc_now()))
        await purge_once(service)


async def purge_once(service: Service) -> None:
    """Purge what is past its time; a database that is busy is tried again the next night."""
    retention = Retention(service.settings.retention_days)
    try:
        count = await asyncio.to_thread(purge, service.engine, retention, utc_now())
    except SQLAlchemyError:
        log.exception("housekeeping.failed", job="purge")
    else:
        log.info("housekeeping.purged", conversations=count)


def seconds_until(time: dt.time, now: dt.datetime) -> float:
    """Give how long it is from now to the next time of day, in seconds; never 0."""
    then = dt.datetime.combine(now.date(), time)
    if then <= now:
        then += dt.timedelta(days=1)
    return (then - now).total_seconds()
