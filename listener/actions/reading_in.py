"""Files that people want imported are read in beside everything else, one after the other."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from datetime import datetime

import structlog

from listener.actions.importing import ImportReport, store_table
from listener.actions.uploads import KEPT, PLACES, apart, forget, lying, place, refused_place, understood
from listener.app import App
from listener.pipeline.background import in_background, whenever
from sources.tables.preview import MOST, mend, read_file
from storage.errors import ListenerError, StoreError
from storage.records import Committed, Upload

log = structlog.get_logger()


class _CalledOff(Exception):
    """Nobody wants it any more."""


async def clear(app: App, now: datetime) -> int:
    """Forget the files whose time is over; how many those were."""
    every = await app.read(app.store.uploads)
    old = [each for each in every if not each.under_way and each.sent_at + KEPT <= now]
    for each in old:
        await app.write(app.store.remove_upload, each.id or 0)
        forget(app, each)
    return len(old)


async def sweep(app: App) -> None:
    """Take away files that nobody knows of any more, as where the service was stopped while one was removed."""
    every = await asyncio.to_thread(lying, app)  # before what is known, which a new file is before it lies there
    known = {where(app.config.store, each) for each in await app.read(app.store.uploads) for where in PLACES}
    for path in every:
        if path not in known:
            path.unlink(missing_ok=True)


def uploads_read(app: App) -> AbstractAsyncContextManager[None]:
    """Read in what people want, as long as this lasts."""
    return in_background(_keep_reading(app), "imports")


async def read_next(app: App) -> bool:
    """Read in the file that has waited longest; whether there was one. One that was being read in when the service
    stopped is begun again: what is stored already is known then."""
    waiting = [each for each in await app.read(app.store.uploads) if each.under_way]
    if not waiting:
        return False
    upload = replace(waiting[-1], status="running", done=0)
    if await app.write(app.store.save_upload, upload):
        await _read_in(app, upload)
    return True


async def _keep_reading(app: App) -> None:
    with suppress(StoreError):
        await sweep(app)

    async def read_in() -> None:
        while await read_next(app):
            pass
        await clear(app, app.clock.now())

    await whenever(app.imports_asked, read_in)


async def _read_in(app: App, upload: Upload) -> None:
    try:
        report = await _stored(app, upload)
        ended = await _ended(app, upload, report)
    except _CalledOff:
        return
    except StoreError:
        raise
    except ListenerError as error:
        ended = replace(upload, status="failed", note=f"{error}")
    except Exception as error:
        log.exception("a file could not be imported", upload=upload.id)
        ended = replace(upload, status="failed", note=f"it cannot be read in: {error!r}")
    if await app.write(app.store.save_upload, ended):
        place(app.config.store, upload).unlink(missing_ok=True)
    else:
        forget(app, upload)


async def _stored(app: App, upload: Upload) -> ImportReport:
    reading = understood(app, upload.choices).reader(app)
    table = await apart(app, read_file, place(app.config.store, upload), reading, upload.source)

    async def told(rows: int, done: Committed) -> None:
        if not await app.write(app.store.save_upload, _counted(upload, rows, done)):
            raise _CalledOff

    return await store_table(app, table, reading, upload.by, source=upload.source, told=told)


async def _ended(app: App, upload: Upload, report: ImportReport) -> Upload:
    """What became of it, with the rows that were refused as a table of their own."""
    ending = ""
    if report.refused:
        reading = understood(app, upload.choices).reader(app)
        file, to = place(app.config.store, upload), refused_place(app.config.store, upload)
        ending = await apart(app, mend, file, reading, dict(report.refused), to)
    counted = _counted(upload, report.rows, report.committed)
    return replace(
        counted,
        status="done",
        rows=report.rows,
        unmatched=report.unmatched,
        refused=len(report.refused),
        problems=tuple(map(str, report.problems[:MOST])),
        notes=tuple(report.notes),
        mend=ending,
    )


def _counted(upload: Upload, rows: int, done: Committed) -> Upload:
    return replace(upload, done=rows, new=done.new, known=done.known + done.sightings, edited=done.edited)
