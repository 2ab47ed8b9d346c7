"""The outbox: messages that were decided, until they are accepted or visibly failed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from storage.records import Delivery
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.part import Part


class Delivering(Part):
    def claim_deliveries(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        with self._connections.writing() as connection:
            rows = connection.execute(
                "SELECT id, body FROM deliveries WHERE pending AND due <= ? ORDER BY due, id LIMIT ?",
                (micros(now), limit),
            ).fetchall()
            claimed = [replace(loads(Delivery, body), id=id, next_try_at=now + lease) for id, body in rows]
            _save(connection, claimed)
        return claimed

    def finish_delivery(self, delivery: Delivery) -> None:
        with self._connections.writing() as connection:
            _save(connection, [delivery])

    def bounced(self, delivery: Delivery) -> None:
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE deliveries SET body = ? WHERE id = ? AND NOT pending", (dumps(delivery), delivery.id)
            )

    def deliveries(self, *, pending: bool | None = None, limit: int = 100) -> list[Delivery]:
        where = "" if pending is None else f"WHERE pending = {int(pending)}"
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT id, body FROM deliveries {where} ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        return [replace(loads(Delivery, body), id=id) for id, body in rows]


def enqueue(connection: sqlite3.Connection, deliveries: Sequence[Delivery]) -> None:
    """Put messages into the outbox; one whose key is there already stays as it is."""
    connection.executemany(
        "INSERT OR IGNORE INTO deliveries (key, pending, due, body) VALUES (?, ?, ?, ?)",
        [(one.key, _is_pending(one), micros(one.next_try_at), dumps(one)) for one in deliveries],
    )


def _save(connection: sqlite3.Connection, deliveries: Sequence[Delivery]) -> None:
    """What is accepted or failed for good stays so: the outcome of an attempt that took too long changes nothing."""
    connection.executemany(
        "UPDATE deliveries SET pending = ?, due = ?, body = ? WHERE id = ? AND pending",
        [(_is_pending(one), micros(one.next_try_at), dumps(one), one.id) for one in deliveries],
    )


def _is_pending(delivery: Delivery) -> bool:
    return delivery.sent_at is None and not delivery.permanent
