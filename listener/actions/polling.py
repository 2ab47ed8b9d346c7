"""Poll chosen sources now, once, and say what each brought."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from operator import attrgetter

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.pipeline.collect import PollReport, poll
from sources.base import Options, Source
from sources.wire.turns import Turns
from storage.records import Actor, Poll, SourceState


async def poll_now(app: App, actor: Actor, names: Sequence[str] = ()) -> list[PollReport]:
    """Poll the named sources (all enabled ones if none is named), due or not, and commit what they bring.

    Where no service runs, the sources are announced as it would do; a service is left with those that it knows.
    Raises Denied.
    """
    check(actor, "sources")
    with app.store.alone() as alone:
        if alone:
            await app.sync()
    polled = (source for source in app.config.sources if source.enabled and isinstance(source, Source))
    enabled = (source for source in polled if not names or source.name in names)
    chosen = sorted(enabled, key=attrgetter("name"))
    turns = Turns(app.config.collect.concurrency)

    async def one(source: Options) -> Poll:
        async with turns.turn(source.name) as turn:
            return await poll(app, source, await _state(app, source.name), turn)

    polls = await asyncio.gather(*(one(source) for source in chosen))
    committed = await app.write(app.store.commit_polls, polls, app.clock.now())
    for each in polls:
        await audit(app, actor, f"asked {each.state.name} now", app.clock.now(), about="source", id=None)
    return [PollReport(await _state(app, each.state.name), done) for each, done in zip(polls, committed, strict=True)]


async def _state(app: App, name: str) -> SourceState:
    """How a source is doing; one that was never polled is new."""
    known = await app.read(app.store.source_state, name)
    return known or SourceState(name=name, next_due_at=app.clock.now())
