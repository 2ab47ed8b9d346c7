"""Rows of cases: what the queue is sorted and chosen by stands in columns, the record beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.errors import Conflict
from storage.intake.storable import clean_text
from storage.sqlite.codec import dumps, loads, micros

if TYPE_CHECKING:
    from storage.records import Case, Wanted

LAST = 2**63 - 1
"""Rank of what no answer was promised to."""
ACTIVE = {"new": 1, "open": 1, "on hold": 2, "closed": 0}
"""The column `active`, by status."""
NAMED = ("tag", "rule", "team", "brand", "assignee")
FLAGS = ("vip", "approval", "doubt", "due")


def stored_case(row: tuple[int, int, str]) -> Case:
    """From id, version and body."""
    id, version, body = row
    return loads(records.Case, body, id=id, version=version)


def pick(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Case]:
    """Those that there are, in any order."""
    rows = connection.execute(
        "SELECT c.id, version, body FROM json_each(?) CROSS JOIN cases c ON c.id = value", (json.dumps(list(ids)),)
    )
    return map(stored_case, rows)


def save(connection: sqlite3.Connection, case: Case) -> Case:
    """A new case, or the next version of one. Raises Conflict on a stale version."""
    saved = replace(case, version=case.version + 1)
    row = _row(saved)
    if case.id is None:
        names, places = ", ".join(row), ", ".join("?" * len(row))
        id = connection.execute(f"INSERT INTO cases ({names}) VALUES ({places})", tuple(row.values())).lastrowid
        saved = replace(saved, id=id)
    else:
        changes = ", ".join(f"{name} = ?" for name in row)
        place = (case.id, case.version)
        updated = connection.execute(
            f"UPDATE cases SET {changes} WHERE id = ? AND version = ?", (*row.values(), *place)
        )
        if updated.rowcount != 1:
            raise Conflict(f"case {case.id} was changed by somebody else meanwhile: look at it again")
    _label(connection, saved)
    return saved


def _row(case: Case) -> dict[str, Any]:
    return {
        "until": case.until and micros(case.until),
        "filed": micros(case.filed_at),
        "version": case.version,
        "body": dumps(case),
    }


def rank(case: Case) -> int:
    """Its place in the queue: what is due first comes first; of closed ones the one closed last."""
    if case.closed_at is not None:
        return -micros(case.closed_at)
    return LAST if case.due_at is None else micros(case.due_at)


def _label(connection: sqlite3.Connection, case: Case) -> None:
    """What it is listed under."""
    connection.execute("DELETE FROM case_labels WHERE case_id = ?", (case.id,))
    active, place = ACTIVE[case.status], rank(case)
    rows = [(kind, clean_text(value), active, place, case.id) for kind, value in dict.fromkeys(_labels(case))]
    connection.executemany("INSERT INTO case_labels VALUES (?, ?, ?, ?, ?)", dict.fromkeys(rows))


def _labels(case: Case) -> Iterator[tuple[str, str]]:
    draft = case.draft
    yield "any", ""
    yield "status", case.status
    yield "assignee", case.assignee or ""
    yield from (("brand", each) for each in case.brands)
    yield from (("tag", each) for each in case.tags)
    yield from ((kind, value) for kind in ("team", "rule") if (value := getattr(case, kind)))
    flags = {"doubt": case.doubt, "vip": case.vip, "due": case.due_at, "approval": draft and not draft.approved_by}
    yield from (("flag", name) for name, holds in flags.items() if holds)


def asked(wanted: Wanted) -> list[tuple[str, str]]:
    """The labels that all of the wanted cases have, those first that mostly narrow them down most."""
    named = [(kind, value) for kind in NAMED if (value := getattr(wanted, kind)) is not None]
    flags = [("flag", name) for name in FLAGS if getattr(wanted, name)]
    status = [("status", wanted.status)] if wanted.status in ("new", "open") else []
    return [(kind, clean_text(value)) for kind, value in [*named, *flags, *status]] or [("any", "")]


def listed(wanted: Wanted, now: datetime, after: Case | None = None) -> tuple[str, list[Any]]:
    """The rank and id of each of the wanted cases in their order, as a query; with its values.

    What is listed under one label lies in this order in the table, so that several labels are merged row by row.
    """
    active = 1 if wanted.status == "active" else ACTIVE[wanted.status]
    more, bounds = "", list[Any]()
    if wanted.late:
        more, bounds = " AND rank < ?", [micros(now)]
    if wanted.due:
        more, bounds = f"{more} AND rank >= ?", [*bounds, micros(now)]
    if after is not None:
        more, bounds = f"{more} AND (rank, case_id) > (?, ?)", [*bounds, rank(after), after.id]
    labels = asked(wanted)
    one = f"SELECT rank, case_id FROM case_labels WHERE kind = ? AND value = ? AND active = ?{more}"
    values = [value for label in labels for value in (*label, active, *bounds)]
    return f"{' INTERSECT '.join([one] * len(labels))} ORDER BY 1, 2", values
