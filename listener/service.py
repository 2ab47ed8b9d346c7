"""The service: all stages on their ticks, the web endpoint, reload, and a graceful stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from listener.app import App
from listener.config import changes, load
from listener.pipeline.bounce import read_bounces
from listener.pipeline.classify import classify
from listener.pipeline.escalate import escalate
from listener.pipeline.evaluate import evaluate
from listener.pipeline.housekeep import housekeep, rematch
from listener.pipeline.stages import Stages
from listener.schedule import scheduler
from listener.web.app import web
from storage.errors import ConfigError, ListenerError

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
        ticks = self._ticks()
        server = _Server(self._app)
        serving = asyncio.create_task(server.serve(sockets=[_place(self._app.config.listen)]))
        ticks.start()
        log.info("listening", sources=len(self._app.config.sources), queries=len(self._app.config.queries),
                 page=f"http://{self._app.config.listen}/")  # fmt: skip
        await self._stopping.wait()
        log.info("stopping; what is under way is finished first")
        ticks.shutdown(wait=False)
        server.should_exit = True
        await self._stages.stop(PATIENCE)
        with suppress(TimeoutError):
            await asyncio.wait_for(serving, PATIENCE)
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
        self._app.adopt(fresh)
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
            "deliver": (2, stages.deliverer.tick),
            "bounces": (60, lambda: read_bounces(app)),
            "housekeeping": (600, lambda: housekeep(app)),
            "rematch": (3600, lambda: rematch(app)),
            "config": (3, self._watch_config),
        })  # fmt: skip

    async def _classify(self) -> None:
        while not self._stopping.is_set() and await classify(self._app):
            pass


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the service decides when to stop."""

    def __init__(self, app: App) -> None:
        super().__init__(uvicorn.Config(web(app), log_level="warning", lifespan="off"))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _place(listen: str) -> socket.socket:
    """A socket at host:port. ListenerError if it cannot be had."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        what = f"the pages cannot be shown at {listen}: {error.strerror}"
        raise ListenerError(f"{what}; stop what uses it, or write another `listen` under [listener]") from error


def _modified(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


async def serve(app: App) -> None:
    """Run the service until it is told to stop."""
    await rematch(app)
    await Service(app).run()
