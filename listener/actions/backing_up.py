"""Copies of the store in the folder that the configuration names: asked for by an administrator, written beside
everything else. Nobody on a page says where."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.pipeline.background import in_background, whenever
from listener.wording.moments import utc
from storage.errors import Conflict, ListenerError, StoreError
from storage.records import Actor

log = structlog.get_logger()
NAMED = "listener-{:%Y-%m-%dT%H%M%SZ}.db"
ROOM = 1.1
"""Of the store's size, what must be free on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One that lies in the folder.

    Attributes:
        size: In bytes.
    """

    name: str
    at: datetime
    size: int


def copies(app: App) -> list[Copy]:
    """Those that lie in the folder, the newest first; what is being written is none yet."""
    found = []
    for path in app.config.backups.glob("listener-*.db"):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue  # taken away meanwhile
        found.append(Copy(name=path.name, at=datetime.fromtimestamp(facts.st_mtime, UTC), size=facts.st_size))
    return sorted(found, key=lambda each: each.at, reverse=True)


async def ask(app: App, actor: Actor) -> None:
    """Have a copy written. Raises Denied, Conflict where one is being written, ListenerError where the disk has no room
    for it."""
    check(actor, "settings")
    wanted, now = app.copying, app.clock.now()
    if wanted.by is not None:
        raise Conflict(f"a copy is being written already, for {wanted.by.name}")
    size, room = app.config.store.size(), await asyncio.to_thread(_room, app)
    if room < size * ROOM:
        raise ListenerError(f"the disk has {room / 1e6:,.0f} MB left, and the store takes {size / 1e6:,.0f} MB")
    wanted.begin(actor, now)
    await audit(app, actor, "asked for a copy of the store", now, about="store", id=None)
    wanted.asked.set()


def copies_written(app: App) -> AbstractAsyncContextManager[None]:
    """Write the copies that people want, as long as this lasts."""

    async def write() -> None:
        await write_wanted(app)

    return in_background(whenever(app.copying.asked, write), "copies")


async def write_wanted(app: App) -> bool:
    """Write the copy that somebody wants; whether there was one. What is broken off leaves nothing."""
    wanted = app.copying
    if wanted.by is None or wanted.since is None:
        return False
    path = app.config.backups / NAMED.format(wanted.since)
    try:
        await asyncio.to_thread(app.store.backup, path, wanted.tell)
    except asyncio.CancelledError:
        wanted.stop = True  # the thread is told at its next tenth
        raise
    except StoreError as error:
        log.error("no copy of the store was written", why=str(error))
        wanted.end(f"None was written on {utc(wanted.since)}: {error}")
        return True
    await audit(app, wanted.by, f"wrote a copy of the store, {path.name}", app.clock.now(), about="store", id=None)
    wanted.end("")
    return True


def _room(app: App) -> int:
    """Bytes that are free where the folder is, or will be."""
    folder = app.config.backups
    return shutil.disk_usage(next(each for each in (folder, *folder.parents) if each.exists())).free
