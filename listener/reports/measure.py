"""Tallies become records: the numbers of a brand in one period, each by the metric that defines it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listener.metrics.authors import AUTHORS
from listener.metrics.base import Count, Metric, Value
from listener.metrics.change import CHANGE, change
from listener.metrics.mentions import MENTIONS
from listener.metrics.net_sentiment import NET_SENTIMENT, net_sentiment
from listener.metrics.reach import REACH
from listener.metrics.risen_terms import RISEN_TERMS, risen
from listener.metrics.share_of_voice import SHARE_OF_VOICE, share_of_voice_of
from listener.metrics.shares import SHARE, share
from listener.metrics.stars import MEAN_STARS, mean_stars
from listener.metrics.stories import STORIES
from listener.metrics.tone import TONE, Tones
from listener.reports.labels import Labels
from listener.reports.record import Record, Records
from listener.reports.tally import Tally
from storage.records import Scope

TONES = ("negative", "neutral", "positive")
When = tuple[str, datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Makes the records of one brand and period."""

    records: Records
    tally: Tally
    brand: str
    period: When

    @property
    def scope(self) -> str:
        """Whose posts."""
        return Scope.brand(self.brand)

    def count(self, metric: Metric, number: int, part: str = "") -> Record:
        """Something that was counted."""
        return self.records.add(metric, Count(value=number, n=number), scope=self.scope, period=self.period, part=part)

    def mentions(self) -> Record:
        return self.count(MENTIONS, self.tally.mentions)

    def stories(self) -> Record:
        return self.count(STORIES, len(self.tally.stories))

    def authors(self) -> Record:
        known = sum(self.tally.authors.values())
        value = Count(value=len(self.tally.authors), n=known, unknown=self.tally.mentions - known)
        return self.records.add(AUTHORS, value, scope=self.scope, period=self.period)

    def reach(self) -> Record:
        known = [each for each in self.tally.followers.values() if each is not None]
        unknown = len(self.tally.followers) - len(known)
        value = Value(value=sum(known) if known else None, n=len(known), unknown=unknown)
        return self.records.add(REACH, value, scope=self.scope, period=self.period)

    def net(self) -> Record:
        if known := self.records.known(NET_SENTIMENT, self.scope, self.period[0]):
            return known
        value = net_sentiment(self._tones(), self.tally.unread)
        return self.records.add(NET_SENTIMENT, value, scope=self.scope, period=self.period, style="net")

    def _tones(self) -> list[Tones]:
        counts = zip(*(self.tally.tones.of(label) for label in TONES), strict=True)
        return [Tones(negative=bad[0], neutral=even[0], positive=good[0]) for bad, even, good in counts]

    def tone(self, label: str) -> Record:
        return self._share(TONE, self.tally.tones, label, self.tally.unread)

    def intent(self, label: str) -> Record:
        return self._share(SHARE, self.tally.intents, label, self._unlabelled(self.tally.intents), head="intent")

    def emotion(self, label: str) -> Record:
        return self._share(SHARE, self.tally.emotions, label, self._unlabelled(self.tally.emotions), head="emotion")

    def rating(self) -> Record:
        return self.records.add(
            MEAN_STARS, mean_stars(self.tally.ratings), scope=self.scope, period=self.period, style="stars"
        )

    def voice(self, every: Iterable[Tally]) -> Record:
        """Among the tallies of all compared brands, its own among them."""
        if known := self.records.known(SHARE_OF_VOICE, self.scope, self.period[0]):
            return known
        whole: Counter[int | None] = Counter()
        for each in every:
            whole.update(each.stories)
        value = share_of_voice_of((self.tally.stories[story], count) for story, count in whole.items())
        return self.records.add(SHARE_OF_VOICE, value, scope=self.scope, period=self.period, style="share")

    def source(self, name: str) -> Record:
        return self.count(MENTIONS, self.tally.sources[name], f"source {name}")

    def author(self, who: str) -> Record:
        return self.count(MENTIONS, self.tally.authors[who], f"author {who}")

    def story(self, number: int | None) -> Record:
        return self.count(MENTIONS, self.tally.stories[number], f"story {number}")

    def risen(self, before: Tally) -> list[tuple[str, Record, Record]]:
        """Words that rose: in how many posts each is, and by how much."""
        tally = self.tally
        found = risen(tally.words, tally.mentions, before.words, before.mentions)
        return [
            (
                each.word,
                self.count(MENTIONS, each.posts, f"word {each.word}"),
                self.records.add(
                    RISEN_TERMS, each.rise, scope=self.scope, period=self.period, part=each.word, style="times"
                ),
            )
            for each in found
        ]

    def change(self, before: Record, now: Record) -> Record:
        value = change(int(now.value or 0), int(before.value or 0))
        return self.records.add(CHANGE, value, scope=self.scope, period=self.period, part=now.metric, style="change")

    def _share(self, metric: Metric, found: Labels, label: str, unread: int, head: str = "") -> Record:
        part = f"{head}:{label}" if head else label
        if known := self.records.known(metric, self.scope, self.period[0], part):
            return known
        value = share(found.of(label), unread)
        return self.records.add(metric, value, scope=self.scope, period=self.period, part=part, style="share")

    def _unlabelled(self, found: Labels) -> int:
        return self.tally.mentions - found.known()
