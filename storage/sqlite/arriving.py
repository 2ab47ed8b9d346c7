"""Arrivals into the tables: looks up what is stored under their names, and states what the intake decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.intake.decision import Candidate, Decision, after, decide, first
from storage.records import Mention
from storage.sqlite import naming
from storage.sqlite.codec import matches_from, mention_from
from storage.sqlite.entries import Entry
from storage.sqlite.numbering import Numbering
from storage.sqlite.revising import revise
from storage.sqlite.rows import by_ids
from storage.sqlite.tables import Tables

TOGETHER = 50
"""Native ids that are asked for with one statement."""

_PLACED = f"SELECT native_id, mention FROM sightings WHERE source = ? AND native_id IN ({', '.join('?' * TOGETHER)})"
_SHOWN = "SELECT mention, source, native_id, digest FROM json_each(?) CROSS JOIN sightings ON mention = value"
_STORED = "SELECT m.id, revision, story, matches, body FROM json_each(?) CROSS JOIN mentions m ON m.id = value"


@dataclass(slots=True)
class Outcome:
    """How many of one poll's arrivals became what; each counts once."""

    new: int = 0
    sightings: int = 0
    edited: int = 0
    known: int = 0

    def add(self, more: Outcome) -> None:
        self.new += more.new
        self.sightings += more.sightings
        self.edited += more.edited
        self.known += more.known


@dataclass(slots=True)
class Arriving:
    """One chunk of a commit, in the order in which it came.

    New mentions are written together at the end of the chunk, or before one of them is edited by a later arrival.
    """

    tables: Tables
    entries: Sequence[Entry]
    outcomes: Sequence[Outcome]
    _placed: dict[tuple[str, str], int] = field(default_factory=dict)
    _named: dict[int, int] = field(default_factory=dict)
    _stored: dict[int, Candidate] = field(default_factory=dict)
    _added: dict[int, Entry] = field(default_factory=dict)
    _unwritten: list[int] = field(default_factory=list)

    def commit(self) -> None:
        self._look_up()
        numbering = Numbering(self.tables.connection, (entry.said_at for entry in self.entries))
        for entry in self.entries:
            decision = decide(entry.source, entry.arrival, entry.digest, self._candidates(entry))
            if decision.what == "new":
                self._add(numbering.take(entry.said_at), entry)
            elif decision.known:
                self._meet(decision, decision.known, entry)
        self._write_new()

    def _look_up(self) -> None:
        asked: dict[str, dict[str, None]] = {}
        for entry in self.entries:
            asked.setdefault(entry.source, {})[entry.place[1]] = None
        for source, native_ids in asked.items():
            self._look_up_places(source, sorted(native_ids))
        names = {name for entry in self.entries for name in entry.names}
        self._named.update(naming.known(self.tables.connection, names))
        if found := {*self._placed.values(), *self._named.values()}:
            self._look_up_mentions(json.dumps(sorted(found)))

    def _look_up_places(self, source: str, native_ids: Sequence[str]) -> None:
        """Bound and not as JSON, in which SQLite cuts texts at NUL; the last id fills up the last statement."""
        for start in range(0, len(native_ids), TOGETHER):
            some = native_ids[start : start + TOGETHER]
            asked = (source, *some, *[some[-1]] * (TOGETHER - len(some)))
            for native_id, mention in self.tables.connection.execute(_PLACED, asked):
                self._placed[source, native_id] = mention

    def _look_up_mentions(self, ids: str) -> None:
        shown: dict[int, dict[tuple[str, str], str]] = {}
        for id, source, native_id, seen in self.tables.connection.execute(_SHOWN, (ids,)):
            shown.setdefault(id, {})[source, native_id] = seen
        for id, revision, story, matches, body in self.tables.connection.execute(_STORED, (ids,)):
            self._stored[id] = Candidate(
                id=id,
                mention=mention_from(id, revision, story, body),
                queries=frozenset(match.query for match in matches_from(matches)),
                shown=shown.get(id, {}),
            )

    def _candidates(self, entry: Entry) -> list[Candidate]:
        named = [self._named[name] for name in entry.names if name in self._named]
        placed = [self._placed[entry.place]] if entry.place in self._placed else []
        return [self._candidate(id) for id in dict.fromkeys(placed + named)]

    def _candidate(self, id: int) -> Candidate:
        if id not in self._stored:
            one = self._added[id]
            self._stored[id] = first(id, one.source, one.arrival, one.digest)
        return self._stored[id]

    def _add(self, id: int, entry: Entry) -> None:
        self._name(id, entry)
        self._added[id] = entry
        self._unwritten.append(id)
        self.outcomes[entry.owner].new += 1

    def _name(self, id: int, entry: Entry) -> None:
        self._placed.setdefault(entry.place, id)
        for name in entry.names:
            self._named.setdefault(name, id)

    def _meet(self, decision: Decision, known: Candidate, entry: Entry) -> None:
        """A post that is known by one of its names."""
        outcome = self.outcomes[entry.owner]
        if decision.what == "known":
            outcome.known += 1
            return
        if known.id in self._added:
            self._write_new()
        self._name(known.id, entry)
        self._stored[known.id] = after(decision, entry.source, entry.arrival, entry.digest)
        if decision.what == "sighting":
            outcome.sightings += 1
            self.tables.add_sightings([(known.id, entry)])
        else:
            outcome.edited += 1
            self.tables.change_sighting(known.id, entry)
        if decision.adopted:
            revise(self.tables, by_ids(self.tables.connection, [known.id])[0], entry)

    def _write_new(self) -> None:
        if not self._unwritten:
            return
        # Here, because commands that only read must start fast without it.
        from storage.intake.stories import signatures
        from storage.sqlite.grouping import assign

        new, self._unwritten = [(id, self._added[id]) for id in self._unwritten], []
        told = signatures([_whole_text(entry.arrival.mention) for _, entry in new])
        signed = [(id, signature) for (id, _), signature in zip(new, told, strict=True)]
        stories = assign(self.tables.connection, signed)
        self.tables.insert([(id, story, entry) for (id, entry), story in zip(new, stories, strict=True)])


def _whole_text(mention: Mention) -> str:
    return f"{mention.title} {mention.text}"
