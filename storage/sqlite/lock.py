"""One running service a store: a lock of the operating system, gone with the process that held it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from storage.clock import pause
from storage.errors import StoreBusy, StoreError
from storage.sqlite.private import make_file

MOMENT = 0.1
"""Seconds; asking takes far fewer."""


class ServiceLock:
    """Holds `PATH.lock` until closed. Raises StoreBusy when another process holds it."""

    def __init__(self, store: Path) -> None:
        path = _path(store)
        try:
            make_file(path)
            self._file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}") from error
        try:
            self._take()
        except BlockingIOError as error:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise StoreBusy(
                f"{store} is in use by a running service (process {holder}); stop it first, or use another store"
            ) from error
        self._sign()

    def close(self) -> None:
        """Let go; the file stays, as removing it would let two processes lock different files of one name."""
        self._file.close()

    def _take(self) -> None:
        """Once more after a moment: whoever asks whether it is held shares it for an instant."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pause(MOMENT)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _sign(self) -> None:
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()


def is_held(store: Path) -> bool:
    """Whether a process holds the lock at this moment; asking makes no file and keeps nobody from taking it."""
    try:
        with _path(store).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _path(store: Path) -> Path:
    return store.with_name(store.name + ".lock")
