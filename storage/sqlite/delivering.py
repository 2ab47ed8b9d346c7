"""The outbox: messages that were decided, until they are accepted or visibly failed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage import records
from storage.errors import Conflict
from storage.sqlite.codec import dumps, loads, micros, moment, sound
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Bundled, Delivery, Outgoing, Sent

_BODY = sound("body")
_SENT = f"""
SELECT json_extract({_BODY}, '$.target'), json_extract({_BODY}, '$.to'), due
FROM deliveries WHERE NOT pending AND due > ?
AND json_extract({_BODY}, '$.sent_at') IS NOT NULL AND json_extract({_BODY}, '$.within') IS NULL ORDER BY due
"""

_TOGETHER = f"""
SELECT {sound("told.body")} ->> '$.notice.incident_id', {sound("bundle.body")} ->> '$.preferred'
FROM deliveries AS told JOIN deliveries AS bundle ON bundle.key = {sound("told.body")} ->> '$.within'
WHERE NOT told.pending AND told.due >= ? AND told.due < ? ORDER BY told.id
"""

# A key begins with its thread and a slash; "0" is the character after it.
_OUTGOING = f"""
SELECT json_object('at', body -> '$.notice.created_at', 'kind', body -> '$.notice.kind', 'target', body -> '$.target',
'to', body -> '$.to', 'person', body -> '$.person', 'due_at', body -> '$.next_try_at', 'sent_at', body -> '$.sent_at',
'error', body -> '$.error', 'permanent', body -> '$.permanent')
FROM (SELECT id, {_BODY} AS body FROM deliveries WHERE key >= ? || '/' AND key < ? || '0' ORDER BY id DESC LIMIT ?)
ORDER BY id
"""

# Bodies are large: those that went well are not taken apart.
_FAILED = f"""
SELECT id, body FROM (SELECT id, body FROM deliveries WHERE NOT pending ORDER BY id DESC LIMIT ?)
WHERE {_BODY} ->> '$.permanent' ORDER BY id DESC
"""


# The few that wait have an index; going back through all for them takes the longer the more were sent.
_ORDERED: Mapping[bool | None, str] = {
    None: "ORDER BY id DESC LIMIT ?",
    False: "WHERE NOT pending ORDER BY id DESC LIMIT ?",
    True: "WHERE id IN (SELECT id FROM deliveries WHERE pending ORDER BY +id DESC LIMIT ?) ORDER BY id DESC",
}


class Delivering(Part):
    def enqueue(
        self,
        deliveries: Sequence[Delivery],
    ) -> None:
        with self._connections.writing() as connection:
            enqueue(connection, deliveries)

    def claim_deliveries(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        with self._connections.writing() as connection:
            rows = connection.execute(
                "SELECT id, body FROM deliveries WHERE pending AND due <= ? ORDER BY due, id LIMIT ?",
                (micros(now), limit),
            ).fetchall()
            claimed = [loads(records.Delivery, body, id=id, next_try_at=now + lease) for id, body in rows]
            save(connection, [replace(one, begun=True) for one in claimed])
        return claimed

    def finish_delivery(self, delivery: Delivery) -> None:
        with self._connections.writing() as connection:
            save(connection, [delivery])

    def put_off(self, deliveries: Sequence[Delivery]) -> None:
        with self._connections.writing() as connection:
            save(connection, deliveries)

    def bundle(self, bundle: Delivery, members: Sequence[Delivery], now: datetime) -> Delivery:
        told = [replace(one, within=bundle.key, sent_at=now, held=False, error=None) for one in members]
        with self._connections.writing() as connection:
            if save(connection, told) != len(told):
                raise Conflict("one of the messages to be told together has been told already; look again")
            enqueue(connection, [bundle])
            (id,) = connection.execute("SELECT id FROM deliveries WHERE key = ?", (bundle.key,)).fetchone()
        return replace(bundle, id=id)

    def sent_since(self, since: datetime) -> list[Sent]:
        with self._connections.reading() as connection:
            rows = connection.execute(_SENT, (micros(since),)).fetchall()
        return [
            records.Sent(target=target, to=tuple(json.loads(to or "[]")), at=moment(due)) for target, to, due in rows
        ]

    def told_together(self, since: datetime, until: datetime) -> list[Bundled]:
        with self._connections.reading() as connection:
            rows = connection.execute(_TOGETHER, (micros(since), micros(until))).fetchall()
        return [records.Bundled(incident_id=incident, preferred=bool(preferred)) for incident, preferred in rows]

    def bounced(self, delivery: Delivery) -> None:
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE deliveries SET body = ? WHERE id = ? AND NOT pending", (dumps(delivery), delivery.id)
            )

    def deliveries(self, *, pending: bool | None = None, limit: int = 100) -> list[Delivery]:
        with self._connections.reading() as connection:
            rows = connection.execute(f"SELECT id, body FROM deliveries {_ORDERED[pending]}", (limit,)).fetchall()
        return [loads(records.Delivery, body, id=id) for id, body in rows]

    def deliveries_of(self, keys: Sequence[str]) -> list[Delivery]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT d.id, d.body FROM json_each(?) CROSS JOIN deliveries d ON d.key = value",
                (json.dumps(list(keys)),),
            ).fetchall()
        return [loads(records.Delivery, body, id=id) for id, body in rows]

    def outgoing(self, thread: str, limit: int = 100) -> list[Outgoing]:
        with self._connections.reading() as connection:
            rows = connection.execute(_OUTGOING, (thread, thread, limit)).fetchall()
        return [loads(records.Outgoing, body) for (body,) in rows]

    def failed_deliveries(self, limit: int = 100) -> list[Delivery]:
        with self._connections.reading() as connection:
            rows = connection.execute(_FAILED, (limit,)).fetchall()
        return [loads(records.Delivery, body, id=id) for id, body in rows]


def enqueue(connection: sqlite3.Connection, deliveries: Sequence[Delivery]) -> None:
    """Put messages into the outbox; one whose key is there already stays as it is."""
    connection.executemany(
        "INSERT OR IGNORE INTO deliveries (key, pending, due, body) VALUES (?, ?, ?, ?)",
        [(one.key, _is_pending(one), micros(one.next_try_at), dumps(one)) for one in deliveries],
    )


def save(connection: sqlite3.Connection, deliveries: Sequence[Delivery]) -> int:
    """What is accepted or failed for good stays so: the outcome of an attempt that took too long changes nothing.

    Returns how many were still pending. `due` of one that was sent is when that was.
    """
    return connection.executemany(
        "UPDATE deliveries SET pending = ?, due = ?, body = ? WHERE id = ? AND pending",
        [(_is_pending(one), micros(one.sent_at or one.next_try_at), dumps(one), one.id) for one in deliveries],
    ).rowcount


def _is_pending(delivery: Delivery) -> bool:
    return delivery.sent_at is None and not delivery.permanent
