"""Which files a path or pattern means, and which of them are new or changed: runs in a worker process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from storage.errors import Broken

# Size in bytes and time of change in nanoseconds.
Stamp = Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What there is, compared to what is known.

    Attributes:
        found: How many files there are.
        changed: New and changed files, in the order of their names.
        gone: Known files that are no longer there.
    """

    found: int
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def survey(folder: Path, path: str, known: Mapping[str, Stamp]) -> Survey:
    """Look at all files that a path or pattern means.

    Args:
        folder: Where relative paths start.
        known: Stamps of the files that are read to their end.

    Raises:
        Broken: There can be no such path.
    """
    try:
        found = dict(_files(folder, path))
    except (ValueError, RuntimeError, OSError) as error:
        raise Broken(f"{path!r} is no path that can be read ({error}); check `path`") from error
    return Survey(
        found=len(found),
        changed=tuple(sorted(name for name, stamp in found.items() if known.get(name) != stamp)),
        gone=tuple(name for name in known if name not in found),
    )


def stamp(status: os.stat_result) -> list[int]:
    """What changes whenever a file is written."""
    return [status.st_size, status.st_mtime_ns]


def _files(folder: Path, path: str) -> Iterator[tuple[str, list[int]]]:
    """Every file with its stamp; a single file that is missing has none."""
    start = (folder / Path(path).expanduser()).resolve()
    if not any(mark in path for mark in "*?["):
        yield str(start), stamp(start.stat()) if start.exists() else []
        return
    anchor = Path(start.anchor)
    for found in anchor.glob(str(start.relative_to(anchor))):
        try:
            status = found.stat()
        except OSError:  # moved away meanwhile
            continue
        if S_ISREG(status.st_mode):
            yield str(found), stamp(status)
