"""What pages, exports and the command line read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.intake.storable import clean_text
from storage.sqlite.codec import micros, moment, sound
from storage.sqlite.part import Part
from storage.sqlite.rows import COLUMNS, by_ids, posts, stored
from storage.sqlite.words import expression

if TYPE_CHECKING:
    from storage.records import AuditEntry, AuditSubject, Lookup, Mention, Revision, Scope, StoredMention

FIRST, LAST = -(2**63), 2**63 - 1


class Querying(Part):
    def mention(self, id: int) -> StoredMention | None:
        found = self.mentions([id])
        return found[0] if found else None

    def mentions(self, ids: Iterable[int]) -> list[StoredMention]:
        with self._connections.reading() as connection:
            return by_ids(connection, ids)

    def posts(self, ids: Iterable[int]) -> list[Mention]:
        with self._connections.reading() as connection:
            return posts(connection, ids)

    def search(
        self,
        lookup: Lookup = (),
        *,
        scope: Scope = records.Scope.ALL,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        live: bool = False,
        limit: int = 50,
    ) -> list[StoredMention]:
        start, end = _range(since, until)
        span = (start, end if before is None else min(end, before), limit)
        asked = expression(lookup, scope)
        with self._connections.reading() as connection:
            return by_ids(connection, _newest(connection, asked, span, live=live))

    def export(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[StoredMention]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM mentions m WHERE id >= ? AND id < ? ORDER BY id", _range(since, until)
            )
            for row in rows:
                yield stored(row)

    def revisions(self, mention_id: int) -> list[Revision]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT revision, title, text, replaced_at FROM revisions WHERE mention = ? ORDER BY revision",
                (mention_id,),
            ).fetchall()
        return [
            records.Revision(
                mention_id=mention_id,
                revision=revision,
                title=title,
                text=text,
                replaced_at=datetime.fromisoformat(replaced_at),
            )
            for revision, title, text, replaced_at in rows
        ]

    def totals(self) -> Mapping[str, int]:
        with self._connections.reading() as connection:
            totals = dict(connection.execute("SELECT name, n FROM tallies").fetchall())
            for name, query in _TOTALS.items():
                totals[name] = connection.execute(query).fetchone()[0]
        return totals

    def audit(self, entry: AuditEntry) -> None:
        row = (micros(entry.at), clean_text(entry.who), entry.role, entry.via, clean_text(entry.what))
        thing = (entry.about, entry.id, entry.fingerprint, entry.address)
        with self._connections.writing() as connection:
            connection.execute(
                "INSERT INTO audit (at, who, role, via, what, about, id, fingerprint, address) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, *thing),
            )

    def audited(
        self,
        limit: int = 100,
        *,
        about: AuditSubject | None = None,
        id: int | None = None,
        fingerprint: str | None = None,
    ) -> list[AuditEntry]:
        thing = "WHERE about = ? AND id IS ?" if about else ""
        alert = "AND fingerprint = ?" if about and fingerprint else ""
        values = ([about, id] if thing else []) + ([fingerprint] if alert else [])
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT at, who, role, via, what, about, id, fingerprint, address FROM audit "
                f"{thing} {alert} ORDER BY rowid DESC LIMIT ?",
                (*values, limit),
            ).fetchall()
        return [_audited(row) for row in rows]

    def audit_page(self, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT rowid, at, who, role, via, what, about, id, fingerprint, address FROM audit "
                "WHERE rowid < ? ORDER BY rowid DESC LIMIT ?",
                (2**62 if before is None else before, limit),
            ).fetchall()
        return [(number, _audited(row)) for number, *row in rows]

    def held_back(self, silences: Collection[int]) -> dict[int, int]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT id, count(fingerprint) FROM audit WHERE about = 'silence' "
                "AND id IN (SELECT value FROM json_each(?)) GROUP BY id",
                (json.dumps(list(silences)),),
            ).fetchall()
        return dict.fromkeys(silences, 0) | dict(rows)

    def held_alerts(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        with self._connections.reading() as connection:
            return connection.execute(
                "SELECT about, fingerprint FROM audit WHERE about IN ('silence', 'inhibition') "
                "AND fingerprint IS NOT NULL AND at >= ? AND at < ? ORDER BY rowid",
                (micros(since), micros(until)),
            ).fetchall()


_TOTALS = {
    "waiting": "SELECT count(*) FROM waiting",
    "put aside": "SELECT count(*) FROM put_aside",
    "pending deliveries": "SELECT count(*) FROM deliveries WHERE pending",
    "failed deliveries": f"SELECT count(*) FROM deliveries WHERE NOT pending AND {sound('body')} ->> '$.permanent'",
    "open incidents": "SELECT count(*) FROM incidents WHERE unresolved AND NOT drill",
}


def _audited(row: tuple[Any, ...]) -> AuditEntry:
    names = ("who", "role", "via", "what", "about", "id", "fingerprint", "address")
    return records.AuditEntry(at=moment(row[0]), **dict(zip(names, row[1:], strict=True)))


def _range(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Ids from (included) to (not included)."""
    return FIRST if since is None else micros(since), LAST if until is None else micros(until)


def _newest(connection: sqlite3.Connection, asked: str | None, span: tuple[int, int, int], *, live: bool) -> list[int]:
    table = "mentions" if asked is None else "words"
    only = f"AND (SELECT live FROM mentions m WHERE m.id = {table}.rowid)" if live else ""
    end = f"rowid >= ? AND rowid < ? {only} ORDER BY rowid DESC LIMIT ?"
    if asked is None:
        return [row[0] for row in connection.execute(f"SELECT rowid FROM mentions WHERE {end}", span)]
    query = f"SELECT rowid FROM words WHERE words MATCH ? AND {end}"
    return [row[0] for row in connection.execute(query, (asked, *span))]
