"""Export: what people have asked for is written beside everything else, one file after the other."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from datetime import datetime

import structlog

from listener.app import App
from listener.explore.answer import answer
from listener.explore.place import Place, UnclearPlace
from listener.explore.question import Read, read
from listener.explore.shelf import KEPT, folder, place
from listener.explore.written import missing, write
from listener.exports.files import replacing
from listener.exports.terms import Terms
from listener.pipeline.background import in_background, whenever
from storage.clock import WallClock
from storage.errors import ExportError, QueryError, StoreError
from storage.records import Export, StoredMention

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between two words of how far it is."""
LARGEST = 1 << 30
"""Bytes of one file."""
ALL = 5 << 30
"""Bytes of all files together."""


class _CalledOff(Exception):
    """Nobody wants it any more."""


class _Progress:
    """How far a file is; what writes it looks here whether it is still wanted."""

    def __init__(self) -> None:
        self.done, self.wanted = 0, True

    def __call__(self, _: StoredMention) -> None:
        if not self.wanted:
            raise _CalledOff
        self.done += 1


def exports_written(app: App) -> AbstractAsyncContextManager[None]:
    """Write what is asked for, as long as this lasts."""
    return in_background(_keep(app), "exports")


async def _keep(app: App) -> None:
    async def write_all() -> None:
        await begin_again(app)  # also what the store has broken off
        while await write_next(app):
            pass

    await whenever(app.exports_asked, write_all)


async def begin_again(app: App) -> None:
    """What was broken off while it was written, as by a stop of the service, is begun again, with a word about it."""
    for each in await app.read(app.store.exports):
        if each.status == "running":
            note = "begun again: it was broken off while it was written"
            await app.write(app.store.save_export, replace(each, status="waiting", done=0, note=note))


async def write_next(app: App) -> bool:
    """Write the export that has waited longest; whether there was one."""
    waiting = [each for each in await app.read(app.store.exports) if each.status == "waiting"]
    if not waiting:
        return False
    export = replace(waiting[-1], status="running")
    if await app.write(app.store.save_export, export):
        await _write(app, export)
    return True


async def clear(app: App, now: datetime) -> int:
    """Take away the files whose time is over, and what nobody knows of; how many exports went."""
    every = await app.read(app.store.exports)
    old = [each for each in every if each.is_over and (each.until or each.asked_at + KEPT) <= now]
    for each in old:
        await app.write(app.store.remove_export, each.id or 0)
    wanted = {place(app.config.store, each).name for each in every if each not in old}
    shelf = folder(app.config.store)
    for path in await asyncio.to_thread(lambda: sorted(shelf.glob("*")) if shelf.exists() else []):
        if path.name not in wanted and not path.name.startswith("."):
            path.unlink(missing_ok=True)
    return len(old)


async def _write(app: App, export: Export) -> None:
    progress = _Progress()
    try:
        async with in_background(_tell(app, export, progress), "progress of an export"):
            done = await app.read(_written, app, export, progress)
    except _CalledOff:
        return
    except StoreError:
        raise
    except (ExportError, QueryError, UnclearPlace) as error:
        done = replace(export, status="failed", done=progress.done, note=f"{error}")
    except Exception as error:
        log.exception("an export could not be written", export=export.id)
        done = replace(export, status="failed", done=progress.done, note=f"it cannot be written: {error!r}")
    finally:
        progress.wanted = False
    if not await app.write(app.store.save_export, done):
        place(app.config.store, export).unlink(missing_ok=True)


async def _tell(app: App, export: Export, progress: _Progress) -> None:
    """Say how far it is, and hear whether it is still wanted."""
    wall = WallClock()
    while True:
        await wall.sleep(EVERY)
        with suppress(StoreError):
            total = await app.read(_total, app, export) if not export.total else export.total
            export = replace(export, done=progress.done, total=total)
            if not await app.write(app.store.save_export, export):
                progress.wanted = False


def _total(app: App, export: Export) -> int:
    asked = _asked(app, export)
    return answer(app.store, app.explored.state(asked.question.since), asked).size.value


def _asked(app: App, export: Export) -> Read:
    config = app.config
    return read(Place.of(export.asked).question(export.asked_at, config.zone), config.lists)


def _written(app: App, export: Export, progress: _Progress) -> Export:
    """The export, whole. Raises ExportError, QueryError, UnclearPlace."""
    config, now, asked = app.config, app.clock.now(), _asked(app, export)
    room = min(LARGEST, ALL - _used(app))
    found = answer(app.store, app.explored.state(asked.question.since), asked)
    path = place(app.config.store, export)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(path) as out:

        def watch(stored: StoredMention) -> None:
            progress(stored)
            if progress.done % 1000 == 0 and out.tell() > room:
                raise _too_large(room)

        terms = Terms.known(app.store, config.sources)
        count = write(app.store, found, terms, out, format=export.format, zone=config.zone, now=now, watch=watch)
        if (size := out.tell()) > room:
            raise _too_large(room)
    note = missing(app.store, asked.question, now)
    done = replace(export, status="done", done=count, total=count, file=path.name, size=size, note=note)
    return replace(done, until=now + KEPT)


def _too_large(room: int) -> ExportError:
    return ExportError(f"the file would be larger than {max(room, 0) >> 20} MB; ask about less, or a shorter time")


def _used(app: App) -> int:
    shelf = folder(app.config.store)
    return sum(each.stat().st_size for each in shelf.glob("*")) if shelf.exists() else 0
