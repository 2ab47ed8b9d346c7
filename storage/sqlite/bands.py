"""Which stories are listed under which bands: runs that are sorted and never changed, put together as they grow.

Bands are hashes. A tree of them takes a page for nearly every one that is listed, and looks for each from its root; a
run is written at once and looked through with all that is asked in order (log-structured merge, O'Neil 1996).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # commands that only read must start fast without it
    from numpy import int64
    from numpy.typing import NDArray

    Numbers = NDArray[int64]

FAN = 8
"""Runs of one level that are put together; a level has up to so many times the entries of the one below."""
FULL = 6
"""A level of which nothing is put together any more, from 262,144 entries (4 MiB) on: it can go as one."""

_STORED = "<i8"

Listed = tuple[int, int]
"""Band, story."""


@dataclass(frozen=True, slots=True)
class Run:
    """Entries by band: of the same length, and equal places belong together."""

    bands: Numbers
    stories: Numbers

    def under(self, asked: Numbers, first: int, end: int) -> Iterator[Listed]:
        """Its stories from `first` on and before `end` under some bands, which come in order and once each."""
        begins = self.bands.searchsorted(asked)
        begins = begins[self.bands.take(begins, mode="clip") == asked]
        found = self.only(_spread(begins, self.bands.searchsorted(self.bands[begins], "right")))
        found = found.only((found.stories >= first) & (found.stories < end))
        return zip(found.bands.tolist(), found.stories.tolist(), strict=True)

    def only(self, places: NDArray[Any]) -> Run:
        """The entries at some places, or where a mask says so."""
        return Run(self.bands[places], self.stories[places])


class Bands:
    """All runs of one store; those that the last batch was held against stay in memory."""

    def __init__(self) -> None:
        self._runs: dict[int, Run] = {}

    def near(self, connection: sqlite3.Connection, first: int, end: int) -> Sequence[Run]:
        """The runs that list stories from `first` on and before `end`, and maybe others."""
        rows = connection.execute("SELECT id FROM band_runs WHERE last >= ? AND first < ?", (first, end)).fetchall()
        self._runs = {id: self._runs.get(id) or _read(connection, id) for (id,) in rows}
        return tuple(self._runs.values())

    def keep(self, connection: sqlite3.Connection, listed: Sequence[Listed]) -> None:
        """List some stories."""
        if listed:
            _write(connection, _run(listed))
            _put_together(connection)


def in_order(bands: Iterable[int]) -> Numbers:
    """Bands as they are asked for."""
    import numpy as np

    return np.unique(np.fromiter(bands, dtype=np.int64))


def forget(connection: sqlite3.Connection, before: int) -> None:
    """List stories before one no more."""
    for (id,) in connection.execute("SELECT id FROM band_runs WHERE first < ?", (before,)).fetchall():
        run = _take(connection, id)
        _write(connection, run.only(run.stories >= before))


def runs_of_bands(connection: sqlite3.Connection) -> None:
    """A step of the tables: each entry was a row, with the half week of its story above the band's 48 bits."""
    connection.execute(
        "CREATE TABLE band_runs (id INTEGER PRIMARY KEY, level INTEGER NOT NULL, first INTEGER NOT NULL, "
        "last INTEGER NOT NULL, entries BLOB NOT NULL)"
    )
    listed = connection.execute("SELECT key & ((1 << 48) - 1), mention FROM bands ORDER BY mention")
    while some := list(islice(listed, FAN**FULL)):
        _write(connection, _run(some))
    connection.execute("DROP TABLE bands")


def _put_together(connection: sqlite3.Connection) -> None:
    """Runs of one level become one of the next, and that may be one too many there."""
    while level := _crowded(connection):
        ids = connection.execute("SELECT id FROM band_runs WHERE level = ?", level).fetchall()
        _write(connection, _merged([_take(connection, id) for (id,) in ids]))


def _crowded(connection: sqlite3.Connection) -> tuple[int] | None:
    found: tuple[int] | None = connection.execute(
        "SELECT level FROM band_runs WHERE level < ? GROUP BY level HAVING count(*) >= ?", (FULL, FAN)
    ).fetchone()
    return found


def _spread(begins: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
    """All places of some stretches, one after the other."""
    import numpy as np

    lengths = ends - begins
    before = lengths.cumsum() - lengths
    places: NDArray[Any] = np.arange(lengths.sum()) + (begins - before).repeat(lengths)
    return places


def _run(listed: Iterable[Listed]) -> Run:
    import numpy as np

    made = np.array(sorted(listed), dtype=np.int64)
    return Run(made[:, 0], made[:, 1])


def _merged(runs: Sequence[Run]) -> Run:
    import numpy as np

    bands, stories = (np.concatenate(parts) for parts in zip(*((run.bands, run.stories) for run in runs), strict=True))
    return Run(bands, stories).only(bands.argsort(kind="stable"))


def _write(connection: sqlite3.Connection, run: Run) -> None:
    """Under a drawn id: a counted one could come again with other entries, after a transaction that was undone."""
    if not len(run.bands):
        return
    level = min((len(run.bands).bit_length() - 1) // (FAN.bit_length() - 1), FULL)
    entries = run.bands.astype(_STORED).tobytes() + run.stories.astype(_STORED).tobytes()
    row = (level, int(run.stories.min()), int(run.stories.max()), entries)
    connection.execute("INSERT INTO band_runs VALUES (random(), ?, ?, ?, ?)", row)


def _read(connection: sqlite3.Connection, id: int) -> Run:
    import numpy as np

    (entries,) = connection.execute("SELECT entries FROM band_runs WHERE id = ?", (id,)).fetchone()
    bands, stories = np.frombuffer(entries, dtype=_STORED).astype(np.int64, copy=False).reshape(2, -1)
    return Run(bands, stories)


def _take(connection: sqlite3.Connection, id: int) -> Run:
    run = _read(connection, id)
    connection.execute("DELETE FROM band_runs WHERE id = ?", (id,))
    return run
