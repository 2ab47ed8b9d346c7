"""The collect stage's transactions: sources that are due, and what their polls brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import islice

from storage.records import Arrival, Committed, Outage, Poll, SourceState
from storage.sqlite.arriving import Arriving, Outcome
from storage.sqlite.codec import dumps, loads, micros, moment
from storage.sqlite.entries import Entry, entry
from storage.sqlite.part import Part
from storage.sqlite.tables import Tables

CHUNK = 1000
"""Arrivals that are looked up and written together: what a commit holds in memory at most."""

AHEAD = timedelta(minutes=1)
"""A poll this far in the future happened before the clock was set back."""

WORKED = frozenset({"ok", "empty", "unchanged"})

_KNOW = """
INSERT INTO sources (name, configured, every, due, lease, state) VALUES (?, 1, ?, ?, NULL, ?)
ON CONFLICT DO UPDATE SET configured = 1, every = excluded.every
"""
_SAVE = """
INSERT INTO sources (name, configured, every, due, lease, state) VALUES (?, 0, 0, ?, ?, ?)
ON CONFLICT DO UPDATE SET due = excluded.due, lease = excluded.lease, state = excluded.state
"""
_DUE = """
SELECT state FROM sources
WHERE configured AND (lease IS NULL OR lease <= :now) AND json_extract(state, '$.health') != 'gone'
  AND (due <= :now OR json_extract(state, '$.polled_at') > :ahead)
ORDER BY due LIMIT :limit
"""


class Collecting(Part):
    def sync_sources(self, intervals: Mapping[str, timedelta], now: datetime) -> None:
        rows = [
            (name, every // timedelta(microseconds=1), micros(now), dumps(SourceState(name=name, next_due_at=now)))
            for name, every in intervals.items()
        ]
        with self._connections.writing() as connection:
            connection.execute("UPDATE sources SET configured = 0")
            connection.executemany(_KNOW, rows)

    def source_states(self) -> list[SourceState]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT state FROM sources WHERE configured ORDER BY name").fetchall()
        return [loads(SourceState, state) for (state,) in rows]

    def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[SourceState]:
        with self._connections.writing() as connection:
            ahead = (now + AHEAD).isoformat()
            rows = connection.execute(_DUE, {"now": micros(now), "ahead": ahead, "limit": limit}).fetchall()
            claimed = [replace(loads(SourceState, state), lease_until=now + lease) for (state,) in rows]
            save(connection, claimed)
        return claimed

    def commit_polls(self, polls: Sequence[Poll], now: datetime) -> list[Committed]:
        outcomes = [Outcome() for _ in polls]
        with self._writing_tables(now) as tables:
            failing = _failing(tables.connection, polls)
            _store(tables, polls, outcomes)
            states = [_next_state(poll, outcome) for poll, outcome in zip(polls, outcomes, strict=True)]
            _note_outages(tables.connection, failing, states, now)
            save(tables.connection, states)
        return [Committed(**asdict(outcome)) for outcome in outcomes]

    def import_arrivals(self, source: str, arrivals: Sequence[Arrival], now: datetime) -> Committed:
        outcome = Outcome()
        poll = Poll(state=SourceState(name=source, next_due_at=now), arrivals=arrivals)
        with self._writing_tables(now) as tables:
            _store(tables, [poll], [outcome])
        return Committed(**asdict(outcome))

    def outages(self, since: datetime) -> list[Outage]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT source, since, until FROM outages WHERE until > ? ORDER BY since, source", (micros(since),)
            ).fetchall()
        return [Outage(source=source, since=moment(start), until=moment(end)) for source, start, end in rows]


def _store(tables: Tables, polls: Sequence[Poll], outcomes: Sequence[Outcome]) -> None:
    entries = _entries(polls)
    while chunk := list(islice(entries, CHUNK)):
        Arriving(tables, chunk, outcomes).commit()


def _entries(polls: Sequence[Poll]) -> Iterator[Entry]:
    for owner, poll in enumerate(polls):
        for arrival in poll.arrivals:
            yield entry(owner, poll.state.name, arrival)


def _next_state(poll: Poll, outcome: Outcome) -> SourceState:
    """The state as given, unleased; after a poll that worked, with what it brought."""
    state = replace(poll.state, lease_until=None)
    if state.health not in WORKED:
        return state
    if state.health == "unchanged":
        return replace(state, new=0)
    said = [arrival.mention.said_at for arrival in poll.arrivals]
    last = max((*said, state.last_item_at)) if state.last_item_at else max(said, default=None)
    items = len(poll.arrivals) if poll.items is None else poll.items
    return replace(state, items=items, new=outcome.new, last_item_at=last)


def _failing(connection: sqlite3.Connection, polls: Sequence[Poll]) -> dict[str, datetime]:
    """Since when each of the polled sources was blind, as far as it was."""
    rows = connection.execute(
        "SELECT name, json_extract(state, '$.failing_since') FROM json_each(?) CROSS JOIN sources ON name = value",
        (dumps([poll.state.name for poll in polls]),),
    )
    return {name: datetime.fromisoformat(since) for name, since in rows if since}


def _note_outages(
    connection: sqlite3.Connection, failing: Mapping[str, datetime], states: Sequence[SourceState], now: datetime
) -> None:
    """A source that works again was blind until now."""
    rows = [
        (state.name, micros(failing[state.name]), micros(now))
        for state in states
        if state.failing_since is None and state.name in failing
    ]
    connection.executemany("INSERT INTO outages VALUES (?, ?, ?)", rows)


def save(connection: sqlite3.Connection, states: Sequence[SourceState]) -> None:
    rows = [
        (state.name, micros(state.next_due_at), state.lease_until and micros(state.lease_until), dumps(state))
        for state in states
    ]
    connection.executemany(_SAVE, rows)
