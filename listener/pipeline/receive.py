"""Receive: what is sent to a source is matched and committed before it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from listener.app import App
from listener.metrics.counters import MENTIONS
from listener.pipeline.match import arrivals
from listener.wording.masking import masked
from sources.base import Receiver, Request
from storage.records import Committed, Poll, SourceState


async def receive(app: App, name: str, source: Receiver, request: Request) -> Committed:
    """What became of what was sent. Raises SourceError where it is not signed as agreed, or not understood: nothing of
    it is kept, and the source is not worse off for what a stranger sends."""
    batch = await asyncio.to_thread(source.receive, request)
    brought = await arrivals(app, batch.mentions, name, live=True)
    now = app.clock.now()
    state = await app.read(app.store.source_state, name) or SourceState(name=name, next_due_at=now)
    after = replace(
        state, health="partial" if batch.partial else "ok", polled_at=now, last_success_at=now, first_done=True,
        failures=0, failing_since=None, last_error=None,
        notes=tuple(map(masked, (*batch.partial, *batch.notes, *brought.notes))),
    )  # fmt: skip
    refused = [replace(each, reason=masked(each.reason)) for each in (*batch.refused, *brought.refused)]
    poll = Poll(state=after, arrivals=tuple(brought.arrivals), refused=refused, deleted=batch.deleted)
    [done] = await app.write(app.store.commit_polls, [poll], now)
    MENTIONS.labels(name).inc(done.new)
    return done
