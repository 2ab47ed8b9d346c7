"""What a report needs to know of a brand's mentions in one period, counted in one pass at the memory of its stories."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from listener.metrics.tone import tone
from listener.report.selection import Selection
from listener.report.terms import Terms
from rules.query import Filter
from rules.query.common import COMMON
from storage.records import Rating, StoredMention
from storage.store import Querying

_WORD = re.compile(r"[^\W\d_][\w'’-]{2,30}")
ALL = ""


@dataclass(slots=True)
class Tally:
    """A brand's mentions of one period.

    Attributes:
        stories: How often each story was told.
        first: The first mention of each story in the period.
        tones, intents, emotions: Of each story, how many of its mentions were read as what; spam has no tone.
        unread: Mentions of which no sentiment is known.
        said: When each was said: five-minute counts would not follow the reader's calendar.
        authors: How many each known author wrote, and names as they are shown.
        words: In how many mentions each word stands.
    """

    mentions: int = 0
    stories: Counter[int | None] = field(default_factory=Counter)
    first: dict[int | None, int] = field(default_factory=dict)
    tones: defaultdict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    intents: defaultdict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    emotions: defaultdict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unread: int = 0
    said: list[datetime] = field(default_factory=list)
    authors: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    followers: dict[str, int | None] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)
    ratings: list[Rating] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    readings: Counter[str] = field(default_factory=Counter)

    def add(self, stored: StoredMention, brand: str) -> None:
        """Count one more."""
        mention = stored.mention
        self.mentions += 1
        self.said.append(mention.said_at)
        self.stories[mention.story] += 1
        self.first.setdefault(mention.story, stored.id)
        self._add_reading(stored, brand)
        self._add_author(stored)
        self.sources.update({sighting.source for sighting in stored.sightings})
        if mention.rating:
            self.ratings.append(mention.rating)
        self.words.update(words(f"{mention.title} {mention.text}"))

    def _add_reading(self, stored: StoredMention, brand: str) -> None:
        reading, story = stored.classification, stored.mention.story
        label = tone(stored, brand or None)
        intent, emotion = (reading.label("intent"), reading.label("emotion")) if reading else (None, None)
        if intent:
            self.intents[story][intent] += 1
        if emotion:
            self.emotions[story][emotion] += 1
        if reading and reading.spam:
            return
        if label:
            self.tones[story][label] += 1
        else:
            self.unread += 1

    def _add_author(self, stored: StoredMention) -> None:
        author = stored.mention.author
        if who := author.identity:
            self.authors[who] += 1
            self.names[who] = author.name or author.handle or who
            if author.followers is not None or who not in self.followers:
                self.followers[who] = author.followers


def words(text: str) -> set[str]:
    """The words of a post that can tell what it is about, each once."""
    return set(_WORD.findall(text.lower())) - COMMON


def tallied(
    store: Querying, brands: Iterable[str], where: Filter | None, since: datetime, until: datetime
) -> Mapping[str, Tally]:
    """The tallies of some brands, by name, and under ALL that of every mention that matches something."""
    found = {name: Tally() for name in (*brands, ALL)}
    selection = Selection(since=since, until=until, where=where, terms=Terms())
    for stored in store.export(since=since, until=until):
        if not stored.matches or not selection.takes(stored):
            continue
        found[ALL].mentions += 1
        for brand in {match.brand for match in stored.matches} & found.keys():
            found[brand].add(stored, brand)
    return found
