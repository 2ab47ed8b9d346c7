"""Collect: poll the sources that are due, match what they bring, commit it together with each source's progress."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from time import perf_counter

import structlog

from listener.app import App
from listener.metrics.counters import FAILED_POLLS, MENTIONS, POLL_SECONDS, POLLS
from listener.pipeline.admit import Brought
from listener.pipeline.listen import Streams
from listener.pipeline.match import arrivals
from listener.pipeline.next_poll import after_failure, after_success
from listener.wording.masking import masked
from sources.apis.usage import spent
from sources.base import Options, Source, Stream
from sources.wire.turns import Turn, Turns
from storage.errors import Broken, SourceError, StoreError
from storage.records import Batch, Committed, Health, Poll, SourceState

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
COMMIT_TOGETHER = 100
SOON = timedelta(seconds=30)
"""After so long a source that has more is asked again."""
HEARD = timedelta(seconds=10)
"""A source of which a hub announces news is not polled more often."""
SELDOM = timedelta(days=1)
"""How long a source that is not asked, but sent to, is not looked at again."""
LEFT_ALONE = timedelta(minutes=1)
"""How long a source that this process does not know is not looked at again."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll of one source came to."""

    state: SourceState
    committed: Committed


@dataclass(frozen=True, slots=True)
class _Finished:
    """A poll, with the source as it was configured and as it stood when the poll began."""

    source: Options
    before: SourceState
    poll: Poll


class Collector:
    """Polls run side by side; one that hangs holds up nobody. Finished ones are committed in groups."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._turns = Turns(app.config.collect.concurrency)
        self._polling: set[asyncio.Task[None]] = set()
        self._finished: asyncio.Queue[_Finished] = asyncio.Queue()
        self._streams = Streams(app)
        self.reports: dict[str, PollReport] = {}

    async def tick(self) -> None:
        """Commit what has finished, and start the polls that are due, as many as there are free places.

        While what was brought cannot be stored, it waits here, and nothing else is asked for.
        """
        await self._streams.tick()
        await self._commit_finished()
        await self._hear_hubs()
        if self._turns.count != self._app.config.collect.concurrency:
            self._turns = Turns(self._app.config.collect.concurrency)
        if (free := self._turns.free) > 0:
            await self._start(await self._app.write(self._app.store.claim_due, self._app.clock.now(), LEASE, free))

    async def _hear_hubs(self) -> None:
        """What hubs announce is due now: once its last poll is some seconds old, and unless it wants to be left alone.
        One that is being polled is polled once more, since it may have been asked too early."""
        now = self._app.clock.now()
        for name in sorted(self._app.announced - {task.get_name().removeprefix("poll ") for task in self._polling}):
            state = await self._app.read(self._app.store.source_state, name)
            if state and state.polled_at and now - state.polled_at < HEARD and not state.failures:
                continue
            self._app.announced.discard(name)
            if state and not state.failures:
                await self._app.write(self._app.store.release, [name], now)

    async def settle(self) -> None:
        """Wait until every poll that was started is committed."""
        while self._polling or not self._finished.empty():
            if self._polling:
                await asyncio.wait(self._polling, return_when=asyncio.FIRST_COMPLETED)
            await self._commit_finished()

    async def stop(self, patience: float) -> None:
        """Give running polls `patience` seconds, then abandon them: their lease ends and they are polled again.
        Streams are left at once, with what they have brought."""
        await self._streams.stop()
        if self._polling:
            await asyncio.wait(self._polling, timeout=patience)
        for task in self._polling:
            task.cancel()
        await asyncio.gather(*self._polling, return_exceptions=True)
        await self._commit_finished()

    async def _start(self, states: Sequence[SourceState]) -> None:
        under_way = {task.get_name() for task in self._polling}  # one that waits long has just renewed its lease
        unknown, sent_to = [], []
        for state in states:
            source = self._app.config.source(state.name)
            if isinstance(source, Stream):
                self._streams.begin(source, state)
            elif source and not isinstance(source, Source):
                sent_to.append(state.name)
            elif source and f"poll {state.name}" not in under_way:
                self._begin(source, state)
            elif source is None:
                unknown.append(state.name)
        if unknown:
            await self._leave_alone(unknown)
        if sent_to:
            await self._app.write(self._app.store.release, sent_to, self._app.clock.now() + SELDOM)

    def _begin(self, source: Options, state: SourceState) -> None:
        self._app.troubles.is_over("source", source.name)
        task = asyncio.create_task(self._poll(source, state), name=f"poll {source.name}")
        self._polling.add(task)
        task.add_done_callback(self._polling.discard)

    async def _leave_alone(self, names: Sequence[str]) -> None:
        """A process with another configuration announced them, or a reload is just taking them away: no failure."""
        await self._app.write(self._app.store.release, names, self._app.clock.now() + LEFT_ALONE)
        for name in names:
            if self._app.troubles.is_new("source", name, KeyError(name)):
                log.warning("a source that this configuration does not know is left alone", source=name)

    async def _poll(self, source: Options, state: SourceState) -> None:
        async with self._turns.turn(source.name) as turn:
            await self._finished.put(_Finished(source, state, await poll(self._app, source, state, turn)))

    async def _commit_finished(self) -> None:
        while not self._finished.empty():
            count = min(self._finished.qsize(), COMMIT_TOGETHER)
            await self._commit([self._finished.get_nowait() for _ in range(count)])

    async def _commit(self, finished: Sequence[_Finished]) -> None:
        store, now = self._app.store, self._app.clock.now()
        polls = [each.poll for each in finished]
        try:
            done = await self._app.write(store.commit_polls, polls, now)
        except StoreError:
            for one in finished:  # the store itself is in trouble: they are committed once it works again
                self._finished.put_nowait(one)
            raise
        except Exception as error:  # noqa: BLE001 - whatever one batch does, the others must be stored
            await self._commit_apart(finished, error)
            return
        for each, committed in zip(polls, done, strict=True):
            self.reports[each.state.name] = PollReport(each.state, committed)
            MENTIONS.labels(each.state.name).inc(committed.new)

    async def _commit_apart(self, finished: Sequence[_Finished], error: Exception) -> None:
        """One batch that cannot be stored must not take the others along: each on its own, the bad one as a failure."""
        if len(finished) > 1:
            waiting = deque(finished)
            try:
                while waiting:
                    await self._commit([waiting.popleft()])
            finally:
                for one in waiting:
                    self._finished.put_nowait(one)
        elif finished[0].poll.arrivals:
            one = finished[0]
            log.error("what a source brought cannot be stored", source=one.before.name, exc_info=error)
            unstorable = Broken(f"what it brought cannot be stored: {error}")
            # From where it stood before: nothing that is neither stored nor put aside is passed over.
            unstorable.cursor = spent(one.before.cursor, one.poll.state.cursor)
            await self._commit([replace(one, poll=_failed(self._app, one.source, one.before, unstorable, 0.0))])
        else:
            raise error


async def poll(app: App, source: Options, state: SourceState, turn: Turn) -> Poll:
    """Ask one source what is there now. Never raises: a failure becomes the source's visible state."""
    started = perf_counter()
    POLLS.labels(state.name).inc()

    def took() -> float:
        return perf_counter() - started - turn.waited

    try:
        try:
            async with turn.limited(app.config.collect.timeout.total_seconds()):
                batch = await _batch(app, source, state)
            brought = await arrivals(app, batch.mentions, source.name, live=state.first_done, row_ids=source.row_ids)
            return _succeeded(app, source, state, batch, brought, took())
        except SourceError as error:
            return _failed(app, source, state, error, took())
        except TimeoutError:
            slow = Broken("it took too long to answer; it is tried again later")
            return _failed(app, source, state, slow, took())
    except Exception as error:  # also where what a plug-in said of its failure cannot be used
        log.exception("a source failed in an unforeseen way", source=state.name)
        return _failed(app, source, state, Broken(f"a fault in reading it: {error!r}"), took())


async def _batch(app: App, source: Options, state: SourceState) -> Batch:
    assert isinstance(source, Source)
    return await source.poll(app.net, state.cursor, app.matcher.ask)


def _succeeded(app: App, source: Options, state: SourceState, batch: Batch, brought: Brought, took: float) -> Poll:
    now = app.clock.now()
    POLL_SECONDS.labels(state.name).observe(took)
    after = replace(
        state, health=_health(batch), cursor=batch.cursor, polled_at=now, last_success_at=now, latency=took,
        next_due_at=after_success(state.name, _pause(source, batch), now, batch.not_before), lease_until=None,
        failures=0, failing_since=None, last_error=None, first_done=state.first_done or not batch.more,
        notes=tuple(map(masked, (*batch.partial, *batch.notes, *brought.notes))),
    )  # fmt: skip
    refused = [replace(each, reason=masked(each.reason)) for each in (*batch.refused, *brought.refused)]
    arrivals = tuple(brought.arrivals)
    return Poll(state=after, arrivals=arrivals, refused=refused, again=batch.again, deleted=batch.deleted)


def _health(batch: Batch) -> Health:
    if batch.partial:
        return "partial"
    return "unchanged" if batch.unchanged else "ok" if batch.mentions or batch.refused else "empty"


def _pause(source: Options, batch: Batch) -> timedelta:
    """Until the next poll; soon where there is more to be had."""
    return min(source.every, SOON) if batch.more else source.every


def _failed(app: App, source: Options, state: SourceState, error: SourceError, took: float) -> Poll:
    now = app.clock.now()
    failures = state.failures + 1
    FAILED_POLLS.labels(state.name).inc()
    said = masked(str(error))
    log.warning("source failed", source=state.name, health=error.health, error=said, failures=failures)
    after = replace(
        state, health=error.health, polled_at=now, latency=took, failures=failures, last_error=said,
        cursor=state.cursor if error.cursor is None else error.cursor,
        next_due_at=after_failure(
            state.name, source.every, now, failures, error.not_before, ever=state.last_success_at is not None
        ),
        lease_until=None, failing_since=state.failing_since or now,
    )  # fmt: skip
    return Poll(state=after)
