"""What a report needs to know of a brand's mentions in one period, counted in one pass at the memory of its stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listener.metrics.risen_terms import words
from listener.metrics.tone import tone
from listener.reports.labels import Labels
from rules.query import Filter
from storage.records import Rating, Scope, StoredMention
from storage.store import Querying

QUARTER = timedelta(minutes=15)
"""Days of every calendar of today begin and end with one: clocks differ from UTC by whole quarters of an hour."""


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

    def told(self, stored: StoredMention) -> None:
        """Count one more, and its story."""
        self.mentions += 1
        self.stories[stored.mention.story] += 1

    def add(self, stored: StoredMention, brand: str) -> None:
        """Count one more, and everything about it."""
        mention = stored.mention
        self.told(stored)
        self.said[int(mention.said_at.timestamp()) // QUARTER.seconds] += 1
        self.first.setdefault(mention.story, stored.id)
        self._add_reading(stored, brand)
        self._add_author(stored)
        for source in {sighting.source for sighting in stored.sightings}:
            self.sources[source] += 1
        if mention.rating:
            self.ratings.append(mention.rating)
        self.words.update(words(f"{mention.title} {mention.text}"))

    def days(self, zone: ZoneInfo) -> Counter[date]:
        """How many were said on each day of a calendar."""
        found: Counter[date] = Counter()
        for quarter, count in self.said.items():
            found[datetime.fromtimestamp(quarter * QUARTER.seconds, zone).date()] += count
        return found

    def _add_reading(self, stored: StoredMention, brand: str) -> None:
        reading, story = stored.classification, stored.mention.story
        label = tone(stored, brand)
        for head, found in (("intent", self.intents), ("emotion", self.emotions), ("risk", self.risks)):
            if reading and (said := reading.label(head)):
                found.add(story, said)
        if reading and reading.spam:
            return
        if label:
            self.tones.add(story, label)
        else:
            self.unread += 1

    def _add_author(self, stored: StoredMention) -> None:
        author = stored.mention.author
        if who := author.identity:
            self.authors[who] += 1
            self.names[who] = author.name or author.handle or who
            self.handles[who] = author.handle or author.name or who
            if author.followers is not None or who not in self.followers:
                self.followers[who] = author.followers


def tallied(
    store: Querying,
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
    for stored in store.export(since=since, until=until):
        for brand in found.keys() & {match.brand for match in stored.matches}:
            if where is not None and where.matches(stored, scope=Scope.brand(brand)) is None:
                continue
            if brand in full:
                found[brand].add(stored, brand)
            else:
                found[brand].told(stored)
    return found
