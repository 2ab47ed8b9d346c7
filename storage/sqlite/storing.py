"""What polls brought, into the tables: all together, or in parts where one arrival would take the others along."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING

from storage import records
from storage.sqlite.arriving import Arriving, Outcome
from storage.sqlite.entries import entry
from storage.sqlite.failures import is_about_a_row
from storage.sqlite.tables import Tables

if TYPE_CHECKING:
    from storage.records import Arrival, Committed, Poll, Refused

CHUNK = 1000
"""Arrivals that are looked up and written together: what a commit holds in memory at most."""

Storing = Callable[[Tables, Sequence[records.Poll]], list[records.Committed]]
Row = tuple[int, str, records.Arrival]
"""Which poll an arrival belongs to, its source, and itself."""


def together(tables: Tables, polls: Sequence[Poll]) -> list[Committed]:
    """Everything at once. Raises whatever a single arrival makes go wrong."""
    outcomes = [Outcome() for _ in polls]
    rows = _rows(polls)
    while chunk := list(islice(rows, CHUNK)):
        _arrive(tables, chunk, outcomes)
    return [
        records.Committed(**asdict(outcome), refused=tuple(poll.refused)) for outcome, poll in _pairs(outcomes, polls)
    ]


def apart(tables: Tables, polls: Sequence[Poll]) -> list[Committed]:
    """The same in parts that are halved around what cannot be stored, until it stands alone and is refused."""
    outcomes = [Outcome() for _ in polls]
    refused = [list(poll.refused) for poll in polls]
    rows = _rows(polls)
    parts = list(iter(lambda: list(islice(rows, CHUNK)), []))[::-1]
    while parts:
        part = parts.pop()
        error = _tried(tables, part, outcomes)
        if error and len(part) == 1:
            owner, _, arrival = part[0]
            refused[owner].append(_refused(arrival, error))
        elif error:
            parts += [part[len(part) // 2 :], part[: len(part) // 2]]
    pairs = zip(outcomes, refused, strict=True)
    return [records.Committed(**asdict(outcome), refused=tuple(without)) for outcome, without in pairs]


def _rows(polls: Sequence[Poll]) -> Iterator[Row]:
    for owner, poll in enumerate(polls):
        for arrival in poll.arrivals:
            yield owner, poll.state.name, arrival


def _pairs(outcomes: Sequence[Outcome], polls: Sequence[Poll]) -> Iterator[tuple[Outcome, Poll]]:
    return zip(outcomes, polls, strict=True)


def _arrive(tables: Tables, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
    Arriving(tables, [entry(*row) for row in rows], outcomes).commit()


def _tried(tables: Tables, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> Exception | None:
    """Store some arrivals with their counts, or nothing of them; what kept them out."""
    own = [Outcome() for _ in outcomes]
    part = Tables(tables.connection, tables.now, tables.bands)
    try:
        with _savepoint(tables.connection):
            _arrive(part, rows, own)
            part.deltas.write(tables.connection)
    except Exception as error:
        if not is_about_a_row(error):
            raise
        return error
    for outcome, more in zip(outcomes, own, strict=True):
        outcome.add(more)
    return None


@contextmanager
def _savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk has undone all of it already
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")


def _refused(arrival: Arrival, error: Exception) -> Refused:
    mention = arrival.mention
    return records.Refused(native_id=str(mention.native_id), reason=f"it cannot be stored: {error}", body=mention)
