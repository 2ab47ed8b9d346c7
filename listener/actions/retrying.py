"""What was put aside: read again after an upgrade or when its source has been corrected, or let be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.pipeline.collect import poll
from listener.pipeline.match import arrivals
from listener.wording.figures import counted
from sources.base import Options, Source
from sources.wire.turns import Turns
from storage.records import Actor, Mention, Poll, PutAside, SourceState


@dataclass(frozen=True, slots=True)
class RetryReport:
    """What became of what was put aside of one source.

    Attributes:
        left: What is put aside now.
        error: Why the source could not be read again; None where it could, or did not need to be.
    """

    source: str
    tried: int
    left: Sequence[PutAside]
    error: str | None = None


async def retry(app: App, source: str | None, actor: Actor) -> list[RetryReport]:
    """Try everything again that was put aside, of one source or of all.

    Posts are stored as they were kept, and never alert. For rows that never became posts their source is read anew,
    with all that it has now.
    """
    check(actor, "sources")
    aside = await app.read(app.store.put_aside, source)
    by_source = groupby(sorted(aside, key=attrgetter("source")), attrgetter("source"))
    done = [await _retry(app, name, list(group)) for name, group in by_source]
    for each in done:
        what = f"tried {counted(each.tried, 'row')} of {each.source} again that could not be read or stored"
        await audit(app, actor, what, app.clock.now(), about="source", id=None)
    return done


async def dismiss(app: App, source: str | None, actor: Actor) -> int:
    """Let be what is put aside, of one source or of all; how many rows nobody had dismissed before."""
    check(actor, "sources")
    number = await app.write(app.store.dismiss_aside, source)
    if not number:
        return 0
    what = f"dismissed {counted(number, 'row')} of {source or 'all sources'} that could not be read or stored"
    await audit(app, actor, what, app.clock.now(), about="source", id=None)
    return number


async def _retry(app: App, name: str, aside: Sequence[PutAside]) -> RetryReport:
    posts = [each.body for each in aside if isinstance(each.body, Mention)]
    error = await _read_anew(app, name) if len(posts) < len(aside) else None
    source = app.config.source(name)
    brought = await arrivals(app, posts, name, live=False, row_ids=bool(source and source.row_ids))
    state = SourceState(name=name, next_due_at=app.clock.now())
    once_more = Poll(state=state, arrivals=tuple(brought.arrivals), refused=tuple(brought.refused))
    await app.write(app.store.store_again, once_more, app.clock.now())
    return RetryReport(name, len(aside), await app.read(app.store.put_aside, name), error)


async def _read_anew(app: App, name: str) -> str | None:
    """Poll a source as if it had never been polled: what is known of it comes to nothing new."""
    source, state = app.config.source(name), await app.read(app.store.source_state, name)
    if source is None or state is None:
        return "the configuration has no such source any more"
    if not isinstance(source, Source):
        return "it is never asked, and what it sent before it does not send again"
    found = await _poll(app, source, state)
    if found.state.failures:
        return found.state.last_error
    await app.write(app.store.store_again, found, app.clock.now())
    return None


async def _poll(app: App, source: Options, state: SourceState) -> Poll:
    async with Turns(1).turn(source.name) as turn:
        return await poll(app, source, replace(state, cursor={}), turn)
