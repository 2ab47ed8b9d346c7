"""Files and folders that their owner alone can read: what people said, and the key that signs links."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
OTHERS = 0o077


def make_folder(path: Path) -> None:
    """The folder and those above it, as far as they are missing; those that are there stay as they are."""
    missing = [folder for folder in path.parents if not folder.exists()]
    for each in (*reversed(missing), path):
        each.mkdir(FOLDER, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty file, unless there is one; what SQLite puts beside a database gets the database's rights.

    One that is there is not even opened: closing it would drop the locks that SQLite holds on it in this process.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))


def close_to_others(database: Path) -> None:
    """Take the rights of others from the files of a store, which earlier versions left readable for everybody."""
    for suffix in ("", "-wal", "-shm", ".lock"):
        path = database.with_name(database.name + suffix)
        with suppress(OSError):  # a file that is not there, or somebody else's
            if path.stat().st_mode & OTHERS:
                path.chmod(FILE)


def exposed(database: Path) -> list[Path]:
    """What of a store other users of this machine may look into: its folder, its file."""
    return [path for path in (database.parent, database) if path.exists() and path.stat().st_mode & OTHERS]
