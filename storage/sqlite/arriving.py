"""Arrivals into the tables: looks up what is stored under their names, and states what the intake decides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.intake.decision import Decision, after, decide, first
from storage.intake.identity import by_address, shared, told
from storage.intake.sameness import Candidate
from storage.sqlite import naming
from storage.sqlite.codec import matches_from, mention_from
from storage.sqlite.entries import Entry
from storage.sqlite.numbering import Numbering
from storage.sqlite.places import Place, Places
from storage.sqlite.revising import revise
from storage.sqlite.rows import by_ids
from storage.sqlite.tables import Tables, unpack

if TYPE_CHECKING:
    from storage.records import Mention

_SHOWN = "SELECT mention, source, native_id, digest, aliases FROM json_each(?) CROSS JOIN sightings ON mention = value"
_STORED = "SELECT m.id, revision, story, matches, body FROM json_each(?) CROSS JOIN mentions m ON m.id = value"


@dataclass(slots=True)
class Outcome:
    """How many of one poll's arrivals became what; each counts once."""

    new: int = 0
    sightings: int = 0
    edited: int = 0
    known: int = 0
    apart: int = 0

    def add(self, more: Outcome) -> None:
        self.new += more.new
        self.sightings += more.sightings
        self.edited += more.edited
        self.known += more.known
        self.apart += more.apart


@dataclass(slots=True)
class Arriving:
    """One chunk of a commit, in the order in which it came.

    New mentions are written together at the end of the chunk, or before one of them is edited by a later arrival.
    """

    tables: Tables
    entries: Sequence[Entry]
    outcomes: Sequence[Outcome]
    _places: Places = field(default_factory=Places)
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
                self._add(numbering.take(entry.said_at), entry, decision)
            elif decision.known:
                self._meet(decision, decision.known, entry)
        self._write_new()

    def _look_up(self) -> None:
        connection = self.tables.connection
        self._places.look_up(connection, (entry.place for entry in self.entries))
        self._named.update(naming.known(connection, {name for entry in self.entries for name in entry.names}))
        self._named.update(naming.known(connection, set(self._names_at_taken_addresses())))
        numbers = {id for entry in self.entries if (id := entry.arrival.mention.id) is not None}
        placed = {id for entry in self.entries for id in self._places.at(entry)}
        if found := {*placed, *self._named.values(), *numbers}:
            self._look_up_mentions(json.dumps(sorted(found)))

    def _names_at_taken_addresses(self) -> Iterator[int]:
        """What else those are looked for by whose address is known, and whose place is not."""
        for entry in self.entries:
            address = entry.arrival.mention.permalink
            if address and entry.names[-1] in self._named and not self._places.at(entry):
                yield from (shared(address), told(entry.arrival.mention))

    def _look_up_mentions(self, ids: str) -> None:
        shown: dict[int, dict[Place, str]] = {}
        names: dict[int, set[int]] = {}
        for id, source, native_id, seen, packed in self.tables.connection.execute(_SHOWN, (ids,)):
            shown.setdefault(id, {})[source, native_id] = seen
            names.setdefault(id, set()).update(unpack(packed))
        for id, revision, story, matches, body in self.tables.connection.execute(_STORED, (ids,)):
            self._stored[id] = Candidate(
                id=id,
                mention=mention_from(id, revision, story, body),
                queries=frozenset(match.query for match in matches_from(matches)),
                shown=shown.get(id, {}),
                names=frozenset(names.get(id, ())),
            )

    def _candidates(self, entry: Entry) -> list[Candidate]:
        number = entry.arrival.mention.id
        numbered = [number] if number in self._stored else []
        named = [self._named[name] for name in self._asked(entry) if name in self._named]
        return [self._candidate(id) for id in dict.fromkeys([*numbered, *self._places.at(entry), *named])]

    def _asked(self, entry: Entry) -> tuple[int, ...]:
        """The names that an arrival is looked for by; at an address that is taken, what it says there is one."""
        address = entry.arrival.mention.permalink
        if not address or (alias := entry.names[-1]) not in self._named:
            return entry.names
        names = (name for name in entry.names if name != alias or shared(address) not in self._named)
        return (*names, told(entry.arrival.mention))

    def _candidate(self, id: int) -> Candidate:
        if id not in self._stored:
            one = self._added[id]
            self._stored[id] = first(id, one.source, one.arrival, one.digest)
        return self._stored[id]

    def _add(self, id: int, entry: Entry, decision: Decision) -> None:
        self._share(entry, decision.beside)
        self._name(id, entry)
        self._added[id] = entry
        self._unwritten.append(id)
        self.outcomes[entry.owner].new += 1
        self.outcomes[entry.owner].apart += decision.apart

    def _share(self, entry: Entry, beside: Sequence[Candidate]) -> None:
        """A post at an address that others carry: from now on each of them goes by what it says there."""
        mention = entry.arrival.mention
        if not mention.permalink:
            return
        if beside:
            entry.names = (*entry.names, shared(mention.permalink), told(mention))
        elif by_address(mention.permalink) in self._named:
            entry.names = (*entry.names, told(mention))
        for known in beside:
            self._rename(known, told(replace(known.mention, permalink=mention.permalink)))

    def _rename(self, known: Candidate, name: int) -> None:
        """A mention goes by one more name."""
        if name in self._named:
            return
        self._named[name] = known.id
        if known.id in self._unwritten:
            self._added[known.id].names += (name,)
        else:
            self.tables.add_name(known.id, next(iter(known.shown)), name)

    def _name(self, id: int, entry: Entry) -> None:
        self._places.add(entry.place, id)
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
        signed_texts = signatures([_whole_text(entry.arrival.mention) for _, entry in new])
        signed = [(id, signature) for (id, _), signature in zip(new, signed_texts, strict=True)]
        stories = assign(self.tables.connection, self.tables.bands, signed)
        self.tables.insert([(id, story, entry) for (id, entry), story in zip(new, stories, strict=True)])


def _whole_text(mention: Mention) -> str:
    return f"{mention.title} {mention.text}"
