"""The ledger of what could be seen: a row for each stretch of one outcome within one hour, added to at every poll."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

from storage import records
from storage.sqlite.codec import micros, moment

if TYPE_CHECKING:
    from storage.records import Outage, Poll, Scope, Sight, Window

KEPT = timedelta(days=60)
LONGEST = 300
HOUR = timedelta(hours=1)
DAY = 86_400_000_000
"""Microseconds of the days by which `brought` counts."""
SIGHTS = frozenset(get_args(records.Sight))

_GO_ON = """
UPDATE coverage SET
    last = max(last, :at), polls = polls + 1, fresh = fresh + :fresh,
    newest = max(coalesce(newest, :newest), coalesce(:newest, newest)),
    delay = delay + :delay, delayed = delayed + :delayed, why = :why
WHERE source = :source AND first = (SELECT max(first) FROM coverage WHERE source = :source)
  AND ((hour = :hour AND sight = :sight) OR first = :at)
"""
_BEGIN = """
INSERT OR REPLACE INTO coverage
VALUES (:source, :hour, :sight, :at, :at, 1, :fresh, :newest, :delay, :delayed, :why)
"""
_READ = """
SELECT source, hour, sight, first, last, polls, fresh, newest, delay, delayed, why FROM coverage
WHERE last >= :since AND (:source IS NULL OR source = :source) ORDER BY source, first
"""
_BLIND = """
SELECT source, first, last, why, (SELECT min(first) FROM coverage n WHERE n.source = c.source AND n.first > c.first),
    EXISTS (SELECT 1 FROM sources WHERE name = c.source AND configured)
FROM coverage c
WHERE sight IN ('rate limited', 'unauthorised', 'broken', 'gone') ORDER BY source, first
"""
_BROUGHT = "SELECT source, sum(n) FROM brought WHERE scope = ? AND day >= ? GROUP BY source"


def note(connection: sqlite3.Connection, polls: Sequence[Poll], now: datetime) -> None:
    """Write down how some polls went: in the last window of each, or in a new one where the hour or the sight is."""
    for row in (_row(poll, now) for poll in polls if poll.state.health != "new"):
        if not connection.execute(_GO_ON, row).rowcount:
            connection.execute(_BEGIN, row)


def read(connection: sqlite3.Connection, since: datetime, source: str | None = None) -> list[Window]:
    """By source, then by time."""
    return [_window(*row) for row in connection.execute(_READ, {"since": micros(since), "source": source})]


def outages(connection: sqlite3.Connection, since: datetime) -> list[Outage]:
    """Blind windows of one source that follow each other, as one stretch; each lasts until something else was seen.

    One of a source that is not configured any more ends with its last poll.
    """
    found: list[Outage] = []
    for source, first, last, why, following, configured in connection.execute(_BLIND):
        end = following if following or configured else last
        goes_on = found and found[-1].source == source and found[-1].until == moment(first)
        start = found.pop().since if goes_on else moment(first)
        found.append(records.Outage(source=source, since=start, until=None if end is None else moment(end), why=why))
    lasted = [each for each in found if each.until is None or each.until > since]
    return sorted(lasted, key=lambda each: (each.since, each.source))


def brought(connection: sqlite3.Connection, scope: Scope, since: datetime) -> dict[str, int]:
    """By source."""
    return dict(connection.execute(_BROUGHT, (scope, micros(since) // DAY)))


def prune(connection: sqlite3.Connection, now: datetime) -> None:
    """What lies longer back than anything asks."""
    connection.execute("DELETE FROM coverage WHERE last < ?", (micros(now - KEPT),))
    connection.execute("DELETE FROM brought WHERE day < ?", (micros(now - KEPT) // DAY,))


def _row(poll: Poll, now: datetime) -> dict[str, object]:
    state = poll.state
    at, known = state.polled_at or now, state.last_item_at
    fresh = [each.mention for each in poll.arrivals if known is not None and known < each.mention.said_at <= at]
    delays = [(at - each.published_at).total_seconds() for each in fresh if each.published_at]
    why = state.last_error if state.failures else "; ".join(state.notes) if state.health == "partial" else ""
    return {
        "source": state.name,
        "hour": micros(at.replace(minute=0, second=0, microsecond=0)),
        "sight": state.health if state.health in SIGHTS else "ok",
        "at": micros(at),
        "fresh": len(fresh),
        "newest": max((micros(each.said_at) for each in fresh), default=None),
        "delay": sum(delays),
        "delayed": len(delays),
        "why": (why or "")[:LONGEST],
    }


def _window(
    source: str,
    hour: int,
    sight: Sight,
    first: int,
    last: int,
    polls: int,
    fresh: int,
    newest: int | None,
    delay: float,
    delayed: int,
    why: str,
) -> Window:
    return records.Window(
        source=source,
        hour=moment(hour),
        sight=sight,
        first=moment(first),
        last=moment(last),
        polls=polls,
        fresh=fresh,
        newest=None if newest is None else moment(newest),
        delay=delay / delayed if delayed else None,
        why=why,
    )
