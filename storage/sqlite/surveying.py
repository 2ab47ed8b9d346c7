"""What overviews read: sums over a stretch of time, and incidents by the page; one statement each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storage import records
from storage.sqlite.codec import decoded, loads, micros, moment
from storage.sqlite.evaluating import OF_BRAND
from storage.sqlite.hearing import ROWS, heard
from storage.sqlite.part import Part
from storage.sqlite.voices import BUCKET

if TYPE_CHECKING:
    from storage.records import Heard, Incident, IncidentTally, Raised, Response, Series, Told, ToneCount

AT_ONCE = 200
"""Incidents that are looked at before it is asked whether they are still of the time that is meant."""

# A mention may match several queries of one brand, and counts once for it. Stories told once are alike. What people
# corrected while it waits to be read has their reading.
_TONES = """
WITH told AS (
    SELECT brand, story, tone FROM tones WHERE mention >= :since AND mention < :until
    UNION ALL SELECT brand, story, NULL FROM (
        SELECT DISTINCT m.id, m.story, value ->> 1 AS brand
        FROM waiting w CROSS JOIN mentions m ON m.id = w.mention, json_each(m.matches)
        WHERE w.mention >= :since AND w.mention < :until
            AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.mention = w.mention)
    )
)
SELECT brand, positive, neutral, negative, unread, count(*) FROM (
    SELECT brand, count(*) FILTER (WHERE tone > 0) AS positive, count(*) FILTER (WHERE tone = 0) AS neutral,
        count(*) FILTER (WHERE tone < 0) AS negative, count(*) FILTER (WHERE tone IS NULL) AS unread
    FROM told GROUP BY brand, story
) GROUP BY brand, positive, neutral, negative, unread
"""
_TOLD = """
SELECT who >> 1, sum(n) AS told FROM voices WHERE bucket >= ? AND bucket < ? AND who & 1
GROUP BY who HAVING told >= ? ORDER BY who DESC LIMIT ?
"""
_OLDEST = """
SELECT value ->> 0, value ->> 1,
    (SELECT min(bucket) FROM counts WHERE scope = value ->> 0 AND measure = value ->> 1 AND bucket >= ?)
FROM json_each(?)
"""
# The index knows whether one is a drill, which is looked for in its body else.
_TALLIES = """
WITH every AS MATERIALIZED (SELECT id, unresolved, drill FROM incidents INDEXED BY incidents_sort),
told AS (
    SELECT NULL AS brand, unresolved, drill FROM every
    UNION ALL SELECT brand, unresolved, drill FROM incident_brands JOIN every ON id = incident
)
SELECT brand, count(*) FILTER (WHERE unresolved AND NOT drill), count(*) FILTER (WHERE NOT unresolved AND NOT drill),
    count(*) FILTER (WHERE drill)
FROM told GROUP BY brand
"""
_DEBRIEFS = """
SELECT i.id, i.version, i.body FROM responses r JOIN incidents i ON i.id = r.incident
WHERE NOT r.unresolved AND r.body ->> 'closed_at' IS NULL ORDER BY r.incident DESC
"""
_DEBRIEFS_WAITING = f"SELECT count(*) FROM ({_DEBRIEFS})"
# What has a sequence tells by it; of the rest there are few rows.
_PULSE = """
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'hits'), 0),
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'incidents'), 0),
    (SELECT count(*) || '/' || coalesce(sum(version), 0) FROM incidents WHERE unresolved),
    (SELECT coalesce(sum(version), 0) FROM responses),
    coalesce((SELECT max(id) FROM cases), 0),
    coalesce((SELECT n FROM case_counts WHERE kind = 'any' AND value = '' AND active = 1), 0),
    (SELECT coalesce(max(rowid), 0) FROM audit)
"""


class Surveying(Part):
    def pulse(self) -> str:
        with self._connections.reading() as connection:
            return ".".join(str(value) for value in connection.execute(_PULSE).fetchone())

    def tones(self, since: datetime, until: datetime) -> list[ToneCount]:
        with self._connections.reading() as connection:
            rows = connection.execute(_TONES, {"since": micros(since), "until": micros(until)})
            return [records.ToneCount(*row) for row in rows]

    def heard(self, since: datetime, until: datetime, whole: Collection[str] | None = None) -> Iterator[Heard]:
        with self._connections.reading() as connection:
            for row in connection.execute(ROWS, (micros(since), micros(until))):
                yield heard(row, whole)

    def told(self, since: datetime, until: datetime, *, least: int, limit: int) -> list[Told]:
        with self._connections.reading() as connection:
            first, last = int(since.timestamp()) // BUCKET, -(-int(until.timestamp()) // BUCKET)
            rows = connection.execute(_TOLD, (first, last, least, limit))
            return [records.Told(*row) for row in rows]

    def oldest_counts(self, series: Sequence[Series], since: datetime | None = None) -> dict[Series, datetime | None]:
        begin = int(since.timestamp()) // BUCKET if since else 0
        asked = json.dumps([(one.scope, one.measure) for one in series])
        with self._connections.reading() as connection:
            rows = connection.execute(_OLDEST, (begin, asked)).fetchall()
        return {
            one: None if first is None else moment(first * BUCKET * 1_000_000)
            for one, (_, _, first) in zip(series, rows, strict=True)
        }

    def incident_page(
        self,
        *,
        unresolved: bool,
        drill: bool = False,
        brand: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Incident]:
        asked = {"drill": drill, "unresolved": unresolved, "brand": brand, "before": before, "limit": limit}
        state = "" if drill else "AND unresolved = :unresolved"
        of = "" if brand is None else f"AND id IN ({OF_BRAND})"
        older = "" if before is None else "AND id < :before"
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT id, version, body FROM incidents WHERE drill = :drill {state} {of} {older} "
                "ORDER BY id DESC LIMIT :limit",
                asked,
            ).fetchall()
        return [loads(records.Incident, body, id=id, version=version) for id, version, body in rows]

    def debriefs_due(self) -> list[Incident]:
        with self._connections.reading() as connection:
            rows = connection.execute(_DEBRIEFS).fetchall()
        return [loads(records.Incident, body, id=id, version=version) for id, version, body in rows]

    def debriefs_waiting(self) -> int:
        with self._connections.reading() as connection:
            return int(connection.execute(_DEBRIEFS_WAITING).fetchone()[0])

    def responses_of(self, incidents: Collection[int]) -> dict[int, Response]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT incident, body FROM responses WHERE incident IN (SELECT value FROM json_each(?))",
                (json.dumps(list(incidents)),),
            ).fetchall()
        return {id: loads(records.Response, body) for id, body in rows}

    def raised(self, since: datetime, limit: int) -> list[Raised]:
        """Nothing but what is asked for is made of the bodies."""
        found: list[Raised] = []
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT id, body FROM incidents WHERE NOT drill ORDER BY id DESC LIMIT ?", (limit,)
            )
            while some := [_raised(*row) for row in rows.fetchmany(AT_ONCE)]:
                found += [each for each in some if each.opened_at >= since]
                if some[-1].opened_at < since:
                    break
        return found

    def incident_tallies(self) -> dict[str | None, IncidentTally]:
        with self._connections.reading() as connection:
            rows = connection.execute(_TALLIES).fetchall()
        found = {
            brand: records.IncidentTally(unresolved=unresolved, resolved=resolved, drills=drills)
            for brand, unresolved, resolved, drills in rows
        }
        return {None: records.IncidentTally(), **found}


def _raised(id: int, body: str) -> Raised:
    said = decoded(body)
    opened_at = datetime.fromisoformat(said["opened_at"])
    return records.Raised(id, opened_at, frozenset(alert["rule"] for alert in said.get("alerts", ())))
