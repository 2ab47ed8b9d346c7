"""Poll chosen sources now, once, and say what each brought."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from listener.app import App
from listener.pipeline.collect import PollReport, poll
from sources.wire.turns import Turns
from storage.records import Poll, SourceState


async def poll_now(app: App, names: Sequence[str] = ()) -> list[PollReport]:
    """Poll the named sources (all enabled ones if none is named), due or not, and commit what they bring."""
    states = [state for state in await app.read(app.store.source_states) if not names or state.name in names]
    turns = Turns(app.config.collect.concurrency)

    async def one(state: SourceState) -> Poll:
        async with turns.turn(state.name) as turn:
            return await poll(app, state, turn)

    polls = await asyncio.gather(*(one(state) for state in states))
    committed = await app.write(app.store.commit_polls, polls, app.clock.now())
    after = {state.name: state for state in await app.read(app.store.source_states)}
    return [PollReport(after[each.state.name], done) for each, done in zip(polls, committed, strict=True)]
