"""Arrivals into the tables: what is new, what is another sighting, what is an edit, what is known already."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.intake.identity import digest
from storage.records import Mention, StoredMention
from storage.sqlite.entries import Entry
from storage.sqlite.numbering import Numbering
from storage.sqlite.revising import revise
from storage.sqlite.rows import by_ids
from storage.sqlite.tables import Tables

Place = tuple[int, str, str]
"""Mention, source, native id: what makes a sighting."""


@dataclass(slots=True)
class Outcome:
    """How many of one poll's arrivals became what; each counts once."""

    new: int = 0
    sightings: int = 0
    edited: int = 0
    known: int = 0


@dataclass(slots=True)
class Arriving:
    """One chunk of a commit, in the order in which it came.

    New mentions are written together at the end of the chunk, or before one of them is edited by a later arrival.
    """

    tables: Tables
    entries: Sequence[Entry]
    outcomes: Sequence[Outcome]
    _known: dict[int, int] = field(default_factory=dict)
    _digests: dict[Place, str] = field(default_factory=dict)
    _new: dict[int, Entry] = field(default_factory=dict)

    def commit(self) -> None:
        self._look_up()
        numbering = Numbering(self.tables.connection, (entry.said_at for entry in self.entries))
        for entry in self.entries:
            mention = next((self._known[name] for name in entry.names if name in self._known), None)
            if mention is not None:
                self._meet(mention, entry)
            elif entry.arrival.keep:
                self._add(numbering.take(entry.said_at), entry)
        self._write_new()

    def _look_up(self) -> None:
        names = sorted({name for entry in self.entries for name in entry.names})
        self._known.update(
            self.tables.connection.execute(
                "SELECT aliases.key, mention FROM json_each(?) CROSS JOIN aliases ON aliases.key = value",
                (json.dumps(names),),
            )
        )
        rows = self.tables.connection.execute(
            "SELECT mention, source, native_id, digest FROM json_each(?) CROSS JOIN sightings ON mention = value",
            (json.dumps(sorted(set(self._known.values()))),),
        )
        self._digests.update({(mention, source, native): found for mention, source, native, found in rows})

    def _add(self, id: int, entry: Entry) -> None:
        self._see(id, entry)
        self._new[id] = entry
        self.outcomes[entry.owner].new += 1

    def _see(self, id: int, entry: Entry) -> None:
        for name in entry.names:
            self._known.setdefault(name, id)
        self._digests[id, entry.source, entry.arrival.mention.native_id] = entry.digest

    def _meet(self, id: int, entry: Entry) -> None:
        """A post that is known by one of its names."""
        outcome = self.outcomes[entry.owner]
        seen = self._digests.get((id, entry.source, entry.arrival.mention.native_id))
        if seen == entry.digest:
            outcome.known += 1
            return
        if id in self._new:
            self._write_new()
        self._see(id, entry)
        present = by_ids(self.tables.connection, [id])[0]
        changed = digest(present.mention.title, present.mention.text) != entry.digest
        if seen is None:
            outcome.sightings += 1
            self.tables.add_sightings([(id, entry)])
            changed = changed and _adds_a_query(present, entry)
        else:
            outcome.edited += 1
            self.tables.change_sighting(id, entry)
        if changed:
            revise(self.tables, present, entry)

    def _write_new(self) -> None:
        if not self._new:
            return
        # Here, because commands that only read must start fast without it.
        from storage.intake.stories import signatures
        from storage.sqlite.grouping import Stories

        new, self._new = list(self._new.items()), {}
        told = signatures([_whole_text(entry.arrival.mention) for _, entry in new])
        stories = Stories(self.tables.connection).assign(
            [(id, signature) for (id, _), signature in zip(new, told, strict=True)]
        )
        self.tables.insert([(id, story, entry) for (id, entry), story in zip(new, stories, strict=True)])


def _whole_text(mention: Mention) -> str:
    return f"{mention.title} {mention.text}"


def _adds_a_query(present: StoredMention, entry: Entry) -> bool:
    """Another source's version of a text is taken over only where it says more to us than the one we have."""
    return bool({match.query for match in entry.arrival.matches} - {match.query for match in present.matches})
