"""Files as older versions left them, for tests that know no engine."""

from __future__ import annotations

from pathlib import Path

from storage.sqlite.migrations import migrate
from storage.sqlite.schema import FIRST, STEPS
from storage.sqlite.version import version


def make_first(path: Path) -> None:
    """An empty store of the first version."""
    migrate(path, (FIRST,))


def is_present(path: Path) -> bool:
    """Whether a file is of the present version."""
    return version(path) == len(STEPS)


def is_first(path: Path) -> bool:
    """Whether a file is of the first version."""
    return version(path) == 1
