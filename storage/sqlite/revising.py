"""What follows when a stored mention changes: another text, other queries, a reading."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.intake.identity import merged
from storage.intake.measures import measures, scopes
from storage.sqlite import toning
from storage.sqlite.codec import matches_body, mention_body, micros, reading_body, reading_from
from storage.sqlite.entries import Entry
from storage.sqlite.inserting import insert
from storage.sqlite.tables import Tables
from storage.sqlite.voices import Spoken, spelled, spoken
from storage.sqlite.words import rescoped

if TYPE_CHECKING:
    from storage.records import Classification, Match, Series, StoredMention

_LIVE = "SELECT m.id, live FROM json_each(?) CROSS JOIN mentions m ON m.id = value"
_FIRST = "SELECT mention, body FROM json_each(?) CROSS JOIN first_readings ON mention = value"
_WAITED = "SELECT mention, scopes, live FROM json_each(?) CROSS JOIN waiting ON mention = value"


def revise(tables: Tables, present: StoredMention, entry: Entry) -> None:
    """Keep the old text, take the new one, have it read again; only newly matched scopes are news."""
    old, matches = present.mention, entry.arrival.matches
    new = merged(old, entry.arrival.mention)
    execute = tables.connection.execute
    execute(
        "INSERT INTO revisions VALUES (?, ?, ?, ?, ?)",
        (present.id, old.revision, old.title, old.text, tables.now.isoformat()),
    )
    execute(
        "UPDATE mentions SET revision = ?, matches = ?, body = ? WHERE id = ?",
        (old.revision + 1, entry.matches, mention_body(new), present.id),
    )
    execute("UPDATE words SET tokens = ? WHERE rowid = ?", (entry.words, present.id))
    execute("DELETE FROM readings WHERE mention = ?", (present.id,))
    toning.forget(tables.connection, [present.id])
    execute("DELETE FROM corrections WHERE mention = ?", (present.id,))  # they were about other words
    live = _is_live(tables, present.id)
    first = _first_readings(tables, [present.id]).get(present.id)
    _recount(tables, present, replace(present, mention=new, matches=matches, classification=None), live, first)
    execute("DELETE FROM first_readings WHERE mention = ?", (present.id,))
    before = scopes(present.matches)
    fresh = tuple(scope for scope in entry.scopes if scope not in before)
    may_alert = live and entry.arrival.live
    tables.log([(present.id, fresh, may_alert)], read=False)
    _queue(tables, present.id, fresh, may_alert)
    if not entry.scopes:
        execute("DELETE FROM waiting WHERE mention = ?", (present.id,))


def rematch(tables: Tables, present: StoredMention, matches: Sequence[Match]) -> None:
    """Other queries, the same text; a reading stays. Nothing of it is news."""
    found = scopes(matches)
    execute = tables.connection.execute
    execute("UPDATE mentions SET matches = ? WHERE id = ?", (matches_body(matches), present.id))
    (tokens,) = execute("SELECT tokens FROM words WHERE rowid = ?", (present.id,)).fetchone()
    execute("UPDATE words SET tokens = ? WHERE rowid = ?", (rescoped(tokens, found), present.id))
    after = replace(present, matches=tuple(matches))
    toning.keep(tables.connection, [after])
    first = _first_readings(tables, [present.id]).get(present.id)
    _recount(tables, present, after, _is_live(tables, present.id), first)
    if found and not present.classification:
        execute("INSERT OR IGNORE INTO waiting VALUES (?, '[]', 0)", (present.id,))
    elif not found:
        execute("DELETE FROM waiting WHERE mention = ?", (present.id,))


def read(tables: Tables, readings: Sequence[tuple[StoredMention, Classification]]) -> None:
    """Readings, first or repeated; news in the scopes that were matched since the last one."""
    ids = json.dumps([present.id for present, _ in readings])
    lives = dict(tables.connection.execute(_LIVE, (ids,)))
    waited = {id: (fresh, live) for id, fresh, live in tables.connection.execute(_WAITED, (ids,))}
    _write(tables, readings, lives)
    tables.connection.execute("DELETE FROM waiting WHERE mention IN (SELECT value FROM json_each(?))", (ids,))
    news = [(present, *waited[present.id]) for present, _ in readings if present.id in waited]
    tables.log([(present.id, _still(present, fresh), bool(live)) for present, fresh, live in news], read=True)


def write(tables: Tables, readings: Sequence[tuple[StoredMention, Classification]]) -> None:
    """Other readings that are no news, and what they count."""
    ids = json.dumps([present.id for present, _ in readings])
    _write(tables, readings, dict(tables.connection.execute(_LIVE, (ids,))))


def _write(tables: Tables, readings: Sequence[tuple[StoredMention, Classification]], lives: Mapping[int, int]) -> None:
    bodies = [(present.id, reading_body(reading)) for present, reading in readings]
    insert(tables.connection, "INSERT OR REPLACE INTO readings", bodies)
    again = {present.id: present.classification for present, _ in readings if present.classification}
    known = _first_readings(tables, list(again))
    fresh = [(id, reading_body(first)) for id, first in again.items() if id not in known]
    insert(tables.connection, "INSERT INTO first_readings", fresh)
    firsts = again | known
    after = [replace(present, classification=reading) for present, reading in readings]
    toning.keep(tables.connection, after)
    for (present, _), changed in zip(readings, after, strict=True):
        _recount(tables, present, changed, bool(lives[present.id]), firsts.get(present.id))


def _first_readings(tables: Tables, ids: Sequence[int]) -> dict[int, Classification]:
    """What was read first in those mentions that were read again or corrected since."""
    rows = tables.connection.execute(_FIRST, (json.dumps(list(ids)),)) if ids else ()
    return {id: reading_from(body) for id, body in rows}


def _still(present: StoredMention, fresh: str) -> tuple[str, ...]:
    """Of the scopes that wait for a reading, those that the mention is in."""
    current = scopes(present.matches)
    return tuple(one for one in json.loads(fresh) if one in current)


def _is_live(tables: Tables, id: int) -> bool:
    return bool(tables.connection.execute("SELECT live FROM mentions WHERE id = ?", (id,)).fetchone()[0])


def _recount(
    tables: Tables, before: StoredMention, after: StoredMention, live: bool, first: Classification | None
) -> None:
    """Moves what a mention counts. What only a later reading than the first says is no news: it counts in what is
    usual, and alerts nobody about the past."""
    at = micros(before.mention.said_at)
    was, now = _counted(before, first), _counted(after, first)
    tables.deltas.change(was[0], now[0], at, live)
    tables.deltas.change(was[1], now[1], at, live=False)
    tables.deltas.voices.change(_spoken(before, before), _spoken(after, before), micros(before.mention.said_at), live)
    tables.deltas.totals["matches"] += len(after.matches) - len(before.matches)


def _counted(stored: StoredMention, first: Classification | None) -> tuple[frozenset[Series], frozenset[Series]]:
    """The series of a mention that its first reading would give it too, and the others."""
    every = measures(stored.matches, stored.classification, stored.mention.rating)
    allowed = every & measures(stored.matches, first, stored.mention.rating) if first else every
    return allowed, every - allowed


def _spoken(stored: StoredMention, told: StoredMention) -> Spoken:
    """What a version of a mention adds; its story stays that of the one that is stored."""
    return spoken(scopes(stored.matches), stored.mention, told.id, told.mention.story_id or told.id)


def _queue(tables: Tables, id: int, fresh: tuple[str, ...], live: bool) -> None:
    """Have a mention read; of what already waits, live news is not diluted by news that may not alert."""
    execute = tables.connection.execute
    row = execute("SELECT scopes, live FROM waiting WHERE mention = ?", (id,)).fetchone()
    if row:
        waiting, was_live = tuple(json.loads(row[0])), bool(row[1])
        if was_live == live:
            fresh = (*waiting, *(scope for scope in fresh if scope not in waiting))
        elif was_live:
            fresh, live = waiting, True
    execute("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?)", (id, spelled(fresh), live))
