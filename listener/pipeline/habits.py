"""Habits: notice the sources that answer and have shown nothing new for longer than is their habit."""

from __future__ import annotations

import json

import structlog

from listener.app import App
from listener.health.coverage import KNOWN, SILENT_NOTE, coverage, silent_sources
from listener.wording.moments import utc

log = structlog.get_logger()


async def watch_habits(app: App) -> int:
    """Write down which sources are silent against their habit, and log those that have become so; how many are."""
    now, before = app.clock.now(), silent_sources(await app.read(app.store.note, SILENT_NOTE))
    found: dict[str, str] = {}
    for source in app.config.sources:
        if not source.enabled:
            continue
        windows = await app.read(app.store.coverage, now - KNOWN, source.name)
        for each in coverage(windows, {source.name: source.every}, now, now):
            if each.silent_since:
                found[source.name] = each.silent_since.isoformat()
                if source.name not in before:
                    log.warning("a source is silent", source=source.name, since=utc(each.silent_since))
    await app.write(app.store.note, SILENT_NOTE, json.dumps(found))
    return len(found)
