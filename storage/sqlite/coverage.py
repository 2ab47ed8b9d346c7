"""The ledger of what could be seen: a row for each stretch of one outcome within one hour, added to at every poll."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

from storage.records import Poll, Sight, Window
from storage.sqlite.codec import micros, moment

KEPT = timedelta(days=60)
LONGEST = 300
HOUR = timedelta(hours=1)
SIGHTS = frozenset(get_args(Sight))

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
WHERE last >= ? ORDER BY source, first
"""


def note(connection: sqlite3.Connection, polls: Sequence[Poll], now: datetime) -> None:
    """Write down how some polls went: in the last window of each, or in a new one where the hour or the sight is."""
    for row in (_row(poll, now) for poll in polls if poll.state.health != "new"):
        if not connection.execute(_GO_ON, row).rowcount:
            connection.execute(_BEGIN, row)


def read(connection: sqlite3.Connection, since: datetime) -> list[Window]:
    """By source, then by time."""
    return [_window(*row) for row in connection.execute(_READ, (micros(since),))]


def prune(connection: sqlite3.Connection, now: datetime) -> None:
    """What lies longer back than anything asks."""
    connection.execute("DELETE FROM coverage WHERE last < ?", (micros(now - KEPT),))


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
    return Window(
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
