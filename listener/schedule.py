"""The service's ticks: a handful of fixed intervals; what is due stands in the store."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from storage.errors import ListenerError

log = structlog.get_logger()

Tick = Callable[[], Awaitable[object]]


class Every(BaseTrigger):  # type: ignore[misc]  # the package ships no types
    """Fires every so many seconds. What was missed is not made up for: after a week of sleep a tick is due once, where
    the package's own trigger would count 600,000 of them one by one."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        usual = (previous_fire_time or now) + self._pause
        return usual if usual > now else now + self._pause


def scheduler(ticks: dict[str, tuple[float, Tick]]) -> AsyncIOScheduler:
    """A scheduler that calls each tick every so many seconds: never twice at once, and late rather than not at all."""
    # A tick that outlasts its interval is usual, and no trouble.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    made = AsyncIOScheduler(timezone="UTC")
    for name, (seconds, tick) in ticks.items():
        made.add_job(
            guarded(name, tick),
            Every(seconds),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return made


def begin_anew(ticks: AsyncIOScheduler, now: datetime) -> None:
    """Count all intervals from now on: the scheduler goes by a clock that was set."""
    for job in ticks.get_jobs():
        job.modify(next_run_time=job.trigger.get_next_fire_time(None, now))


def guarded(name: str, tick: Tick) -> Tick:
    """A tick that fails is logged and comes again: nothing it had claimed is lost, since claims run out.

    A trouble that lasts is told once, not at every tick.
    """
    told = ""

    async def run() -> None:
        nonlocal told
        try:
            await tick()
        except ListenerError as error:
            if str(error) != told:
                log.error("a stage cannot work; it is tried again and again", stage=name, error=str(error))
            told = str(error)
        except Exception:
            log.exception("a stage failed; it is tried again", stage=name)
        else:
            if told:
                log.info("a stage works again", stage=name)
            told = ""

    return run
