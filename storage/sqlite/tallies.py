"""Counts as deltas: summed up while a transaction works, written once at its end."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from storage.sqlite.inserting import insert
from storage.sqlite.voices import BUCKET, Place, Voices

if TYPE_CHECKING:
    from storage.records import Scope, Series

DAY = 86_400

_ADD = "ON CONFLICT DO UPDATE SET total = total + excluded.total, live = live + excluded.live"


class Deltas:
    """What a transaction changes in the counts and in the grand totals."""

    def __init__(self) -> None:
        self._counts: defaultdict[Place, list[int]] = defaultdict(lambda: [0, 0])
        self._arrived: Counter[tuple[tuple[Scope, ...], int, bool]] = Counter()
        self._brought: Counter[tuple[str, tuple[Scope, ...], int]] = Counter()
        self._changed: Counter[tuple[frozenset[Series], int, bool]] = Counter()
        self.voices = Voices()
        self.totals: defaultdict[str, int] = defaultdict(int)

    def arrived(self, scopes: tuple[Scope, ...], said_at: int, live: bool) -> None:
        """A new mention. Many of a batch share scopes and bucket, so these are summed up before they are split."""
        self._arrived[scopes, said_at // (BUCKET * 1_000_000), live] += 1

    def brought(self, source: str, scopes: tuple[Scope, ...], said_at: int) -> None:
        """A new mention that may alert: which source was the first to show it tells what is missed without it."""
        self._brought[source, scopes, said_at // (DAY * 1_000_000)] += 1

    def add(self, series: frozenset[Series], said_at: int, live: bool, sign: int = 1) -> None:
        """One mention, said at so many microseconds since 1970, in each of the series."""
        if series:
            self._changed[series, said_at // (BUCKET * 1_000_000), live] += sign

    def change(self, before: frozenset[Series], after: frozenset[Series], said_at: int, live: bool) -> None:
        """A mention that counted in some series and now counts in others."""
        self.add(before - after, said_at, live, -1)
        self.add(after - before, said_at, live)

    def write(self, connection: sqlite3.Connection) -> None:
        for (scopes, bucket, live), n in self._arrived.items():
            for scope in scopes:
                self._add((scope, "mentions", bucket), n, n if live else 0)
        for (group, bucket, live), n in self._changed.items():
            for series in group:
                self._add((series.scope, series.measure, bucket), n, n if live else 0)
        for place, total, alive in self.voices.write(connection):
            self._add(place, total, alive)
        rows = [(*place, total, alive) for place, (total, alive) in sorted(self._counts.items()) if total or alive]
        insert(connection, "INSERT INTO counts (scope, measure, bucket, total, live)", rows, _ADD)
        shares: Counter[tuple[str, int, str]] = Counter()
        for (source, named, day), n in self._brought.items():
            shares.update({(scope, day, source): n for scope in named})
        insert(
            connection,
            "INSERT INTO brought (scope, day, source, n)",
            [(*key, n) for key, n in sorted(shares.items())],
            "ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )
        changed = [(n, name) for name, n in self.totals.items() if n]
        connection.executemany("UPDATE tallies SET n = n + ? WHERE name = ?", changed)

    def _add(self, place: Place, total: int, live: int) -> None:
        count = self._counts[place]
        count[0] += total
        count[1] += live
