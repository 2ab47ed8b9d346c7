"""Housekeeping: forget what should be forgotten, and match stored mentions again after queries changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import structlog

from listener.app import App
from listener.health.rechecks import NOTE, Rechecks, rechecks
from listener.metrics.counters import WAITING
from listener.pipeline.exporting import clear
from listener.reports.sending import REPORTS
from rules.base import HORIZON
from sources.base import Options, Recheck, Stream
from storage.records import Match, Rights, StoredMention

log = structlog.get_logger()

SLACK = timedelta(minutes=20)
"""Housekeeping comes every ten minutes, and may be late."""
BATCH = 500
QUERIES_NOTE = "queries"


async def housekeep(app: App) -> None:
    """Retention, and the gauges of what waits."""
    before = {each.source: kept_of_old(each.rights) for each in await app.read(app.store.places)}
    asked = rechecks(await app.read(app.store.note, NOTE))
    limits = {**before, **{source.name: kept(source, asked.get(source.name)) for source in app.config.sources}}
    gone = await app.write(app.store.forget, limits, app.clock.now())
    if gone:
        log.info("forgotten by retention", mentions=gone)
    oldest = app.clock.now() - app.config.listener.keep_reports
    if old := await asyncio.to_thread(clear_reports, app.config.store.folder / REPORTS, oldest):
        log.info("files of old reports were deleted", files=old)
    if old_exports := await clear(app, app.clock.now()):
        log.info("files of exports were deleted, as their time is over", exports=old_exports)
    for stage, count in (await app.read(app.store.totals)).items():
        WAITING.labels(stage).set(count)


def clear_reports(folder: Path, oldest: datetime) -> list[str]:
    """Delete the files of reports that were made before; their names."""
    old = [path for path in sorted(folder.glob("*")) if path.is_file() and path.stat().st_mtime < oldest.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return [path.name for path in old]


def kept(source: Options, asked: Rechecks | None = None) -> timedelta | None:
    """How long what a source brings is kept: as the settings want, never longer than its place's terms allow.

    Where deletions must be followed, and nobody learns of them, that is until they would have to be: what must be gone
    by a time goes at the last housekeeping before it.

    Args:
        asked: How far it is known whether what the source brought is still there; None: it was not asked yet.
    """
    rights = source.about.rights
    unknown = None if _learns(source, asked) else rights.follow_deletions
    return min(filter(None, (source.retention, _in_time(rights.keep, unknown))), default=None)


def _learns(source: Options, asked: Rechecks | None) -> bool:
    """Whether what is deleted at a place is learnt of in time: it tells so, or can be asked and answers."""
    limit = source.about.rights.follow_deletions
    if not (source.enabled and isinstance(source, Recheck | Stream)):
        return False
    return not (limit and asked and isinstance(source, Recheck) and asked.is_given_up(limit))


def kept_of_old(rights: Rights) -> timedelta | None:
    """The same of a source that is configured no more: its place is not asked about anything any more."""
    return _in_time(rights.keep, rights.follow_deletions)


def _in_time(*terms: timedelta | None) -> timedelta | None:
    """The shortest of some times that are allowed, less what may pass until housekeeping comes."""
    shortest = min(filter(None, terms), default=None)
    return shortest and shortest - min(SLACK, shortest / 2)


async def rematch(app: App) -> int:
    """If the queries are not those that the store was matched with: match the last 35 days again, silently."""
    if not app.config.queries and "queries" not in app.config.sections:
        return 0  # a file without any is unfinished or damaged: what was found stays found
    digest = hashlib.sha256(repr((app.config.queries, sorted(app.config.lists.items()))).encode()).hexdigest()
    if await app.read(app.store.note, QUERIES_NOTE) == digest:
        return 0
    changed = 0
    stored = app.store.export(since=app.clock.now() - HORIZON)
    while (different := await app.read(_next_changes, app, stored)) is not None:
        if different:
            changed += await app.write(app.store.rematch, different, app.clock.now())
    await app.write(app.store.note, QUERIES_NOTE, digest)
    log.info("stored mentions were matched with the present queries", changed=changed)
    return changed


def _next_changes(app: App, stored: Iterator[StoredMention]) -> list[tuple[int, tuple[Match, ...]]] | None:
    """Of the next mentions those whose matches are no longer what is stored; None at the end."""
    if not (some := list(islice(stored, BATCH))):
        return None
    answers = ((each, app.matcher.match(each.mention)) for each in some)
    return [(each.id, now) for each, now in answers if set(now) != set(each.matches)]
