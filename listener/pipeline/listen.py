"""Listen: sources that go on sending. What matches is gathered, and committed together with where the stream is.

A stream is listened to by a task of its own; nothing that it brings counts before it is committed, and where that could
not be, the next connection begins at the last commit. So a kill at any instant loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import cast

import structlog

from listener.app import App
from listener.metrics.counters import BEHIND, EVENTS, FAILED_POLLS, MENTIONS, POLLS
from listener.pipeline.admit import Brought
from listener.pipeline.heard import Heard, broken, ended, listening
from listener.pipeline.match import arrivals, telling
from sources.base import Options, Stream
from sources.wire.turns import Turns
from storage.errors import Broken, SourceError, StoreError
from storage.records import Poll, SourceState

log = structlog.get_logger()

SELDOM = 10.0
"""Seconds between two commits of a stream that brings nothing to read."""
LASTING = 60.0
"""Seconds after which a connection that ends was none that failed."""
MOST = 20_000
"""Mentions and deletions that wait to be committed; then the stream has to wait."""


class Ear:
    """One stream that is listened to.

    Attributes:
        before: How it was at the last commit.
        opened: When it was connected, by the clock that only goes on; None: it is not, yet.
        told: When its last commit was, by the same clock.
        end: Why it has ended.
    """

    def __init__(self, app: App, source: Options, before: SourceState) -> None:
        self.source, self.before, self.ask = source, before, app.matcher.ask
        self.heard = Heard()
        self.opened: float | None = None
        self.told: float | None = None
        self.end: SourceError | None = None
        self._app, self._room, self._taken = app, asyncio.Event(), 0
        self.task = asyncio.create_task(self._run(), name=f"listen {source.name}")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.end is not None or self.task.done()

    def wants(self, now: float) -> bool:
        """Whether there is something to be committed."""
        if self.is_over or self.opened is None:
            return self.is_over
        return self.told is None or self.heard.is_urgent or now - self.told >= SELDOM

    def take(self) -> Heard:
        """What was heard since the last time."""
        taken, self.heard = self.heard, Heard()
        self._taken = len(taken)
        return taken

    def give_back(self, taken: Heard) -> None:
        """What could not be committed waits for the next time."""
        self.heard, self._taken = taken.after(self.heard), 0

    def committed(self, state: SourceState, at: float) -> None:
        """What was taken is stored; there is room for more."""
        self.before, self.told, self._taken = state, at, 0
        self._room.set()

    async def _run(self) -> None:
        POLLS.labels(self.source.name).inc()
        try:
            async with Turns(1).turn(self.source.name):
                await self._listen()
            self.end = Broken("the connection ended; it is opened again")
        except SourceError as error:
            self.end = error
        except Exception as error:
            log.exception("a stream failed in an unforeseen way", source=self.source.name)
            self.end = Broken(f"a fault in reading it: {error!r}")

    async def _listen(self) -> None:
        stream = cast("Stream", self.source).stream(self._app.net, self.before.cursor, self.ask)
        async with aclosing(stream) as batches:  # type: ignore[type-var]
            async for batch in batches:
                live = self.before.first_done or self.opened is not None
                mentions = await telling(self._app, batch.mentions, self.source.name, batch.edited)
                brought = await arrivals(self._app, mentions, self.source.name, live=live) if mentions else Brought()
                self.heard.take(batch, brought)
                EVENTS.labels(self.source.name).inc(batch.events)
                if self.opened is None:
                    self.opened = self._app.clock.monotonic()
                await self._wait_for_room()

    async def _wait_for_room(self) -> None:
        if len(self.heard) + self._taken >= MOST:
            self._room.clear()
            await self._room.wait()


class Streams:
    """All streams that this process listens to."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._ears: dict[str, Ear] = {}
        self._failures: dict[str, int] = {}
        self._is_new = True

    def begin(self, source: Options, state: SourceState) -> None:
        """Listen to a stream from where its last commit left it; one that is listened to is left alone."""
        if source.name not in self._ears:
            self._app.troubles.is_over("source", source.name)
            self._ears[source.name] = Ear(self._app, source, state)

    async def tick(self) -> None:
        """Commit what was heard; leave streams that are configured in another way now."""
        if self._is_new:
            await self._resume()
        await self._leave([ear for ear in self._ears.values() if self._is_outdated(ear)])
        now = self._app.clock.monotonic()
        await self._commit([ear for ear in self._ears.values() if ear.wants(now)])

    async def stop(self) -> None:
        """Leave every stream, with what it has brought."""
        await self._leave(list(self._ears.values()))

    async def _resume(self) -> None:
        """What a process that is gone listened to is due at once."""
        states = {state.name: state for state in await self._app.read(self._app.store.source_states)}
        streams = [source.name for source in self._app.config.sources if isinstance(source, Stream)]
        resumed = [name for name in streams if name in states and not states[name].failures]
        if resumed:
            await self._app.write(self._app.store.release, resumed, self._app.clock.now())
        self._is_new = False

    def _is_outdated(self, ear: Ear) -> bool:
        configured = self._app.config.source(ear.source.name)
        asked = ear.source.about.searches and ear.ask != self._app.matcher.ask
        return configured != ear.source or not ear.source.enabled or asked

    async def _leave(self, ears: Sequence[Ear]) -> None:
        for ear in ears:
            ear.task.cancel()
        await asyncio.gather(*(ear.task for ear in ears), return_exceptions=True)
        await self._commit([ear for ear in ears if ear.end or ear.opened is not None])
        for ear in ears:
            self._ears.pop(ear.source.name, None)
        if ears:
            await self._app.write(self._app.store.release, [ear.source.name for ear in ears], self._app.clock.now())

    async def _commit(self, ears: Sequence[Ear]) -> None:
        """All together; where one cannot be stored, each alone, and that one begins at its last commit again."""
        taken = [(ear, ear.take()) for ear in ears]
        polls, over = [self._poll(ear, heard) for ear, heard in taken], [ear.is_over for ear in ears]
        if not polls:
            return
        try:
            done = await self._app.write(self._app.store.commit_polls, polls, self._app.clock.now())
        except StoreError:
            for ear, heard in taken:
                ear.give_back(heard)
            raise
        except Exception as error:  # noqa: BLE001 - whatever one of them does, the others must be stored
            await self._commit_apart(taken, error)
            return
        for ear, poll, was_over, committed in zip(ears, polls, over, done, strict=True):
            MENTIONS.labels(ear.source.name).inc(committed.new)
            self._committed(ear, poll.state, was_over=was_over)

    async def _commit_apart(self, taken: Sequence[tuple[Ear, Heard]], error: Exception) -> None:
        if len(taken) > 1:
            for ear, heard in taken:
                ear.give_back(heard)
            for ear, _ in taken:
                await self._commit([ear])
            return
        [(ear, heard)] = taken
        if not heard:
            raise error
        log.error("what a stream brought cannot be stored", source=ear.source.name, exc_info=error)
        ear.task.cancel()
        await asyncio.gather(ear.task, return_exceptions=True)
        ear.take()  # none of it: it comes again, from the last commit on
        ear.opened, ear.end = None, Broken(f"what it brought cannot be stored: {error}")
        await self._commit([ear])

    def _poll(self, ear: Ear, heard: Heard) -> Poll:
        now, clock = self._app.clock.now(), self._app.clock.monotonic()
        if heard.until:
            BEHIND.labels(ear.source.name).set(max(0.0, (now - heard.until).total_seconds()))
        state = listening(ear.before, heard, ear.source.every, now) if ear.opened is not None else ear.before
        if ear.end and ear.opened is not None and clock - ear.opened >= LASTING:
            state = ended(state, ear.end, now)
        elif ear.end:
            state = broken(state, ear.end, self._failures.get(ear.source.name, 0) + 1, now)
        return heard.poll(state)

    def _committed(self, ear: Ear, state: SourceState, *, was_over: bool) -> None:
        name, clock = ear.source.name, self._app.clock.monotonic()
        ear.committed(state, clock)
        if was_over:
            self._ears.pop(name, None)
        if was_over and state.failures:
            self._failures[name] = state.failures
            FAILED_POLLS.labels(name).inc()
            log.warning("source failed", source=name, health=state.health, error=state.last_error)
        if ear.opened is not None and clock - ear.opened >= LASTING:
            self._failures.pop(name, None)
