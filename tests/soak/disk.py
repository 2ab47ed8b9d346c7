"""A disk that can be filled: a small file system in memory, or, without the right to mount, a limit on files' size."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

SIZE = 256 * 1024 * 1024
LIMIT = 4096


class Disk(Protocol):
    """Where the store lies."""

    def fill(self, pid: int | None) -> None:
        """Leave no room; called again and again while it shall be full, with the writing process, if one lives."""
        ...

    def free(self, pid: int | None) -> None:
        """Give the room back."""
        ...


class SmallDisk:
    """A mounted file system of its own, and a file that takes what is left."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, pid: int | None) -> None:
        for size in (1 << 20, 4096, 1):
            with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
                for _ in range(SIZE // size if size > 1 else 4096):
                    if file.write(b"\0" * size) < size:
                        break

    def free(self, pid: int | None) -> None:
        self._ballast.unlink(missing_ok=True)


class LimitedFiles:
    """No file of the process may grow."""

    def fill(self, pid: int | None) -> None:
        self._limit(pid, LIMIT)

    def free(self, pid: int | None) -> None:
        self._limit(pid, resource.RLIM_INFINITY)

    def _limit(self, pid: int | None, size: int) -> None:
        if pid is not None:
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A disk at a folder, unmounted in the end."""
    folder.mkdir()
    mounted = os.geteuid() == 0 and _runs("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    try:
        yield SmallDisk(folder) if mounted else LimitedFiles()
    finally:
        if mounted:
            _runs("umount", str(folder))


def _runs(*command: str) -> bool:
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0
