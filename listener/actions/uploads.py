"""Where files lie that are to be imported, and what reads them: never the service itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, TypeVar

from listener.actions.importing import Choices
from listener.app import App
from sources.wire.jobs import run_job
from storage.errors import ListenerError
from storage.opening import Location
from storage.records import Upload

T = TypeVar("T")
FOLDER = "imports"
"""Beside the store."""
KEPT = timedelta(days=2)
"""How long a file waits for somebody, and the rows that were refused can be fetched."""
LIMIT = 300.0
"""Seconds in which a file has to be understood."""


def folder(at: Location) -> Path:
    """Where files lie."""
    return at.folder / FOLDER


def place(at: Location, upload: Upload) -> Path:
    """Where a file lies; nothing of its own name is in it."""
    return folder(at) / f"{upload.id}.file"


def refused_place(at: Location, upload: Upload) -> Path:
    """Where its refused rows lie, or will."""
    return folder(at) / f"{upload.id}.refused"


PLACES = (place, refused_place)
"""All that lies there of a file."""


def understood(app: App, fields: Mapping[str, str]) -> Choices:
    """What is said of the table. Raises ListenerError with what is wrong."""
    try:
        return Choices.said(
            app.config.zone,
            app.clock.now(),
            map=[fields["map"]] if fields.get("map") else [],
            encoding=fields.get("encoding", ""),
            member=fields.get("member", ""),
            timezone=fields.get("timezone", ""),
            date=fields.get("date", ""),
            day_first={"day": True, "month": False}.get(fields.get("day_first", "")),
        )
    except ValueError as error:
        raise ListenerError(str(error)) from None


async def apart(app: App, work: Callable[..., T], *args: Any) -> T:
    """In a process of its own, which hostile files may fill, hang and break. Raises ListenerError with what is
    wrong."""
    try:
        return await run_job(app.engine.parsing, LIMIT, work, *args)
    except TimeoutError:
        raise ListenerError(f"it was not understood within {LIMIT:.0f} seconds; split it") from None
    except (MemoryError, BrokenExecutor):
        raise ListenerError("it wants more memory than a file may have; split it") from None
    except OSError as error:
        raise ListenerError(f"its file cannot be read ({error.strerror or error})") from None
    except ListenerError:
        raise
    except Exception as error:
        raise ListenerError(f"it cannot be read: {error!r}") from error


def keep(content: IO[bytes], path: Path) -> None:
    """Write it down for nobody else to read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content.seek(0)
    path.touch(mode=0o600)
    with path.open("wb") as out:
        shutil.copyfileobj(content, out)


def lying(app: App) -> list[Path]:
    """All files that lie there."""
    shelf = folder(app.config.store)
    return list(shelf.glob("*")) if shelf.exists() else []


def used(app: App) -> int:
    """Bytes of all of them."""
    return sum(each.stat().st_size for each in lying(app))


def forget(app: App, upload: Upload) -> None:
    """Take the file and its refused rows away."""
    for where in PLACES:
        where(app.config.store, upload).unlink(missing_ok=True)
