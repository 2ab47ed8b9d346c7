"""Poll chosen sources now, once, and say what each brought; or all of them, beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from operator import attrgetter

import structlog

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.pipeline.background import in_background, whenever
from listener.pipeline.collect import PollReport, poll
from listener.rounds import Answer, Round
from sources.base import Options, Source
from sources.wire.turns import Turns
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Poll, SourceState

log = structlog.get_logger()


async def begin_round(app: App, actor: Actor) -> Round:
    """Have all sources asked, due or not. Raises Denied, Conflict while that is being done, ListenerError where there
    is none."""
    check(actor, "sources")
    if app.round and app.round.ended_at is None:
        raise Conflict(f"all are being asked already, as {app.round.who.name} wanted; wait until that is done")
    total = len(_pollable(app, ()))
    if not total:
        raise ListenerError("there is no source that can be asked")
    app.round = Round(who=actor, began_at=app.clock.now(), total=total)
    app.round_asked.set()
    return app.round


def rounds_made(app: App) -> AbstractAsyncContextManager[None]:
    """Ask all sources whenever that is wanted, as long as this lasts."""
    return in_background(whenever(app.round_asked, lambda: make_round(app)), "rounds")


async def make_round(app: App) -> None:
    """Make the one that is wanted, if one is."""
    wanted = app.round
    if wanted is None or wanted.ended_at is not None:
        return

    def told(_: Poll) -> None:
        wanted.done += 1

    try:
        wanted.answers = [answer(each) for each in await poll_now(app, wanted.who, told=told)]
    except ListenerError as error:
        wanted.broken = f"{error}"
    except Exception as error:
        log.exception("not every source could be asked")
        wanted.broken = f"of a fault of the program ({type(error).__name__}), which its log tells of"
    finally:
        wanted.ended_at = app.clock.now()


def answer(report: PollReport) -> Answer:
    """What one source brought."""
    state = report.state
    return Answer(
        source=state.name,
        health=state.health,
        error=state.last_error,
        new=report.committed.new,
        failed=state.failures > 0,
    )


async def poll_now(
    app: App, actor: Actor, names: Sequence[str] = (), told: Callable[[Poll], None] = lambda _: None
) -> list[PollReport]:
    """Poll the named sources (all enabled ones if none is named), due or not, and commit what they bring.

    Where no service runs, the sources are announced as it would do; a service is left with those that it knows.
    `told` hears of each that has answered or failed. Raises Denied.
    """
    check(actor, "sources")
    with app.store.alone() as alone:
        if alone:
            await app.sync()
    turns = Turns(app.config.collect.concurrency)

    async def one(source: Options) -> Poll:
        async with turns.turn(source.name) as turn:
            polled = await poll(app, source, await _state(app, source.name), turn)
        told(polled)
        return polled

    polls = await asyncio.gather(*(one(source) for source in _pollable(app, names)))
    committed = await app.write(app.store.commit_polls, polls, app.clock.now())
    for each in polls:
        await audit(app, actor, f"asked {each.state.name} now", app.clock.now(), about="source", id=None)
    return [PollReport(await _state(app, each.state.name), done) for each, done in zip(polls, committed, strict=True)]


def _pollable(app: App, names: Sequence[str]) -> list[Options]:
    """By name."""
    polled = (source for source in app.config.sources if source.enabled and isinstance(source, Source))
    return sorted((source for source in polled if not names or source.name in names), key=attrgetter("name"))


async def _state(app: App, name: str) -> SourceState:
    """How a source is doing; one that was never polled is new."""
    known = await app.read(app.store.source_state, name)
    return known or SourceState(name=name, next_due_at=app.clock.now())
