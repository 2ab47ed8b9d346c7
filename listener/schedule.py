"""The service's ticks: a handful of fixed intervals; what is due stands in the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.errors import ListenerError

log = structlog.get_logger()

Tick = Callable[[], Awaitable[object]]


def scheduler(ticks: dict[str, tuple[float, Tick]]) -> AsyncIOScheduler:
    """A scheduler that calls each tick every so many seconds: never twice at once, and late rather than not at all."""
    made = AsyncIOScheduler(timezone="UTC")
    for name, (seconds, tick) in ticks.items():
        made.add_job(
            _guarded(name, tick),
            "interval",
            seconds=seconds,
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return made


def _guarded(name: str, tick: Tick) -> Tick:
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
