"""The service's ticks: a handful of fixed intervals; what is due stands in the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from storage.errors import ListenerError

log = structlog.get_logger()

Tick = Callable[[], Awaitable[object]]
Told = Callable[[str, Exception | None], None]
"""Hears of each call of a stage: its name, and what it failed with."""


class Every(BaseTrigger):  # type: ignore[misc]  # the package ships no types
    """Fires every so many seconds. What was missed is not made up for: after a week of sleep a tick is due once, where
    the package's own trigger would count 600,000 of them one by one."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        usual = (previous_fire_time or now) + self._pause
        return usual if usual > now else now + self._pause


class _Calls(AsyncIOExecutor):  # type: ignore[misc]
    """Tells what is under way, which the package's own executor keeps to itself."""

    @property
    def under_way(self) -> set[asyncio.Future[object]]:
        return set(self._pending_futures)


class Ticks(AsyncIOScheduler):  # type: ignore[misc]
    """The package's scheduler, which can be stopped without breaking off what is under way."""

    def __init__(self) -> None:
        self._calls = _Calls()
        super().__init__(timezone="UTC", executors={"default": self._calls})

    async def settle(self, patience: float) -> None:
        """Start nothing more, and give what is under way `patience` seconds."""
        self.pause()
        if under_way := self._calls.under_way:
            await asyncio.wait(under_way, timeout=patience)

    def end(self) -> None:
        """Break off what is still under way."""
        if under_way := self._calls.under_way:
            log.warning("stages that took too long are broken off", stages=len(under_way))
            logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # else each shows as a traceback
        self.shutdown(wait=False)


def scheduler(ticks: dict[str, tuple[float, Tick]], told: Told) -> Ticks:
    """A scheduler that calls each tick every so many seconds: never twice at once, and late rather than not at all."""
    # A tick that outlasts its interval is usual, and no trouble.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    made = Ticks()
    for name, (seconds, tick) in ticks.items():
        made.add_job(
            guarded(name, tick, told),
            Every(seconds),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return made


def begin_anew(ticks: Ticks, now: datetime) -> None:
    """Count all intervals from now on: the scheduler goes by a clock that was set."""
    for job in ticks.get_jobs():
        job.modify(next_run_time=job.trigger.get_next_fire_time(None, now))


def guarded(name: str, tick: Tick, told: Told) -> Tick:
    """A tick that fails is logged and comes again: nothing it had claimed is lost, since claims run out.

    A trouble that lasts is told once, not at every tick.
    """
    known = ""

    async def run() -> None:
        nonlocal known
        try:
            await tick()
        except ListenerError as error:
            if str(error) != known:
                log.error("a stage cannot work; it is tried again and again", stage=name, error=str(error))
            known = str(error)
            told(name, error)
        except Exception as error:
            log.exception("a stage failed; it is tried again", stage=name)
            told(name, error)
        else:
            if known:
                log.info("a stage works again", stage=name)
            known = ""
            told(name, None)

    return run
