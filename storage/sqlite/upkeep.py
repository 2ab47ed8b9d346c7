"""Looking after the store: notes, changed queries, forgetting, copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from storage.intake.storable import clean_text
from storage.sqlite.backup import Told, copy, untold
from storage.sqlite.codec import micros
from storage.sqlite.deleting import delete
from storage.sqlite.part import Part
from storage.sqlite.revising import rematch
from storage.sqlite.rows import by_ids
from storage.sqlite.tables import Tables

if TYPE_CHECKING:
    from storage.records import Match

HITS_KEPT = timedelta(days=7)
SPENT_KEPT = timedelta(days=60)
"""Longer than any link works, and any browser stays signed in."""
ACTS_KEPT = timedelta(days=1)
"""Longer than what people do in the inbox can be taken back."""
CHUNK = 500
"""Mentions a transaction when many are gone through, so that the collect stage gets its turn."""


class Upkeep(Part):
    def note(self, key: str, value: str | None = None) -> str | None:
        if value is not None:
            with self._connections.writing() as connection:
                connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, clean_text(value)))
            return value
        with self._connections.reading() as connection:
            row = connection.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def rematch(self, changed: Iterable[tuple[int, Sequence[Match]]], now: datetime) -> int:
        changes, count = iter(changed), 0
        while chunk := dict(islice(changes, CHUNK)):
            with self._writing_tables(now) as tables:
                found = by_ids(tables.connection, chunk)
                for present in found:
                    rematch(tables, present, chunk[present.id])
            count += len(found)
        return count

    def forget(self, source_limits: Mapping[str, timedelta | None], now: datetime) -> int:
        from storage.sqlite import admitting, coverage, exploring, filing, grouping, voices

        with self._connections.writing() as connection:
            connection.execute("DELETE FROM hits WHERE at < ?", (micros(now - HITS_KEPT),))
            connection.execute("DELETE FROM spent WHERE at < ?", (micros(now - SPENT_KEPT),))
            admitting.prune(connection, now - SPENT_KEPT)
            filing.prune(connection, now - ACTS_KEPT)
            grouping.prune(connection, micros(now))
            coverage.prune(connection, now)
            exploring.prune(connection)
            voices.prune(connection, micros(now))
            limits = {name: limit for name, limit in source_limits.items() if limit is not None}
            put_aside = [(name, micros(now - limit)) for name, limit in limits.items()]
            connection.executemany("DELETE FROM put_aside WHERE source = ? AND at < ?", put_aside)
        if not limits:
            return 0
        end, last, count = micros(now - min(limits.values())), -(2**63), 0
        while True:
            with self._writing_tables(now) as tables:
                seen = _seen(tables, last, end)
                expired = [id for id, sources in seen if _is_expired(id, sources, limits, now)]
                delete(tables, expired)
            count += len(expired)
            if not seen:
                return count
            last = seen[-1][0]

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        from storage.sqlite.waits import Waits

        with self._connections.writing() as connection:
            Waits(connection, by, now).cut()

    def backup(self, path: Path, told: Told = untold) -> None:
        copy(self._connections.path, path, told)

    def close(self) -> None:
        self._connections.close()


def _seen(tables: Tables, after: int, before: int) -> list[tuple[int, list[str]]]:
    """The next mentions between two ids, each with the sources that saw it."""
    rows = tables.connection.execute(
        "SELECT mention, source FROM sightings WHERE mention IN "
        "(SELECT id FROM mentions WHERE id > ? AND id < ? ORDER BY id LIMIT ?) ORDER BY mention",
        (after, before, CHUNK),
    )
    return [(id, [source for _, source in group]) for id, group in groupby(rows, itemgetter(0))]


def _is_expired(id: int, sources: Sequence[str], limits: Mapping[str, timedelta], now: datetime) -> bool:
    """A source that has no limit, or is not known any more, keeps what it saw."""
    return all(name in limits for name in sources) and id < micros(now - max(limits[name] for name in sources))
