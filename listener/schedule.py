"""The service's ticks: a handful of fixed intervals; what is due stands in the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.errors import ListenerError

log = structlog.get_logger()

Tick = Callable[[], Awaitable[object]]
Told = Callable[[str, Exception | None], None]
"""Hears of each call of a stage: its name, and what it failed with."""


def scheduler(ticks: dict[str, tuple[float, Tick]], told: Told) -> AsyncIOScheduler:
    """A scheduler that calls each tick every so many seconds: never twice at once, and late rather than not at all."""
    made = AsyncIOScheduler(timezone="UTC")
    for name, (seconds, tick) in ticks.items():
        made.add_job(
            _guarded(name, tick, told),
            "interval",
            seconds=seconds,
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return made


def _guarded(name: str, tick: Tick, told: Told) -> Tick:
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
