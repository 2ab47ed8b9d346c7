"""What a report needs to know of a brand's mentions in one period, counted in one pass at the memory of its stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from listener.metrics.risen_terms import words
from listener.reports.labels import Labels
from rules.query import Filter
from storage.records import Author, Heard, Rating, Scope
from storage.records.number import MICROSECOND
from storage.store import Querying, Surveying

QUARTER = timedelta(minutes=15)
IN_QUARTER = QUARTER // MICROSECOND
"""Days of every calendar of today begin and end with one: clocks differ from UTC by whole quarters of an hour."""


class Read(Querying, Surveying, Protocol):
    """What is read of a store."""


@dataclass(slots=True)
class Tally:
    """A brand's mentions of one period.

    Attributes:
        stories: How often each story was told.
        first: The first mention of each story in the period.
        tones, intents, emotions, risks: Of each story, how many of its mentions were read as what; spam has no tone.
        unread: Mentions of which no sentiment is known.
        said: How many were said in each quarter of an hour since 1970, UTC.
        authors: How many each known author wrote; `names` as they are shown, `handles` as one asks for them.
        words: In how many mentions each word stands.
    """

    mentions: int = 0
    stories: Counter[int | None] = field(default_factory=Counter)
    first: dict[int | None, int] = field(default_factory=dict)
    tones: Labels = field(default_factory=Labels)
    intents: Labels = field(default_factory=Labels)
    emotions: Labels = field(default_factory=Labels)
    risks: Labels = field(default_factory=Labels)
    unread: int = 0
    said: Counter[int] = field(default_factory=Counter)
    authors: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    followers: dict[str, int | None] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)
    ratings: list[Rating] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    def told(self, heard: Heard) -> None:
        """Count one more, and its story."""
        self.mentions += 1
        self.stories[heard.story] += 1

    def add(self, heard: Heard, brand: str) -> None:
        """Count one more, and everything about it."""
        self.told(heard)
        self.said[heard.id // IN_QUARTER] += 1
        self.first.setdefault(heard.story, heard.id)
        self._add_reading(heard, brand)
        self._add_author(heard.author)
        for source in heard.sources:
            self.sources[source] += 1
        if heard.rating:
            self.ratings.append(heard.rating)
        self.words.update(words(heard.said))

    def days(self, zone: ZoneInfo) -> Counter[date]:
        """How many were said on each day of a calendar."""
        found: Counter[date] = Counter()
        for quarter, count in self.said.items():
            found[datetime.fromtimestamp(quarter * QUARTER.seconds, zone).date()] += count
        return found

    def _add_reading(self, heard: Heard, brand: str) -> None:
        for head, found in (("intent", self.intents), ("emotion", self.emotions), ("risk", self.risks)):
            if said := heard.read.get(head):
                found.add(heard.story, said)
        if heard.spam:
            return
        if label := heard.tone(brand):
            self.tones.add(heard.story, label)
        else:
            self.unread += 1

    def _add_author(self, author: Author) -> None:
        if who := author.identity:
            self.authors[who] += 1
            self.names[who] = author.name or author.handle or who
            self.handles[who] = author.handle or author.name or who
            if author.followers is not None or who not in self.followers:
                self.followers[who] = author.followers


def together(tallies: Iterable[Tally]) -> Counter[int | None]:
    """How often some brands told each story, all of them together."""
    whole: Counter[int | None] = Counter()
    for each in tallies:
        whole.update(each.stories)
    return whole


def tallied(
    store: Read,
    whole: Collection[str],
    beside: Collection[str],
    where: Filter | None,
    since: datetime,
    until: datetime,
) -> Mapping[str, Tally]:
    """The tallies of some brands, by name.

    Of the brands `beside` them only the stories are counted, which is all that a share of voice asks for. What a filter
    says of tone is meant toward the brand whose mention it is.
    """
    found = {name: Tally() for name in (*whole, *beside)}
    full = frozenset(whole)
    for heard, brands in _heard(store, found.keys(), full, where, since, until):
        for brand in brands:
            if brand in full:
                found[brand].add(heard, brand)
            else:
                found[brand].told(heard)
    return found


def _heard(
    store: Read, names: Set[str], full: Set[str], where: Filter | None, since: datetime, until: datetime
) -> Iterator[tuple[Heard, Iterable[str]]]:
    """Each mention with those of the brands that it counts for; a filter has to see it whole, which takes longer."""
    if where is None:
        for heard in store.heard(since, until, full):
            yield heard, [brand for brand in heard.brands if brand in names]
        return
    for stored in store.export(since=since, until=until):
        about = names & {match.brand for match in stored.matches}
        if taken := [brand for brand in about if where.matches(stored, scope=Scope.brand(brand)) is not None]:
            yield Heard.of(stored), taken
