"""Files that somebody sends to be imported: kept beside the store, looked at first, and read in beside everything
else."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import IO

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.actions.uploads import apart, forget, keep, place, understood, used
from listener.app import App
from listener.wording.text import one_line
from sources.tables.preview import Preview, preview
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Mention, Upload

LARGEST = 64 << 20
"""Bytes of one file."""
ALL = 1 << 30
"""Bytes of all files together."""
UNDER_WAY = 3
"""Files of one person that are not read in yet."""
LONGEST, LONGEST_NAME = 400, 120
WORDS = ("map", "encoding", "member", "timezone", "date", "day_first")
"""What can be said of a table beforehand."""
Fields = Mapping[str, str]


async def receive(app: App, content: IO[bytes], name: str, fields: Fields, actor: Actor) -> Upload:
    """Keep a file, and look at it. ListenerError where it is too large, or enough of them wait."""
    check(actor, "imports")
    understood(app, fields)
    every = await app.read(app.store.uploads)
    if sum(each.by.name == actor.name and not each.is_over for each in every) >= UNDER_WAY:
        raise ListenerError(f"{UNDER_WAY} files of yours wait; import or remove one of them first")
    size = await asyncio.to_thread(content.seek, 0, os.SEEK_END)
    if not size:
        raise ListenerError("choose a file; this one is empty")
    if size > LARGEST:
        raise ListenerError(f"the file is larger than {LARGEST >> 20} MB; split it")
    if size + await asyncio.to_thread(used, app) > ALL:
        raise ListenerError("other files that wait leave no room for it; import or remove some of them first")
    made = Upload(
        name=_named(name),
        size=size,
        source=one_line(fields.get("source", ""), LONGEST_NAME) or "import",
        choices=_said(fields),
        by=actor,
        sent_at=app.clock.now(),
    )
    kept = await app.write(app.store.add_upload, made)
    try:
        await asyncio.to_thread(keep, content, place(app.config.store, kept))
    except OSError as error:
        await app.write(app.store.remove_upload, kept.id or 0)
        forget(app, kept)
        raise ListenerError(f"the file cannot be kept ({error.strerror or error})") from None
    return await _look(app, kept)


async def again(app: App, id: int, fields: Fields, actor: Actor) -> Upload:
    """Look at it as something else is said of it. Raises Conflict where it is read in already."""
    check(actor, "imports")
    found = await own(app, id, actor)
    understood(app, fields)
    if found.status != "tried":
        raise Conflict(f"{found.name} is read in already, or waits for its turn")
    source = one_line(fields.get("source", ""), LONGEST_NAME) or found.source
    return await _look(app, replace(found, source=source, choices=_said(fields)))


async def begin(app: App, id: int, actor: Actor) -> Upload:
    """Have it read in. Raises Conflict where it is already, ListenerError where nothing of it can be used."""
    check(actor, "imports")
    found = await own(app, id, actor)
    if found.status != "tried":
        raise Conflict(f"{found.name} is read in already, or waits for its turn")
    if not found.rows:
        raise ListenerError(f"nothing of {found.name} can be used: say which column is which, or mend the file")
    waiting = replace(found, status="waiting", by=actor)
    if not await app.write(app.store.save_upload, waiting):
        raise Conflict(f"{found.name} is there no more")
    app.imports_asked.set()
    what = f"asked for the import of {found.name} as {found.source}"
    await audit(app, actor, what, app.clock.now(), about="import", id=id)
    return waiting


async def begin_or_forget(app: App, upload: Upload, actor: Actor) -> Upload:
    """Have a file just sent read in; ListenerError where nothing of it can be used, and then it is not kept."""
    check(actor, "imports")
    if not upload.rows:
        await app.write(app.store.remove_upload, upload.id or 0)
        forget(app, upload)
        why = "; ".join(upload.problems[:3]) or "it has no rows"
        raise ListenerError(f"nothing of {upload.name} can be used, and it was not kept: {why}")
    return await begin(app, upload.id or 0, actor)


async def own(app: App, id: int, actor: Actor) -> Upload:
    """The file of that number. Raises ListenerError where there is none."""
    check(actor, "imports")
    found = await app.read(app.store.upload, id)
    if found is None:
        raise ListenerError(f"there is no file {id} to be imported any more")
    return found


async def remove(app: App, id: int, actor: Actor) -> None:
    """Forget it with its file; of one that is read in, what is stored already stays."""
    check(actor, "imports")
    found = await own(app, id, actor)
    await app.write(app.store.remove_upload, id)
    forget(app, found)
    what = f"called the import of {found.name} off" if found.under_way else f"removed {found.name}"
    await audit(app, actor, what, app.clock.now(), about="import", id=id)


async def _look(app: App, upload: Upload) -> Upload:
    """What the file is, as far as it is understood."""
    reading = understood(app, upload.choices).reader(app)
    try:
        found = await apart(app, preview, place(app.config.store, upload), reading, upload.name)
    except ListenerError as error:
        found = Preview(problems=(f"{error}",))
    seen = _seen(upload, found)
    if not await app.write(app.store.save_upload, seen):
        raise Conflict(f"{upload.name} is there no more")
    return seen


def _said(fields: Fields) -> dict[str, str]:
    return {word: fields[word] for word in WORDS if fields.get(word)}


def _seen(upload: Upload, found: Preview) -> Upload:
    return replace(
        upload,
        form=found.form,
        product=found.product,
        columns=found.columns,
        unread=found.unread,
        first=tuple(map(_shown, found.first)),
        rows=found.rows,
        refused=found.refused,
        problems=found.problems,
        notes=found.notes,
    )


def _shown(mention: Mention) -> tuple[datetime, str, str]:
    author = mention.author.name or mention.author.handle or ""
    return mention.said_at, one_line(author, LONGEST_NAME), one_line(mention.title or mention.text, LONGEST)


def _named(name: str) -> str:
    """The last part of a path, as a browser or somebody with bad intentions may send one."""
    return one_line(name.replace("\\", "/").rpartition("/")[2], LONGEST_NAME) or "a file"
