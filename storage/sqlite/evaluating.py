"""The evaluate and escalate stages' transactions: counts, hits, what rules have seen, incidents."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage import records
from storage.errors import Conflict
from storage.sqlite.branded import keep
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.delivering import enqueue
from storage.sqlite.part import Part
from storage.sqlite.rows import COLUMNS, hit
from storage.sqlite.voices import BUCKET

if TYPE_CHECKING:
    from storage.records import Delivery, Hit, Incident, RuleState, Series

Parameters = Sequence[str | int] | Mapping[str, str | int | None]

_COUNTS = """
SELECT asked.key, (
    SELECT json_array(json_group_array(bucket), json_group_array(total), json_group_array(live)) FROM counts
    WHERE scope = asked.value ->> 0 AND measure = asked.value ->> 1 AND bucket >= ? AND bucket < ?
) FROM json_each(?) AS asked
"""
OF_BRAND = "SELECT incident FROM incident_brands WHERE brand = :brand"
"""Ids of the incidents that are about one brand."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketCounts:
    """One series; the arrays are of signed 64-bit integers and share their memory with numpy."""

    start: datetime
    total: array[int]
    live: array[int]


class Evaluating(Part):
    def rule_state(self, name: str, now: datetime) -> RuleState:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT state FROM rules WHERE name = ?", (name,)).fetchone()
            if row:
                return loads(records.RuleState, row[0])
            # From SQLite's own counter, as the log itself is trimmed.
            last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'hits'").fetchone()
        return records.RuleState(name=name, evaluated_until=now, began=now, seen=last[0] if last else 0)

    def counts(self, series: Sequence[Series], start: datetime, end: datetime) -> dict[Series, BucketCounts]:
        first, last = _bucket(start), _bucket(end)
        empty = bytes(8 * max(last - first, 0))
        found = {one: BucketCounts(start=start, total=array("q", empty), live=array("q", empty)) for one in series}
        places = list(found.values())
        asked = json.dumps([(one.scope, one.measure) for one in found])
        with self._connections.reading() as connection:
            # A list costs a third of as many rows.
            for place, said in connection.execute(_COUNTS, (first, last, asked)):
                buckets, *columns = json.loads(said)
                for counts, column in zip((places[place].total, places[place].live), columns, strict=True):
                    _fill(counts, first, buckets, column)
        return found

    def hits_after(self, seq: int, *, read: bool, limit: int) -> list[Hit]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT h.seq, h.scopes, h.read, h.live, {COLUMNS} FROM hits h CROSS JOIN mentions m "
                "ON m.id = h.mention WHERE h.seq > ? AND h.read = ? ORDER BY h.seq LIMIT ?",
                (seq, read, limit),
            )
            return [hit(row) for row in rows]

    def commit_evaluation(
        self,
        state: RuleState,
        incidents: Sequence[Incident],
    ) -> list[Incident]:
        with self._connections.writing() as connection:
            _keep(connection, [state])
            return [save(connection, incident) for incident in incidents]

    def commit_progress(self, states: Sequence[RuleState]) -> None:
        with self._connections.writing() as connection:
            _keep(connection, states)

    def forget_rules(self, names: Sequence[str]) -> None:
        with self._connections.writing() as connection:
            connection.executemany("DELETE FROM rules WHERE name = ?", [(name,) for name in names])

    def incident(self, key: str) -> Incident | None:
        found = self._incidents("WHERE key = ? ORDER BY unresolved DESC, id DESC LIMIT 1", (key,))
        return found[0] if found else None

    def incident_by_id(self, id: int) -> Incident | None:
        found = self._incidents("WHERE id = ?", (id,))
        return found[0] if found else None

    def incidents(self, *, unresolved: bool = False, brand: str | None = None, limit: int = 100) -> list[Incident]:
        of = "" if brand is None else f"AND id IN ({OF_BRAND})"
        asked = {"unresolved": unresolved, "brand": brand, "limit": limit}
        return self._incidents(f"WHERE unresolved >= :unresolved {of} ORDER BY id DESC LIMIT :limit", asked)

    def due_incidents(self, now: datetime) -> list[Incident]:
        due = "unresolved AND (notice <= :now OR over <= :now)"
        return self._incidents(f"WHERE {due} ORDER BY id", {"now": micros(now)})

    def commit_incident(
        self,
        incident: Incident,
        deliveries: Sequence[Delivery],
    ) -> Incident:
        with self._connections.writing() as connection:
            saved = save(connection, incident)
            enqueue(connection, deliveries)
            return saved

    def _incidents(self, where: str, parameters: Parameters) -> list[Incident]:
        with self._connections.reading() as connection:
            rows = connection.execute(f"SELECT id, version, body FROM incidents {where}", parameters).fetchall()
        return [loads(records.Incident, body, id=id, version=version) for id, version, body in rows]


def _keep(connection: sqlite3.Connection, states: Sequence[RuleState]) -> None:
    rows = [(state.name, dumps(state)) for state in states]
    connection.executemany("INSERT OR REPLACE INTO rules VALUES (?, ?)", rows)


def _fill(counts: array[int], first: int, buckets: Sequence[int], column: Sequence[int]) -> None:
    """Put them into their places; most of what is counted has no gap, and goes in at once."""
    if buckets and buckets == list(range(buckets[0], buckets[0] + len(buckets))):
        begin = buckets[0] - first
        counts[begin : begin + len(column)] = array("q", column)
        return
    for bucket, count in zip(buckets, column, strict=True):
        counts[bucket - first] = count


def _bucket(border: datetime) -> int:
    return micros(border) // (BUCKET * 1_000_000)


def save(connection: sqlite3.Connection, incident: Incident) -> Incident:
    saved = replace(incident, version=incident.version + 1)
    pages = [search.next_at for search in incident.searches]
    notice = min((micros(moment) for moment in (incident.next_notice_at, *pages) if moment), default=None)
    over = micros(max((alert.ends_at for alert in incident.alerts), default=_NEVER))
    row = (incident.key, incident.state != "resolved", notice, over, saved.version, dumps(saved))
    try:
        if incident.id is None:
            id = connection.execute("INSERT INTO incidents VALUES (NULL, ?, ?, ?, ?, ?, ?)", row).lastrowid
            assert id is not None
            keep(connection, id, incident.brands)
            return replace(saved, id=id)
        changed = connection.execute(
            "UPDATE incidents SET key = ?, unresolved = ?, notice = ?, over = ?, version = ?, body = ? "
            "WHERE id = ? AND version = ?",
            (*row, incident.id, incident.version),
        ).rowcount
    except sqlite3.IntegrityError as error:
        raise Conflict(f"another incident of {incident.key!r} is open already: load it and try again") from error
    if changed != 1:
        raise Conflict(f"incident {incident.id} was saved by someone else meanwhile: load it and try again")
    keep(connection, incident.id, incident.brands)
    return saved
