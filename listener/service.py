"""The service: all stages on their ticks, the web endpoint, reload, and a graceful stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

import structlog

from listener import timekeeper
from listener.actions.learning import learn
from listener.actions.making import follow
from listener.actions.polling import rounds_made
from listener.actions.reading_in import uploads_read
from listener.app import App
from listener.config.changes import at_start, changes, in_force, require_kept
from listener.config.loading import join, load
from listener.config.settling import Settling, look
from listener.logs import configure
from listener.pipeline.bounces import read_bounces
from listener.pipeline.classify import classify
from listener.pipeline.escalate import escalate
from listener.pipeline.evaluate import evaluate
from listener.pipeline.exporting import exports_written
from listener.pipeline.habits import watch_habits
from listener.pipeline.heartbeat import Heart
from listener.pipeline.housekeep import housekeep, rematch
from listener.pipeline.inbox import file_cases
from listener.pipeline.pulse import EVERY, STAGE, Pulse
from listener.pipeline.recheck import recheck
from listener.pipeline.remind import remind
from listener.pipeline.report import send_reports
from listener.pipeline.stages import Stages
from listener.pipeline.subscribe import subscribe
from listener.pipeline.tell import tell_troubles
from listener.pipeline.weekly import send_weekly
from listener.schedule import Tick, Ticks, begin_anew, scheduler
from listener.timekeeper import Timekeeper
from listener.web.server import served
from rules.query import Matcher
from storage.errors import ConfigError

log = structlog.get_logger()

PATIENCE = 20.0
Greeting = Callable[[App], Awaitable[None]]


class Service:
    """A running Listener."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stages = Stages(app)
        self._stopping = asyncio.Event()
        self._file = Settling(look(app.config.path))
        self._ticks = self._listed()
        self._pulse = Pulse(app)
        self._untold: list[str] | None = None  # what a reload changed that the store does not know yet

    async def run(self, greet: Greeting) -> None:
        """Work until told to stop (SIGINT, SIGTERM); SIGHUP reloads the configuration. Greet once the pages answer."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._file.ask)
        await self._begin({})
        async with (
            served(self._app),
            exports_written(self._app),
            uploads_read(self._app),
            rounds_made(self._app),
            self._alive(),
        ):
            await greet(self._app)
            await self._catch_up()
            if not self._stopping.is_set():
                await self._work()
        log.info("stopped")

    def stop(self) -> None:
        """Come to an end soon."""
        self._stopping.set()

    async def reload(self) -> None:
        """Read the configuration again; a wrong one is reported and the present one stays."""
        present, progress = self._app.config, self._app.progress
        try:
            fresh = await asyncio.to_thread(load, present.path)
            require_kept(present, fresh)
            fresh = await asyncio.to_thread(join, fresh, await self._app.read(self._app.store.made))
        except ConfigError as error:
            progress.refused = " ".join(str(error).split())
            log.error("the changed configuration is not used, the present one stays", problems=str(error))
            return
        for each in fresh.unfit:
            log.warning("what was made on a page does not fit the changed configuration", what=str(each))
        progress.refused, progress.restart = None, at_start(present, fresh)
        self._untold = [*(self._untold or ()), *changes(present, fresh)]
        self._app.adopt(in_force(present, fresh), await asyncio.to_thread(Matcher, fresh.queries, fresh.lists))
        configure(fresh.listener.log)
        await self._make_known(self._untold)

    async def _make_known(self, said: list[str]) -> None:
        """Let the store know what was adopted; where it cannot be written, the next look at the file does it."""
        await self._app.sync()
        await rematch(self._app)
        self._untold = None
        log.info("configuration reloaded", changes=said, from_the_next_start=list(self._app.progress.restart))

    async def _watch_config(self) -> None:
        await self._app.meet()
        if self._file.is_ready(look(self._app.config.path)):
            await self.reload()
        elif self._untold is not None:
            await self._make_known(self._untold)
        await follow(self._app)

    async def _begin(self, seconds: Mapping[str, float]) -> None:
        """A sign of life of a service that calls these stages every so many seconds, beside what it always does."""
        stages = {name: timedelta(seconds=every) for name, every in {**seconds, STAGE: EVERY}.items()}
        self._app.progress.begin(stages, self._app.clock.now())
        await self._pulse.beat()

    async def _catch_up(self) -> None:
        """Match stored mentions again, which may take a while: no stage is late meanwhile, and a stop need not wait."""
        matching = asyncio.create_task(rematch(self._app), name="rematch")
        stopping = asyncio.create_task(self._stopping.wait(), name="stop")
        await asyncio.wait((matching, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not matching.done():
            matching.cancel()
        with suppress(asyncio.CancelledError):
            await matching

    async def _work(self) -> None:
        await self._begin({name: every for name, (every, _) in self._ticks.items()} | {"clock": timekeeper.EVERY})
        ticks = scheduler(self._ticks, self._note)
        watch = Timekeeper(self._app, partial(begin_anew, ticks), self._note)
        await watch.start()
        ticks.start()
        keeping = asyncio.create_task(watch.keep(), name="timekeeper")
        config = self._app.config
        log.info("listening", sources=len(config.sources), queries=len(config.queries), page=config.listen)
        await self._stopping.wait()
        log.info("stopping; what is under way is finished first")
        keeping.cancel()
        await self._finish(ticks)

    async def _finish(self, ticks: Ticks) -> None:
        """Stages, then polls and messages: together they may take as long as if each were the only one."""
        end = self._app.clock.monotonic() + PATIENCE
        await ticks.settle(PATIENCE)
        await self._stages.stop(max(1.0, end - self._app.clock.monotonic()))
        ticks.end()

    @asynccontextmanager
    async def _alive(self) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._pulse.keep(), name="sign of life")
        try:
            yield
        finally:
            beating.cancel()
            await self._pulse.beat()

    def _note(self, stage: str, error: Exception | None) -> None:
        progress, now = self._app.progress, self._app.clock.now()
        if error is None:
            progress.succeeded(stage, now)
        else:
            progress.failed(stage, error, now)

    def _listed(self) -> dict[str, tuple[float, Tick]]:
        app, stages = self._app, self._stages
        return {
            "collect": (1, stages.collector.tick),
            "classify": (1, self._classify),
            "evaluate": (2, lambda: evaluate(app)),
            "inbox": (2, lambda: file_cases(app)),
            "escalate": (2, lambda: escalate(app)),
            "crisis": (10, lambda: remind(app)),
            "heartbeat": (5, Heart(app).beat),
            "test pages": (60, lambda: send_weekly(app)),
            "reports": (30, lambda: send_reports(app)),
            "deliver": (2, stages.deliverer.tick),
            "lessons": (300, lambda: learn(app)),
            "bounces": (60, lambda: read_bounces(app)),
            "housekeeping": (600, lambda: housekeep(app)),
            "habits": (900, lambda: watch_habits(app)),
            "troubles": (300, lambda: tell_troubles(app)),
            "recheck": (600, lambda: recheck(app)),
            "hubs": (60, lambda: subscribe(app)),
            "rematch": (30, lambda: rematch(app)),
            "config": (1, self._watch_config),
        }

    async def _classify(self) -> None:
        while not self._stopping.is_set() and await classify(self._app):
            self._note("classify", None)  # each batch of a great backlog is progress


async def serve(app: App, greet: Greeting) -> None:
    """Run the service until it is told to stop; once its pages answer, greet whoever started it."""
    await Service(app).run(greet)
