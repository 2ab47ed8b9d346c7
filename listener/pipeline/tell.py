"""Tell whom the configuration names of sources that are blind or silent for long, and of the end of it."""

from __future__ import annotations

import structlog

from listener.app import App
from listener.health.coverage import SILENT_NOTE, silent_sources
from listener.health.lasting import NOTE, lasting, news, read, written
from listener.messages.troubled import deliveries

log = structlog.get_logger()


async def tell_troubles(app: App) -> int:
    """Send what is new of troubles with sources, all of it in one message; how many messages that made."""
    settings, now = app.config.troubles, app.clock.now()
    if not settings.to:
        return 0
    enabled = {source.name for source in app.config.sources if source.enabled}
    states = [each for each in await app.read(app.store.source_states) if each.name in enabled]
    silent = silent_sources(await app.read(app.store.note, SILENT_NOTE))
    present = lasting(states, silent, after=settings.after, now=now)
    well = [each.name for each in states if each.failing_since is None]
    told = {name: each for name, each in read(await app.read(app.store.note, NOTE)).items() if name in enabled}
    found = news(present, told, well, now)
    if found is None:
        return 0
    made = deliveries(app.config, settings.to, found, now)
    # The keys hold what is told: killed before the note, the same messages are made again and left as they are.
    await app.write(app.store.enqueue, made)
    await app.write(app.store.note, NOTE, written(found.told))
    log.info("troubles with sources are told", lasting=len(found.lasting), ended=len(found.ended), messages=len(made))
    return len(made)
