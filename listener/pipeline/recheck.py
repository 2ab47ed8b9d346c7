"""Recheck: ask places whether what was found there is still there, within the time that their terms name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from listener.app import App
from listener.health.rechecks import NOTE, Rechecks, rechecks
from listener.wording.masking import masked
from sources.base import Options, Recheck
from storage.errors import SourceError

log = structlog.get_logger()

EVERY = timedelta(minutes=10)
TOGETHER = 50
"""Ids that a source is asked about at once."""


@dataclass(slots=True)
class _Round:
    """One source's way through all that it has shown, and how it went."""

    rechecks: Rechecks
    gone: int = 0


async def recheck(app: App) -> int:
    """Go on with every round that is due; how many mentions went."""
    known = rechecks(await app.read(app.store.note, NOTE))
    gone = 0
    for source in app.config.sources:
        limit = source.about.rights.follow_deletions
        if limit and source.enabled and isinstance(source, Recheck):
            present = known.get(source.name) or Rechecks(began=app.clock.now())
            one = _Round(present.looked_after(app.clock.now()))
            await _go_on(app, source, one, limit)
            known[source.name] = one.rechecks
            gone += one.gone
    named = {source.name for source in app.config.sources}
    noted = {name: each.plain() for name, each in known.items() if name in named}
    await app.write(app.store.note, NOTE, json.dumps(noted))
    return gone


async def _go_on(app: App, source: Options, one: _Round, limit: timedelta) -> None:
    """As many as it takes to be round in half of the time; the next round begins when that is over."""
    now = app.clock.now()
    if one.rechecks.is_over and now - one.rechecks.began < limit / 2:
        return
    if one.rechecks.is_over:
        one.rechecks = one.rechecks.again(now)
    try:
        for _ in range(0, await _share(app, source, one.rechecks, limit, now), TOGETHER):
            if not await _ask(app, source, one):
                break
    except SourceError as error:
        one.rechecks = one.rechecks.failed(masked(str(error)), now)
        if app.troubles.is_new("recheck", source.name, error):
            log.warning("what was deleted there cannot be asked for", source=source.name, error=str(error))
    else:
        one.rechecks = one.rechecks.answered()
        app.troubles.is_over("recheck", source.name)
    if one.gone:
        log.info("gone, as it was deleted where it was found", source=source.name, mentions=one.gone)


async def _share(app: App, source: Options, present: Rechecks, limit: timedelta, now: datetime) -> int:
    """How many ids are asked about now, so that the round ends in time."""
    left = max(1, (present.began + limit / 2 - now) // EVERY)
    waiting = len(await app.read(app.store.shown_by, source.name, present.after, source.again * left))
    return min(source.again, max(TOGETHER, -(-waiting // left)))


async def _ask(app: App, source: Options, one: _Round) -> bool:
    """Ask about the next ids, and follow; whether there are more."""
    assert isinstance(source, Recheck)
    ids = await app.read(app.store.shown_by, source.name, one.rechecks.after, TOGETHER)
    if ids:
        deleted = set(await source.recheck(app.net, ids)) & set(ids)
        one.gone += await app.write(app.store.follow_deletions, source.name, sorted(deleted), app.clock.now())
    one.rechecks = one.rechecks.past(ids[-1]) if len(ids) == TOGETHER else one.rechecks.ended()
    return not one.rechecks.is_over
