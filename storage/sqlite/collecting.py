"""The collect stage's transactions: sources that are due, and what their polls brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from storage.intake.sameness import told_apart
from storage.records import Arrival, Committed, Outage, Poll, SourceState, Window
from storage.sqlite import aside, coverage, deleting
from storage.sqlite.codec import dumps, loads, micros, moment
from storage.sqlite.failures import is_about_a_row
from storage.sqlite.part import Part
from storage.sqlite.storing import Storing, apart, together

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
        def commit(storing: Storing) -> list[Committed]:
            with self._writing_tables(now) as tables:
                failing = _failing(tables.connection, polls)
                done = storing(tables, polls)
                aside.save(tables.connection, polls, done, now)
                gone = deleting.follow(tables, polls)
                done = [replace(each, deleted=count) for each, count in zip(done, gone, strict=True)]
                states = [_next_state(poll, committed) for poll, committed in zip(polls, done, strict=True)]
                _note_outages(tables.connection, failing, states, now)
                coverage.note(tables.connection, polls, now)
                save(tables.connection, states)
            return done

        return _each_alone(commit)

    def import_arrivals(self, source: str, arrivals: Sequence[Arrival], now: datetime) -> Committed:
        poll = Poll(state=SourceState(name=source, next_due_at=now), arrivals=arrivals)

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

    def coverage(self, since: datetime) -> list[Window]:
        with self._connections.reading() as connection:
            return coverage.read(connection, since)

    def outages(self, since: datetime) -> list[Outage]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT source, since, until FROM outages WHERE until > ? ORDER BY since, source", (micros(since),)
            ).fetchall()
        return [Outage(source=source, since=moment(start), until=moment(end)) for source, start, end in rows]


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
