"""The numbers of one brand in one period as records, with the ids that reports give the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listener.brands.own import TONES
from listener.brands.talk import Talk
from listener.brands.voices import Voices
from listener.metrics.answers import FIRST_ANSWER, IN_TIME, RESOLUTION, Answers
from listener.metrics.authors import AUTHORS
from listener.metrics.base import Count, Metric, Value
from listener.metrics.change import CHANGE, change
from listener.metrics.mentions import MENTIONS
from listener.metrics.net_sentiment import NET_SENTIMENT
from listener.metrics.reach import REACH
from listener.metrics.risen_terms import RISEN_TERMS
from listener.metrics.share_of_voice import SHARE_OF_VOICE
from listener.metrics.shares import SHARE
from listener.metrics.stars import MEAN_STARS, STARS
from listener.metrics.stories import STORIES
from listener.metrics.tone import TONE
from listener.reports.receipts import RATED, READ, field, word
from listener.reports.record import Record, Records, Style
from storage.records import Scope

When = tuple[str, datetime, datetime]
"""Short name of a period, its beginning and its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Makes the records of one brand and period."""

    records: Records
    talk: Talk
    brand: str
    period: When

    def mentions(self) -> Record:
        return self._made(MENTIONS, self.talk.mentions())

    def stories(self) -> Record:
        return self._made(STORIES, self.talk.stories())

    def authors(self) -> Record:
        return self._made(AUTHORS, self.talk.authors())

    def reach(self) -> Record:
        return self._made(REACH, self.talk.reach())

    def net(self) -> Record:
        return self._made(NET_SENTIMENT, self.talk.net(), style="net", asks=READ)

    def tone(self, label: str) -> Record:
        return self._made(TONE, self.talk.tone(label), label, "share", field("tone", label))

    def tones(self) -> list[Record]:
        """Of every tone."""
        return [self.tone(label) for label in TONES]

    def labelled(self, head: str, label: str) -> Record:
        """An intent, an emotion, a risk."""
        return self._made(SHARE, self.talk.labelled(head, label), f"{head}:{label}", "share", field(head, label))

    def rating(self) -> Record:
        return self._made(MEAN_STARS, self.talk.rating(), style="stars", asks=RATED)

    def stars(self, number: int) -> Record:
        """How many reviews have so many stars."""
        return self._counted(STARS, self.talk.starred()[number - 1], str(number), RATED)

    def voice(self, every: Voices) -> Record:
        """Among all compared brands, this one among them."""
        return self._made(SHARE_OF_VOICE, every.share(self.talk), style="share")

    def in_part(self, kind: str, name: str, count: int, said: str = "") -> Record:
        """Mentions from one source, in one language, of one author, with one word; `said` is how an expression names
        it where that differs."""
        asks = word(name) if kind == "word" else field(kind, said or name)
        return self._counted(MENTIONS, count, f"{kind} {name}", asks)

    def net_in_part(self, kind: str, name: str, net: Value, said: str = "") -> Record:
        """Net sentiment of a part of the mentions."""
        asks = f"{field(kind, said or name)} {READ}"
        return self._made(NET_SENTIMENT, net, f"{kind} {name}", "net", asks)

    def risen(self, said: str, rise: Value) -> Record:
        """By how much a word rose."""
        return self._made(RISEN_TERMS, rise, said, "times", word(said))

    def change(self, before: Record, now: Record) -> Record:
        """Of a count against that of the period before."""
        value = change(int(now.value or 0), int(before.value or 0))
        return self._made(CHANGE, value, now.metric, "change")

    def answers(self, found: Answers) -> list[Record]:
        """How the cases that were put in were answered: half, nine in ten, in time, closed."""
        return [
            self._made(FIRST_ANSWER, found.first, "median", "time", None),
            self._made(FIRST_ANSWER, found.first_ninetieth, "90th percentile", "time", None),
            self._made(RESOLUTION, found.closed, "median", "time", None),
            self._made(IN_TIME, found.in_time, style="share", asks=None),
        ]

    def _counted(self, metric: Metric, number: int, part: str = "", asks: str = "") -> Record:
        return self._made(metric, Count(value=number, n=number), part, asks=asks)

    def _made(
        self, metric: Metric, value: Value, part: str = "", style: Style = "count", asks: str | None = ""
    ) -> Record:
        scope = Scope.brand(self.brand)
        return self.records.add(metric, value, scope=scope, period=self.period, part=part, style=style, asks=asks)
