"""The collect stage's transactions: sources that are due, and what their polls brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from storage import records
from storage.intake.sameness import told_apart
from storage.sqlite import aside, coverage, deleting
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.failures import is_about_a_row
from storage.sqlite.part import Part
from storage.sqlite.storing import Storing, apart, together

if TYPE_CHECKING:
    from storage.records import Arrival, Committed, Outage, Poll, Scope, SourceState, Window

T = TypeVar("T")

AHEAD = timedelta(minutes=1)
"""A poll this far in the future happened before the clock was set back."""

WORKED = frozenset({"ok", "empty", "unchanged", "partial"})

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
            (
                name,
                every // timedelta(microseconds=1),
                micros(now),
                dumps(records.SourceState(name=name, next_due_at=now)),
            )
            for name, every in intervals.items()
        ]
        with self._connections.writing() as connection:
            connection.execute("UPDATE sources SET configured = 0")
            connection.executemany(_KNOW, rows)

    def source_states(self) -> list[SourceState]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT state FROM sources WHERE configured ORDER BY name").fetchall()
        return [loads(records.SourceState, state) for (state,) in rows]

    def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[SourceState]:
        with self._connections.writing() as connection:
            ahead = (now + AHEAD).isoformat()
            rows = connection.execute(_DUE, {"now": micros(now), "ahead": ahead, "limit": limit}).fetchall()
            claimed = [loads(records.SourceState, state, lease_until=now + lease) for (state,) in rows]
            save(connection, claimed)
        return claimed

    def commit_polls(self, polls: Sequence[Poll], now: datetime) -> list[Committed]:
        def commit(storing: Storing) -> list[Committed]:
            with self._writing_tables(now) as tables:
                done = storing(tables, polls)
                aside.save(tables.connection, polls, done, now)
                gone = deleting.follow(tables, polls)
                done = [replace(each, deleted=count) for each, count in zip(done, gone, strict=True)]
                states = [_next_state(poll, committed) for poll, committed in zip(polls, done, strict=True)]
                coverage.note(tables.connection, polls, now)
                save(tables.connection, states)
            return done

        return _each_alone(commit)

    def import_arrivals(self, source: str, arrivals: Sequence[Arrival], now: datetime) -> Committed:
        poll = records.Poll(state=records.SourceState(name=source, next_due_at=now), arrivals=arrivals)

        def commit(storing: Storing) -> Committed:
            with self._writing_tables(now) as tables:
                return storing(tables, [poll])[0]

        return _each_alone(commit)

    def store_again(self, poll: Poll, now: datetime) -> Committed:
        def commit(storing: Storing) -> Committed:
            with self._writing_tables(now) as tables:
                done = storing(tables, [poll])
                aside.save(tables.connection, [poll], done, now)
            return done[0]

        return _each_alone(commit)

    def coverage(self, since: datetime, source: str | None = None) -> list[Window]:
        with self._connections.reading() as connection:
            return coverage.read(connection, since, source)

    def outages(self, since: datetime) -> list[Outage]:
        with self._connections.reading() as connection:
            return coverage.outages(connection, since)

    def brought(self, scope: Scope, since: datetime) -> Mapping[str, int]:
        with self._connections.reading() as connection:
            return coverage.brought(connection, scope, since)


def _each_alone(commit: Callable[[Storing], T]) -> T:
    """A transaction with all arrivals together; where one of them breaks it, again with each standing alone."""
    try:
        return commit(together)
    except Exception as error:
        if not is_about_a_row(error):
            raise
    return commit(apart)


def _next_state(poll: Poll, done: Committed) -> SourceState:
    """The state as given, unleased; after a poll that worked, with what it brought."""
    state = replace(poll.state, lease_until=None)
    if state.health not in WORKED:
        return state
    if state.health == "unchanged":
        return replace(state, new=0)
    refused = {each.native_id for each in done.refused}
    said = [each.mention.said_at for each in poll.arrivals if each.mention.native_id not in refused]
    last = max((*said, state.last_item_at)) if state.last_item_at else max(said, default=None)
    items = len(poll.arrivals) + len(poll.refused) if poll.items is None else poll.items
    notes = (*state.notes, told_apart(done.apart)) if done.apart else state.notes
    return replace(state, items=items, new=done.new, last_item_at=last, notes=notes)


def save(connection: sqlite3.Connection, states: Sequence[SourceState]) -> None:
    rows = [
        (state.name, micros(state.next_due_at), state.lease_until and micros(state.lease_until), dumps(state))
        for state in states
    ]
    connection.executemany(_SAVE, rows)
