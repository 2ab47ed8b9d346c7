"""What people decide: silences, verdicts, the records of crises, and links that work once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from storage import records
from storage.errors import Conflict
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.delivering import enqueue
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Delivery, Response, Silence, Verdict


class Responding(Part):
    def silences(self, now: datetime) -> list[Silence]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT id, body FROM silences WHERE ends > ? ORDER BY ends, id", (micros(now),))
            return [loads(records.Silence, body, id=id) for id, body in rows]

    def save_silence(self, silence: Silence) -> Silence:
        with self._connections.writing() as connection:
            id = connection.execute(
                "INSERT OR REPLACE INTO silences VALUES (?, ?, ?)",
                (silence.id, micros(silence.ends_at), dumps(silence)),
            ).lastrowid
        return replace(silence, id=id)

    def add_verdict(self, verdict: Verdict) -> None:
        with self._connections.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?)",
                (verdict.incident_id, verdict.rule, verdict.who, micros(verdict.at), dumps(verdict)),
            )

    def verdicts(self, since: datetime) -> list[Verdict]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT body FROM verdicts WHERE at >= ? ORDER BY at", (micros(since),))
            return [_verdict(body) for (body,) in rows]

    def response(self, incident_id: int) -> Response | None:
        found = self._responses("WHERE incident = ?", incident_id)
        return found[0] if found else None

    def responses(self, *, unresolved: bool = False, limit: int = 100) -> list[Response]:
        return self._responses("WHERE unresolved >= ? ORDER BY incident DESC LIMIT ?", unresolved, limit)

    def due_responses(self, now: datetime) -> list[Response]:
        return self._responses("WHERE unresolved AND due <= ? ORDER BY due", micros(now))

    def commit_response(
        self,
        response: Response,
        deliveries: Sequence[Delivery],
    ) -> Response:
        with self._connections.writing() as connection:
            saved = _save(connection, response)
            enqueue(connection, deliveries)
            return saved

    def redeem(self, token: str, now: datetime) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("INSERT OR IGNORE INTO spent VALUES (?, ?)", (token, micros(now))).rowcount == 1

    def _responses(self, where: str, *parameters: int) -> list[Response]:
        with self._connections.reading() as connection:
            rows = connection.execute(f"SELECT body FROM responses {where}", parameters)
            return [loads(records.Response, body) for (body,) in rows]


@lru_cache(2_000)
def _verdict(body: str) -> Verdict:
    """Pages ask for those of a month again and again, and what was said stays said."""
    return loads(records.Verdict, body)


def _save(connection: sqlite3.Connection, response: Response) -> Response:
    saved = replace(response, version=response.version + 1)
    due = saved.next_update_at and micros(saved.next_update_at)
    row = (saved.phase != "resolved", due, saved.version, dumps(saved))
    try:
        if not response.version:
            connection.execute("INSERT INTO responses VALUES (?, ?, ?, ?, ?)", (response.incident_id, *row))
            return saved
        changed = connection.execute(
            "UPDATE responses SET unresolved = ?, due = ?, version = ?, body = ? WHERE incident = ? AND version = ?",
            (*row, response.incident_id, response.version),
        ).rowcount
    except sqlite3.IntegrityError as error:
        raise Conflict(f"incident {response.incident_id} was declared a crisis by someone else meanwhile") from error
    if changed != 1:
        raise Conflict(f"the crisis record of incident {response.incident_id} was changed meanwhile: load it again")
    return saved
