"""The service: all stages on their ticks, the web endpoint, reload, and a graceful stop."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from listener.app import App
from listener.config.changes import changes
from listener.config.loading import load
from listener.pipeline.bounces import read_bounces
from listener.pipeline.classify import classify
from listener.pipeline.escalate import escalate
from listener.pipeline.evaluate import evaluate
from listener.pipeline.heartbeat import Heart
from listener.pipeline.housekeep import housekeep, rematch
from listener.pipeline.remind import remind
from listener.pipeline.stages import Stages
from listener.pipeline.weekly import send_weekly
from listener.schedule import begin_anew, scheduler
from listener.timekeeper import Timekeeper
from listener.web.server import served
from rules.query import Matcher
from storage.errors import ConfigError

log = structlog.get_logger()

PATIENCE = 20.0


class Service:
    """A running Listener."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stages = Stages(app)
        self._stopping = asyncio.Event()
        self._config_time = _modified(app.config.path)

    async def run(self) -> None:
        """Work until told to stop (SIGINT, SIGTERM); SIGHUP reloads the configuration."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self.reload()))
        async with served(self._app):
            ticks = self._ticks()
            timekeeper = Timekeeper(self._app, partial(begin_anew, ticks))
            await timekeeper.start()
            ticks.start()
            keeping = asyncio.create_task(timekeeper.keep(), name="timekeeper")
            config = self._app.config
            log.info("listening", sources=len(config.sources), queries=len(config.queries), page=config.listen)
            await self._stopping.wait()
            log.info("stopping; what is under way is finished first")
            keeping.cancel()
            ticks.shutdown(wait=False)
            await self._stages.stop(PATIENCE)
        log.info("stopped")

    def stop(self) -> None:
        """Come to an end soon."""
        self._stopping.set()

    async def reload(self) -> None:
        """Read the configuration again; a wrong one is reported and the present one stays."""
        try:
            fresh = await asyncio.to_thread(load, self._app.config.path)
        except ConfigError as error:
            log.error("the changed configuration is not used, the present one stays", problems=str(error))
            return
        said = changes(self._app.config, fresh)
        self._app.adopt(fresh, await asyncio.to_thread(Matcher, fresh.queries, fresh.lists))
        await self._app.sync()
        await rematch(self._app)
        log.info("configuration reloaded", changes=said)

    async def _watch_config(self) -> None:
        modified = _modified(self._app.config.path)
        if modified != self._config_time:
            self._config_time = modified
            await self.reload()

    def _ticks(self) -> AsyncIOScheduler:
        app, stages = self._app, self._stages
        return scheduler({
            "collect": (1, stages.collector.tick),
            "classify": (1, self._classify),
            "evaluate": (2, lambda: evaluate(app)),
            "escalate": (2, lambda: escalate(app)),
            "crisis": (10, lambda: remind(app)),
            "heartbeat": (5, Heart(app).beat),
            "test pages": (60, lambda: send_weekly(app)),
            "deliver": (2, stages.deliverer.tick),
            "bounces": (60, lambda: read_bounces(app)),
            "housekeeping": (600, lambda: housekeep(app)),
            "rematch": (3600, lambda: rematch(app)),
            "config": (3, self._watch_config),
        })  # fmt: skip

    async def _classify(self) -> None:
        while not self._stopping.is_set() and await classify(self._app):
            pass


def _modified(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


async def serve(app: App) -> None:
    """Run the service until it is told to stop."""
    await rematch(app)
    await Service(app).run()
