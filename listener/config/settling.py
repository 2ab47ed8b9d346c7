"""When a file that people edit may be read: not while it is being written."""

from __future__ import annotations

from pathlib import Path

Look = tuple[int, int, int] | None
"""What a look at a file shows: which file, when it was changed, how long it is; None where there is none."""


def look(path: Path) -> Look:
    """What the file looks like now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


class Settling:
    """Notices that a file became another, once it looks the same twice."""

    def __init__(self, known: Look) -> None:
        self._known = self._last = known
        self._asked = False

    def ask(self) -> None:
        """Somebody wants it read, whether it changed or not."""
        self._asked = True

    def is_ready(self, now: Look) -> bool:
        """Whether it is to be read now; from then on it is known."""
        same, self._last = now == self._last, now
        if not same or (now == self._known and not self._asked):
            return False
        self._known, self._asked = now, False
        return True
