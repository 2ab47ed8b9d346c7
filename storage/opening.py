"""Where a store is and how it is opened: the only module that knows which engines there are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storage.errors import StoreError

if TYPE_CHECKING:
    from storage.store import Store

Told = Callable[[str], None]
"""Is told in words how far something is that takes long."""
Mode = Literal["read", "write", "service"]
"""`read` makes and changes nothing; `write` is for commands, beside a service or not; `service` claims the store."""


@dataclass(frozen=True, slots=True)
class Location:
    """The place of a store, whether there is one yet or not.

    Attributes:
        file: The SQLite database.
    """

    file: Path

    def __str__(self) -> str:
        return str(self.file)

    @property
    def folder(self) -> Path:
        """For files that belong to the store and stand beside it."""
        return self.file.parent

    def beside(self, ending: str) -> Path:
        """A place for what is made from this store alone."""
        return self.file.with_name(f"{self.file.name}{ending}")

    def exists(self) -> bool:
        """Whether a store was made there."""
        return self.file.exists()

    def exposed(self) -> list[Path]:
        """What of it other users of this machine may look into."""
        from storage.sqlite import exposed

        return exposed(self.file)

    def size(self) -> int:
        """Bytes that it takes."""
        return self.file.stat().st_size


def locate(url: str | Path, folder: Path = Path()) -> Location:
    """What `[listener] store` says: a path, or `sqlite:///` and a path; relative ones start at `folder`.

    Raises StoreError where no engine goes by that scheme, or where there can be no such path.
    """
    scheme, separator, rest = str(url).partition("://")
    path = rest.removeprefix("/") if separator else str(url)
    if separator and (scheme != "sqlite" or rest == path or not path):
        raise StoreError(f'{url} is no store; write a path as "data/listener.db", or "sqlite:///data/listener.db"')
    if "\0" in path:
        raise StoreError(f"{url} is no store; no file's name holds a zero character")
    try:
        return Location(folder / Path(path).expanduser())
    except RuntimeError:
        raise StoreError(f"{url} is no store; there is no user of that name") from None


def open_store(at: Location, mode: Mode = "write", told: Told = lambda _: None) -> Store:
    """The store of a place; unless it is only read, it is made where it is missing, or taken to the newest version.

    Args:
        told: Is told how far it is, where an upgrade takes long.

    Raises StoreBusy, StoreCorrupt, StoreVersion or another StoreError that says what to do.
    """
    from storage.sqlite import SqliteStore

    return SqliteStore.open(at.file, readonly=mode == "read", service=mode == "service", told=told)


def room(at: Location) -> int | None:
    """Bytes that its disk has left for the store of a place; None where that cannot be told."""
    try:
        return shutil.disk_usage(at.file.parent).free
    except OSError:
        return None


def restore(backup: Path, at: Location, told: Told = lambda _: None) -> Path | None:
    """Put a backup in the place of a store; nothing is touched unless the backup is whole.

    Returns where the replaced store was put, None if there was none. Raises StoreBusy while a service runs on it.
    """
    from storage.sqlite import restore as put_back

    return put_back(backup, at.file, told)
