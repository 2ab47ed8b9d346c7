"""What the operators of places allow to be exported: a text that must stay here is marked, never silently blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from sources.base import Options, place
from storage.records import Match, Place, Rights, StoredMention


class Remembering(Protocol):
    """What is read of a store."""

    def places(self) -> list[Place]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of every source that is, or was, configured.

    Attributes:
        rights, places: Of each source by its name: its terms, and its place's own name.
    """

    rights: Mapping[str, Rights] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place]) -> Self:
        """Those of some places; the last word on each source counts."""
        known = list(places)
        return cls(
            rights={each.source: each.rights for each in known}, places={each.source: each.title for each in known}
        )

    @classmethod
    def known(cls, store: Remembering, sources: Iterable[Options]) -> Self:
        """Those that the store remembers, of sources that were taken out too, and of the sources as they are now."""
        return cls.of([*store.places(), *map(place, sources)])

    def applied(self, stored: StoredMention) -> StoredMention:
        """The mention as it may leave: without its words where one place that showed it forbids them, with what has to
        stand beside them otherwise."""
        if places := self.forbidding(stored):
            return _withheld(stored, f"[not exported: the terms of {' and '.join(places)} forbid it]")
        beside = dict.fromkeys(rights.attribution for _, rights in self._of(stored) if rights.attribution)
        if not beside:
            return stored
        extra = {**stored.mention.extra, "attribution": "; ".join(beside)}
        return replace(stored, mention=replace(stored.mention, extra=extra))

    def forbidding(self, stored: StoredMention) -> list[str]:
        """The places that showed it and forbid to export its words."""
        return list(dict.fromkeys(place for place, rights in self._of(stored) if not rights.exportable))

    def _of(self, stored: StoredMention) -> list[tuple[str, Rights]]:
        names = [sighting.source for sighting in stored.sightings if sighting.source in self.rights]
        return [(self.places.get(name, name), self.rights[name]) for name in names]


def _withheld(stored: StoredMention, mark: str) -> StoredMention:
    """Numbers, times, addresses and what was read in it stay; nothing that quotes it does."""
    mention = replace(stored.mention, title=mark if stored.mention.title else "", text=mark, extra={})
    reading = stored.classification and replace(stored.classification, key_sentence="")
    matches = tuple(Match(query=match.query, brand=match.brand) for match in stored.matches)
    return replace(stored, mention=mention, classification=reading, matches=matches)
