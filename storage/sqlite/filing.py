"""The inbox: cases, whose they are, which mentions belong to them, and what people did that can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.errors import Conflict
from storage.filing import Known
from storage.intake.storable import clean_text
from storage.sqlite import correcting
from storage.sqlite.cases import FLAGS, asked, listed, pick, save, stored_case
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Act, Case, CaseTimes, CaseView, Correction, Filing, QueueTally, Wanted

UNTIL = "inbox"
"""Name of the note that says how far the log was gone through."""


class Desk(Part):
    def begin_filing(self) -> None:
        with self._connections.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO notes SELECT ?, json_array(seq, seq) FROM "
                "(SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'hits'), 0) AS seq)",
                (UNTIL,),
            )

    def filed_until(self) -> tuple[int, int]:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT value FROM notes WHERE key = ?", (UNTIL,)).fetchone()
            last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'hits'").fetchone()
        end = last[0] if last else 0
        return tuple(json.loads(row[0])) if row else (end, end)

    def known_cases(self, mentions: Sequence[int], threads: Sequence[str], stories: Sequence[int]) -> Known:
        with self._connections.reading() as connection:
            filed = _named(connection, "case_mentions", "mention", mentions)
            known = _named(connection, "case_threads", "name", threads)
            told = _named(connection, "case_stories", "story", stories)
            ids = {*filed.values(), *known.values(), *told.values()}
            cases = {case.id: case for case in pick(connection, ids) if case.id is not None}
        return Known(cases=cases, filed=filed, threads=known, stories=told)

    def commit_filing(self, filings: Sequence[Filing], until: tuple[int, int]) -> list[Case]:
        saved: dict[int, Case] = {}
        with self._connections.writing() as connection:
            for each in filings:
                before = saved.get(each.case.lead)
                case = replace(each.case, id=before.id, version=before.version) if before else each.case
                saved[case.lead] = save(connection, case) if each.changed else case
                _belongs(connection, saved[case.lead].id or 0, each)
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (UNTIL, json.dumps(until)))
        return list(saved.values())

    def case(self, id: int) -> Case | None:
        found = self.cases([id])
        return found[0] if found else None

    def cases(self, ids: Iterable[int]) -> list[Case]:
        wanted = list(ids)
        with self._connections.reading() as connection:
            found = {case.id: case for case in pick(connection, wanted)}
        return [found[id] for id in wanted if id in found]

    def case_of(self, mention: int) -> int | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT case_id FROM case_mentions WHERE mention = ?", (mention,)).fetchone()
        return row[0] if row else None

    def case_mentions(self, id: int, limit: int = 50) -> tuple[list[int], list[int], int]:
        newest = "SELECT mention FROM case_mentions WHERE case_id = ? AND part {} 'copy' ORDER BY mention DESC LIMIT ?"
        with self._connections.reading() as connection:
            messages, copies = (
                [mention for (mention,) in connection.execute(newest.format(sign), (id, limit))] for sign in ("<>", "=")
            )
            (count,) = connection.execute("SELECT count(*) FROM case_mentions WHERE case_id = ?", (id,)).fetchone()
        return messages[::-1], copies[::-1], count

    def case_sizes(self, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT case_id, count(*) - sum(part = 'copy'), sum(part = 'copy') FROM json_each(?) "
                "CROSS JOIN case_mentions ON case_id = value GROUP BY case_id",
                (json.dumps(list(ids)),),
            )
            return {id: (messages, copies) for id, messages, copies in rows}

    def queue(self, wanted: Wanted, now: datetime, *, after: Case | None = None, limit: int = 50) -> list[Case]:
        ordered, values = listed(wanted, now, after)
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT c.id, c.version, c.body FROM ({ordered} LIMIT ?) CROSS JOIN cases c ON c.id = case_id",
                (*values, limit),
            )
            return [stored_case(row) for row in rows]

    def queue_size(self, wanted: Wanted, now: datetime) -> int:
        with self._connections.reading() as connection:
            return _size(connection, wanted, now)

    def queue_tally(self, who: str, now: datetime) -> QueueTally:
        with self._connections.reading() as connection:
            rows = connection.execute(_COUNTS, {"who": clean_text(who)}).fetchall()
            late = _size(connection, records.Wanted(late=True), now)
        counts = {(kind, value, active): count for kind, value, active, count in rows}
        brands = [(value, count) for (kind, value, _), count in counts.items() if kind == "brand" and count]
        flags = {name: counts.get(("flag", name, 1), 0) for name in FLAGS}
        return records.QueueTally(
            active=counts.get(("any", "", 1), 0),
            mine=counts.get(("assignee", who, 1), 0) if who else 0,
            unassigned=counts.get(("assignee", "", 1), 0),
            late=late,
            on_hold=counts.get(("any", "", 2), 0),
            brands=tuple(sorted(brands, key=lambda brand: (-brand[1], brand[0]))),
            **{**flags, "due": flags["due"] - late},
        )

    def due_cases(self, now: datetime, limit: int = 500) -> list[Case]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT id, version, body FROM cases WHERE until <= ? ORDER BY until LIMIT ?", (micros(now), limit)
            )
            return [stored_case(row) for row in rows]

    def commit_cases(self, cases: Sequence[Case], act: Act | None = None) -> tuple[list[Case], Act | None]:
        if act is None:
            with self._connections.writing() as connection:
                return [save(connection, case) for case in cases], None
        with self._writing_tables(act.at) as tables:
            saved = [save(tables.connection, case) for case in cases]
            correcting.correct(tables, act.corrections)
            return saved, _keep(tables.connection, act)

    def act(self, id: int) -> Act | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT id, body FROM case_acts WHERE id = ?", (id,)).fetchone()
        return loads(records.Act, row[1], id=row[0]) if row else None

    def last_act(self, who: str, since: datetime) -> Act | None:
        with self._connections.reading() as connection:
            row = connection.execute(
                "SELECT id, body FROM case_acts WHERE who = ? AND at >= ? AND NOT undone ORDER BY id DESC LIMIT 1",
                (who, micros(since)),
            ).fetchone()
        return loads(records.Act, row[1], id=row[0]) if row else None

    def undo_act(self, id: int, cases: Sequence[Case], corrections: Sequence[Correction], now: datetime) -> list[Case]:
        with self._writing_tables(now) as tables:
            connection = tables.connection
            row = connection.execute("SELECT body FROM case_acts WHERE id = ? AND NOT undone", (id,)).fetchone()
            if row is None:
                raise Conflict("it was taken back already")
            body = dumps(loads(records.Act, row[0], id=id, undone_at=now))
            connection.execute("UPDATE case_acts SET undone = 1, body = ? WHERE id = ?", (body, id))
            correcting.correct(tables, corrections)
            return [save(connection, case) for case in cases]

    def correct(self, corrections: Sequence[Correction], now: datetime) -> int:
        with self._writing_tables(now) as tables:
            return correcting.correct(tables, corrections)

    def corrections(self, mentions: Sequence[int]) -> list[Correction]:
        with self._connections.reading() as connection:
            return [each for found in correcting.of(connection, mentions).values() for each in found]

    def corrections_since(self, since: datetime) -> list[Correction]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT body FROM corrections WHERE at >= ? ORDER BY at", (micros(since),))
            return [loads(records.Correction, body) for (body,) in rows]

    def case_times(self, since: datetime, until: datetime) -> list[CaseTimes]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT id, body FROM cases WHERE filed >= ? AND filed < ? ORDER BY filed, id",
                (micros(since), micros(until)),
            )
            return [_times(id, loads(records.Case, body)) for id, body in rows]

    def case_views(self) -> list[CaseView]:
        with self._connections.reading() as connection:
            return [
                loads(records.CaseView, body)
                for (body,) in connection.execute("SELECT body FROM case_views ORDER BY name")
            ]

    def save_case_view(self, view: CaseView) -> None:
        with self._connections.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO case_views VALUES (?, ?)", (clean_text(view.name), dumps(view)))

    def remove_case_view(self, name: str) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("DELETE FROM case_views WHERE name = ?", (name,)).rowcount == 1


_COUNTS = """
SELECT kind, value, active, n FROM case_counts WHERE kind = 'any' OR (kind = 'assignee' AND value IN ('', :who))
OR (kind IN ('flag', 'brand') AND active = 1)
"""


def prune(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget what can no longer be taken back."""
    connection.execute("DELETE FROM case_acts WHERE at < ?", (micros(before),))


def _size(connection: sqlite3.Connection, wanted: Wanted, now: datetime) -> int:
    """How many are listed."""
    labels = asked(wanted)
    ordered, values = listed(wanted, now)
    if len(labels) == 1 and not wanted.late and not wanted.due:
        row = connection.execute(
            "SELECT n FROM case_counts WHERE kind = ? AND value = ? AND active = ?", values
        ).fetchone()
        return int(row[0]) if row else 0
    (count,) = connection.execute(f"SELECT count(*) FROM ({ordered})", values).fetchone()
    return int(count)


def _named(connection: sqlite3.Connection, table: str, column: str, names: Sequence[Any]) -> dict[Any, int]:
    rows = connection.execute(
        f"SELECT {column}, case_id FROM json_each(?) CROSS JOIN {table} ON {column} = value", (json.dumps(list(names)),)
    )
    return dict(rows.fetchall())


def _belongs(connection: sqlite3.Connection, case: int, filing: Filing) -> None:
    connection.execute("INSERT OR IGNORE INTO case_mentions VALUES (?, ?, ?)", (filing.mention, case, filing.part))
    threads = [(clean_text(name), case) for name in filing.threads]
    connection.executemany("INSERT OR IGNORE INTO case_threads VALUES (?, ?)", threads)
    if filing.story is not None:
        connection.execute("INSERT OR IGNORE INTO case_stories VALUES (?, ?)", (filing.story, case))


def _keep(connection: sqlite3.Connection, act: Act) -> Act:
    id = connection.execute(
        "INSERT INTO case_acts VALUES (NULL, ?, ?, 0, ?)", (clean_text(act.who), micros(act.at), dumps(act))
    ).lastrowid
    return replace(act, id=id)


def _times(id: int, case: Case) -> CaseTimes:
    first = case.answers[0] if case.answers else None
    return records.CaseTimes(
        id=id,
        brands=case.brands,
        by=first.by if first else case.assignee,
        filed_at=case.filed_at,
        promised_at=case.promised_at,
        answered_at=first.at if first else None,
        closed_at=case.closed_at,
    )
