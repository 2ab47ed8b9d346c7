"""Tallies become records: the numbers of a brand in one period, each by the metric that defines it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from listener.metrics.authors import AUTHORS
from listener.metrics.base import Count, Metric, Value
from listener.metrics.change import CHANGE, change
from listener.metrics.mentions import MENTIONS
from listener.metrics.net_sentiment import NET_SENTIMENT, net_sentiment_of
from listener.metrics.reach import REACH
from listener.metrics.risen_terms import RISEN_TERMS, risen
from listener.metrics.share_of_voice import SHARE_OF_VOICE, share_of_voice_of
from listener.metrics.shares import SHARE, share
from listener.metrics.stars import MEAN_STARS, mean_stars
from listener.metrics.stories import STORIES
from listener.metrics.tone import TONE
from listener.metrics.unjudged import UNJUDGED
from listener.reports.document import Said
from listener.reports.labels import Labels
from listener.reports.receipts import RATED, READ, UNREAD, field, word
from listener.reports.record import Record, Records, Style
from listener.reports.tally import Tally
from storage.records import Scope

TONES = ("negative", "neutral", "positive")
When = tuple[str, datetime, datetime]


def is_whole(record: Record) -> bool:
    """Whether it counts all mentions of a brand in the time that a report is about."""
    return record.metric == MENTIONS.name and not record.part and record.id.endswith(("/now", "/crisis"))


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

    def count(self, metric: Metric, number: int, part: str = "", asks: str | None = "") -> Record:
        """Something that was counted; `asks` finds its mentions."""
        return self._add(metric, Count(value=number, n=number), part, asks=asks)

    def mentions(self) -> Record:
        return self.count(MENTIONS, self.tally.mentions)

    def stories(self) -> Record:
        return self.count(STORIES, len(self.tally.stories))

    def unjudged(self) -> Record:
        return self.count(UNJUDGED, self.tally.unread, asks=UNREAD)

    def authors(self) -> Record:
        known = sum(self.tally.authors.values())
        value = Count(value=len(self.tally.authors), n=known, unknown=self.tally.mentions - known)
        return self._add(AUTHORS, value)

    def reach(self) -> Record:
        known = [each for each in self.tally.followers.values() if each is not None]
        unknown = len(self.tally.followers) - len(known)
        return self._add(REACH, Value(value=sum(known) if known else None, n=len(known), unknown=unknown))

    def net(self) -> Record:
        if known := self.records.known(NET_SENTIMENT, self.scope, self.period[0]):
            return known
        value = net_sentiment_of(self.tally.tones.balance("positive", "negative"), self.tally.unread)
        return self._add(NET_SENTIMENT, value, style="net", asks=READ)

    def tone(self, label: str) -> Record:
        return self._share(TONE, self.tally.tones, label, self.tally.unread, label, field("tone", label))

    def intent(self, label: str) -> Record:
        return self._of_head("intent", self.tally.intents, label)

    def emotion(self, label: str) -> Record:
        return self._of_head("emotion", self.tally.emotions, label)

    def risk(self, label: str) -> Record:
        return self._of_head("risk", self.tally.risks, label)

    def rating(self) -> Record:
        return self._add(MEAN_STARS, mean_stars(self.tally.ratings), style="stars", asks=RATED)

    def voice(self, every: Counter[int | None]) -> Record:
        """Among all compared brands, of which it is one: how often they told each story."""
        if known := self.records.known(SHARE_OF_VOICE, self.scope, self.period[0]):
            return known
        own = map(self.tally.stories.get, every, repeat(0))
        value = share_of_voice_of(Counter(zip(own, every.values(), strict=True)))
        return self._add(SHARE_OF_VOICE, value, style="share")

    def source(self, name: str) -> Record:
        return self.count(MENTIONS, self.tally.sources[name], f"source {name}", field("source", name))

    def author(self, who: str) -> Record:
        handle = self.tally.handles[who]
        return self.count(MENTIONS, self.tally.authors[who], Said(f"author {who}"), field("author", handle))

    def story(self, number: int | None) -> Record:
        return self.count(MENTIONS, self.tally.stories[number], f"story {number}", field("story", str(number)))

    def word(self, said: str) -> Record:
        return self.count(MENTIONS, self.tally.words[said], Said(f"word {said}"), word(said))

    def risen(self, before: Tally) -> list[tuple[str, Record, Record]]:
        """Words that rose: in how many posts each is, and by how much."""
        tally = self.tally
        found = risen(tally.words, tally.mentions, before.words, before.mentions)
        return [
            (
                each.word,
                self.word(each.word),
                self._add(RISEN_TERMS, each.rise, Said(each.word), style="times", asks=word(each.word)),
            )
            for each in found
        ]

    def change(self, before: Record, now: Record) -> Record:
        value = change(int(now.value or 0), int(before.value or 0))
        return self._add(CHANGE, value, now.metric, style="change")

    def _of_head(self, head: str, found: Labels, label: str) -> Record:
        unknown = self.tally.mentions - found.known()
        return self._share(SHARE, found, label, unknown, f"{head}:{label}", field(head, label))

    def _share(self, metric: Metric, found: Labels, label: str, unread: int, part: str, asks: str) -> Record:
        if known := self.records.known(metric, self.scope, self.period[0], part):
            return known
        return self._add(metric, share(found.of(label), unread), part, style="share", asks=asks)

    def _add(
        self, metric: Metric, value: Value, part: str = "", *, style: Style = "count", asks: str | None = ""
    ) -> Record:
        return self.records.add(metric, value, scope=self.scope, period=self.period, part=part, style=style, asks=asks)
