"""What people say is right where the model read something else: it counts at once, and whatever is read later."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from storage import records
from storage.sqlite import revising
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.rows import by_ids
from storage.sqlite.tables import Tables

if TYPE_CHECKING:
    from storage.records import Abstention, Classification, Correction, Reading, StoredMention

TOWARD = "toward"
BY_HAND = "people"
"""Stands for the model where nothing else has read the text."""


def correct(tables: Tables, corrections: Sequence[Correction]) -> int:
    """Inside a transaction: keep them, or take earlier ones back, and change the readings. How many changed; mentions
    that are gone meanwhile have none."""
    connection = tables.connection
    found = by_ids(connection, dict.fromkeys(each.mention for each in corrections))
    here = {present.id for present in found}
    corrections = [each for each in corrections if each.mention in here]
    for each in corrections:
        place = (each.mention, each.head, each.brand)
        connection.execute("DELETE FROM corrections WHERE mention = ? AND head = ? AND brand = ?", place)
        if each.label is not None:
            row = (*place, micros(each.at), dumps(each))
            connection.execute("INSERT INTO corrections VALUES (?, ?, ?, ?, ?)", row)
    changed: list[tuple[StoredMention, Classification]] = []
    for present in found:
        reading = present.classification
        for each in corrections:
            if each.mention == present.id:
                reading = _with(reading, each) if each.label is not None else _without(reading, each)
        if reading is not None and reading != present.classification:
            changed.append((present, reading))
    revising.write(tables, changed)
    return len(changed)


def corrected(
    connection: sqlite3.Connection, readings: Sequence[tuple[StoredMention, Classification]]
) -> list[tuple[StoredMention, Classification]]:
    """What the model read, and what people said of the same texts before, who are right."""
    known = of(connection, [present.id for present, _ in readings])
    return [(present, reduce(_with, known.get(present.id, ()), reading)) for present, reading in readings]


def of(connection: sqlite3.Connection, mentions: Iterable[int]) -> Mapping[int, list[Correction]]:
    """Those in force, by mention."""
    rows = connection.execute(
        "SELECT mention, body FROM json_each(?) CROSS JOIN corrections ON mention = value",
        (json.dumps(list(mentions)),),
    )
    found: dict[int, list[Correction]] = {}
    for mention, body in rows:
        found.setdefault(mention, []).append(loads(records.Correction, body))
    return found


def _with(reading: Classification | None, each: Correction) -> Classification:
    assert each.label is not None
    return with_answer(
        reading or records.Classification(model=BY_HAND), each, records.Reading(label=each.label, probability=1.0)
    )


def _without(reading: Classification | None, each: Correction) -> Classification | None:
    """As it was before a correction."""
    if reading is None:
        return None
    answer = None if each.before is None else records.Reading(label=each.before, probability=each.certainty)
    return with_answer(reading, each, answer)


def with_answer(reading: Classification, each: Correction, answer: Reading | None) -> Classification:
    """The reading with this answer, or without any, to what a correction is about."""
    toward = each.head == TOWARD
    answers = dict(reading.toward if toward else reading.heads)
    name = each.brand if toward else each.head
    answers.pop(name, None)
    if answer is not None:
        answers[name] = answer
    left = _doubts(reading.abstained, name, toward=toward, doubted=answer is None and each.doubted)
    changed = replace(reading, abstained=left)
    return replace(changed, toward=answers) if toward else replace(changed, heads=answers)


def _doubts(abstained: Abstention | None, name: str, *, toward: bool, doubted: bool) -> Abstention | None:
    known = abstained or records.Abstention(reason="unsure")
    if known.reason != "unsure" and not known.silent:
        return abstained
    heads, brands = (known.heads, known.toward) if known.reason == "unsure" else ((), ())
    names = tuple(each for each in (brands if toward else heads) if each != name) + ((name,) if doubted else ())
    return known.in_doubt(heads, names) if toward else known.in_doubt(names, brands)
