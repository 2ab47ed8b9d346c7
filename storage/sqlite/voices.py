"""Who speaks and what is told in each five minutes: a row for each, so that nobody is counted twice in them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from storage import records
from storage.sqlite.inserting import insert

if TYPE_CHECKING:
    from storage.records import Mention, Scope

BUCKET = 300
"""Seconds."""

KEPT = timedelta(days=36)
"""Older rows go; the counts stay. What comes later still, rules do not look at."""

_KNOWN = """
SELECT who, scopes, n, live, reach FROM json_each(?) AS asked CROSS JOIN voices ON bucket = ? AND who = asked.value
"""
_REPLACE = "ON CONFLICT DO UPDATE SET n = excluded.n, live = excluded.live"

Scopes = tuple[records.Scope, ...]
Heard = dict[Scopes, list[int]]
"""How many mentions of those scopes, and how many of them may alert."""

Known = dict[int, tuple[Heard, int]]
"""What was heard before of an author or a story (stories are odd), and the reach that was counted."""

Row = tuple[int, int, str, int, int, int]
"""Bucket, author or story, scopes, mentions, those that may alert, reach."""

Gains = defaultdict[tuple[Scopes, int, int], list[int]]
"""Scopes, bucket, 1 for stories -> what is added to voices and to reach, of all and of those that may alert."""

Spoken = tuple[Scopes, int, int, int]
"""Scopes, author, story, followers."""

Place = tuple[records.Scope, str, int]
"""A series' scope and measure, and the bucket: where a count stands."""

Change = tuple[Place, int, int]
"""What is added there to all and to those that may alert."""


def spoken(scopes: Scopes, mention: Mention, id: int, story: int) -> Spoken:
    """What a mention adds. Where nobody knows its author, every mention has an author of its own."""
    author = mention.author
    return scopes, _hash(author.identity or f"\x1f{id}") << 1, story << 1 | 1, author.followers or 0


class Voices:
    """What a transaction changes."""

    def __init__(self) -> None:
        self._heard: defaultdict[int, dict[int, Heard]] = defaultdict(dict)
        self._reach: defaultdict[int, dict[int, int]] = defaultdict(dict)

    def add(self, one: Spoken, said_at: int, live: bool, sign: int = 1) -> None:
        """One mention, said at so many microseconds since 1970."""
        scopes, author, story, followers = one
        if not scopes:
            return
        bucket = said_at // (BUCKET * 1_000_000)
        heard = self._heard[bucket]
        for who in (author, story):
            if (counts := heard.get(who)) is None:
                heard[who] = {scopes: [sign, sign if live else 0]}
                continue
            count = counts.setdefault(scopes, [0, 0])
            count[0] += sign
            count[1] += sign if live else 0
        if followers:
            self._reach[bucket].setdefault(author, followers)

    def change(self, before: Spoken, after: Spoken, said_at: int, live: bool) -> None:
        """A mention that is another one now; nothing changes where both say the same, as after most readings."""
        if before == after:
            return
        self.add(before, said_at, live, -1)
        self.add(after, said_at, live)

    def write(self, connection: sqlite3.Connection) -> Iterator[Change]:
        """Save them; which counts change, as somebody speaks first or nobody any more."""
        gains: Gains = defaultdict(lambda: [0, 0, 0, 0])
        rows: list[Row] = []
        for bucket, heard in sorted(self._heard.items()):
            known, reaches = _known(connection, bucket, heard), self._reach[bucket]
            for who, changed in sorted(heard.items()):
                before, reach = known.get(who) or ({}, reaches.get(who, 0))
                after = _sum(before, changed) if before or len(changed) > 1 else changed
                for scopes in changed:
                    n, live = after[scopes]
                    rows.append((bucket, who, spelled(scopes), n, live, reach))
                if after is changed:  # nearly all: somebody speaks for the first time
                    _gain(gains[scopes, bucket, who & 1], n > 0, live > 0, reach)
                else:
                    _turn(gains, bucket, who & 1, before, after, reach)
        _save(connection, rows)
        return _changes(gains)


def _known(connection: sqlite3.Connection, bucket: int, names: Iterable[int]) -> Known:
    """Of those who changed."""
    found: Known = {}
    for who, scopes, n, live, reach in connection.execute(_KNOWN, (json.dumps(sorted(names)), bucket)):
        found.setdefault(who, ({}, reach))[0][_scopes(scopes)] = [n, live]
    return found


def _sum(before: Heard, changed: Heard) -> Heard:
    """A row that went long ago cannot become less than nothing."""
    if not before:
        return {scopes: [max(0, n), max(0, live)] for scopes, (n, live) in changed.items()}
    after = dict(before)
    for scopes, (n, live) in changed.items():
        had = before.get(scopes, (0, 0))
        after[scopes] = [max(0, had[0] + n), max(0, had[1] + live)]
    return after


def _turn(gains: Gains, bucket: int, kind: int, before: Heard, after: Heard, reach: int) -> None:
    """Count the scopes in which there is a voice now, and those in which there is none any more."""
    for live in (0, 1):
        had, has = ({one for scopes, n in heard.items() if n[live] > 0 for one in scopes} for heard in (before, after))
        for scopes, sign in ((has - had, 1), (had - has, -1)):
            if scopes:
                gain = gains[tuple(sorted(scopes)), bucket, kind]
                _gain(gain, 0 if live else sign, sign if live else 0, reach)


def _gain(gain: list[int], total: int, live: int, reach: int) -> None:
    gain[0] += total
    gain[1] += live
    gain[2] += total * reach
    gain[3] += live * reach


def _changes(gains: Gains) -> Iterator[Change]:
    """By single scopes; many groups of scopes share them."""
    sums: defaultdict[tuple[Scope, int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (scopes, bucket, kind), (total, live, reach, reach_live) in gains.items():
        for scope in scopes:
            found = sums[scope, bucket, kind]
            found[0] += total
            found[1] += live
            found[2] += reach
            found[3] += reach_live
    for (scope, bucket, kind), (total, live, reach, reach_live) in sums.items():
        yield (scope, "stories" if kind else "authors", bucket), total, live
        if reach or reach_live:
            yield (scope, "reach", bucket), reach, reach_live


def _save(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    kept = [row for row in rows if row[3] > 0]
    insert(connection, "INSERT INTO voices (bucket, who, scopes, n, live, reach)", kept, _REPLACE)
    gone = [row[:3] for row in rows if row[3] <= 0]
    connection.executemany("DELETE FROM voices WHERE bucket = ? AND who = ? AND scopes = ?", gone)


def prune(connection: sqlite3.Connection, now: int) -> None:
    """Drop what is older than KEPT at `now` (microseconds)."""
    oldest = (now - KEPT // timedelta(microseconds=1)) // (BUCKET * 1_000_000)
    connection.execute("DELETE FROM voices WHERE bucket < ?", (oldest,))


@lru_cache(4096)
def spelled(scopes: Scopes) -> str:
    """Scopes as the logs keep them; the same few combinations come all the time."""
    return json.dumps(scopes)


@lru_cache(4096)
def _scopes(spelled: str) -> Scopes:
    return tuple(map(records.Scope, json.loads(spelled)))


@lru_cache(1 << 16)
def _hash(text: str) -> int:
    """62 bits."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 2
