"""All numbers of one brand over a period, each beside that of the period before: for pages and for programs alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from listener.actions.desk import spent
from listener.brands.asked import Asked
from listener.brands.courses import Course, courses, heard_since
from listener.brands.measured import Measured
from listener.brands.part import Part
from listener.brands.talk import Talk, talks
from listener.brands.voices import Voices, voices
from listener.config.config import Config
from listener.explore.copy import Copy
from listener.metrics.answers import Answers, answers
from listener.reports.record import Record, Records
from listener.wording.periods import Period
from storage.filing import Desk
from storage.records import Author, Brand
from storage.records.mention import NO_RISK
from storage.store import Collecting, Evaluating, Querying

LABELS, PLACES, PEOPLE, STORIES = 12, 7, 6, 5
"""So many of each are counted: of labels all that there are."""


class Known(Collecting, Evaluating, Querying, Desk, Protocol):
    """Everything that figures are made from."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A number and what it was in the period before.

    Attributes:
        label: What it is of: an intent, a source, a word; "" for the whole brand.
    """

    now: Record
    before: Record
    label: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that rose: in how many posts it is, how many times as often, and how these posts were read."""

    posts: Pair
    rise: Record
    tones: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A source: how many posts it showed, and their net sentiment."""

    posts: Pair
    net: Record


@dataclass(frozen=True, slots=True)
class Writer:
    """An author: posts, followers as last known, net sentiment of the posts.

    Attributes:
        who: The identity; `posts.label` is how the author is shown.
    """

    who: str
    posts: Pair
    followers: int | None
    net: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What stands of one brand on every page about it.

    Attributes:
        voice: None where there is nobody to share with.
        change: Of the mentions.
    """

    brand: Brand
    asked: Asked
    records: Records
    mentions: Pair
    change: Record
    net: Pair
    tones: Sequence[Pair]
    voice: Pair | None
    intents: Sequence[Pair]
    course: Course

    @property
    def negative(self) -> Pair:
        """The negative share."""
        return self.tones[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Figures):
    """All that is counted of one brand.

    Attributes:
        answers: How cases were answered: half, nine in ten, until closed, in time; none where none was put in.
        stars: Reviews by their stars, from 5 to 1.
        told: The number of the first mention of each story that is told most, and how often it is told.
    """

    stories: Pair
    authors: Pair
    reach: Pair
    rating: Pair
    answers: Sequence[Pair]
    counts: tuple[int, ...]
    spam: int
    stars: Sequence[Pair]
    emotions: Sequence[Pair]
    risks: Sequence[Pair]
    words: Sequence[Word]
    places: Sequence[Place]
    languages: Sequence[Pair]
    countries: Sequence[Pair]
    kinds: Sequence[Pair]
    writers: Sequence[Writer]
    told: Sequence[tuple[int, Record]]

    def every(self) -> Iterator[Pair]:
        """All that have one before."""
        yield from (self.mentions, self.stories, self.authors, self.reach, self.net, *self.tones)
        yield from (self.voice,) if self.voice else ()
        yield from (*self.intents, *self.emotions, *self.risks, self.rating, *self.stars)
        yield from (place.posts for place in self.places)
        yield from (*self.languages, *self.countries, *self.kinds)
        yield from (word.posts for word in self.words)
        yield from (writer.posts for writer in self.writers)
        yield from self.answers

    def alone(self) -> Iterator[Record]:
        """All that have none: what changed, and what is only counted of the newer period."""
        yield self.change
        yield from (word.rise for word in self.words)
        yield from (place.net for place in self.places)
        yield from (writer.net for writer in self.writers)
        yield from (record for _, record in self.told)


def figures(copy: Copy, store: Known, config: Config, names: Iterable[str], asked: Asked) -> dict[str, Figures]:
    """Of some brands of the configuration, by name: what stands on every page about them."""
    wanted = _wanted(config, names)
    heard = _heard(copy, store, config, wanted, asked)
    return {brand.name: _figures(brand, heard, heard.pairs(brand.name)) for brand in wanted}


def whole(copy: Copy, store: Known, config: Config, names: Iterable[str], asked: Asked) -> dict[str, Whole]:
    """Likewise all that is counted of each."""
    wanted = _wanted(config, names)
    heard = _heard(copy, store, config, wanted, asked)
    worked = [_worked(store, config, period, asked.period.until) for period in (asked.period, asked.before)]
    return {brand.name: _whole(brand, heard, store, [answered(brand.name) for answered in worked]) for brand in wanted}


def _wanted(config: Config, names: Iterable[str]) -> list[Brand]:
    chosen = set(names)
    return [brand for brand in config.brands if brand.name in chosen]


def _heard(copy: Copy, store: Known, config: Config, wanted: Sequence[Brand], asked: Asked) -> _Heard:
    compared = [brand.name for brand in config.brands if brand.role != "topic"]
    every = list(dict.fromkeys([*(brand.name for brand in wanted), *compared]))
    since = heard_since(asked)
    whole = talks(copy.state(since), every, Period(since=since, until=asked.period.until))
    return _Heard(
        asked=asked,
        compared=compared,
        now={name: talk.between(asked.period.since, asked.period.until) for name, talk in whole.items()},
        before={name: talk.between(asked.before.since, asked.before.until) for name, talk in whole.items()},
        courses=courses(store, asked.period, config.zone, whole, [brand.name for brand in wanted], compared),
    )


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """What was read at once for all brands.

    Attributes:
        compared: The brands that share a voice.
    """

    asked: Asked
    compared: Sequence[str]
    now: Mapping[str, Talk]
    before: Mapping[str, Talk]
    courses: Mapping[str, Course]

    def pairs(self, brand: str) -> Pairs:
        records, period, before = Records(), self.asked.period, self.asked.before
        return Pairs(
            Measured(records=records, talk=self.now[brand], brand=brand, period=("now", period.since, period.until)),
            Measured(
                records=records, talk=self.before[brand], brand=brand, period=("before", before.since, before.until)
            ),
        )

    def voice(self, brand: str, pairs: Pairs) -> Pair | None:
        if brand not in self.compared or len(self.compared) < 2:
            return None
        now, before = self._voices
        return Pair(pairs.now.voice(now), pairs.before.voice(before))

    @cached_property
    def _voices(self) -> tuple[Voices, Voices]:
        """Of all compared brands, in this period and in the one before."""
        now, before = (voices([talks[name] for name in self.compared]) for talks in (self.now, self.before))
        return now, before


def _figures(brand: Brand, heard: _Heard, pairs: Pairs) -> Figures:
    mentions = pairs.of(Measured.mentions)
    return Figures(
        brand=brand,
        asked=heard.asked,
        records=pairs.now.records,
        mentions=mentions,
        change=pairs.now.change(mentions.before, mentions.now),
        net=pairs.of(Measured.net),
        tones=pairs.tones(),
        voice=heard.voice(brand.name, pairs),
        intents=pairs.labelled("intent"),
        course=heard.courses[brand.name],
    )


def _whole(brand: Brand, heard: _Heard, store: Querying, worked: Sequence[Answers]) -> Whole:
    pairs = heard.pairs(brand.name)
    shared, talk = _figures(brand, heard, pairs), pairs.now.talk
    return Whole(
        **{each.name: getattr(shared, each.name) for each in fields(shared)},
        stories=pairs.of(Measured.stories),
        authors=pairs.of(Measured.authors),
        reach=pairs.of(Measured.reach),
        rating=pairs.of(Measured.rating),
        answers=pairs.answers(*worked),
        counts=talk.tone_counts(),
        spam=talk.spam,
        stars=pairs.stars(),
        emotions=pairs.labelled("emotion"),
        risks=[pair for pair in pairs.labelled("risk") if pair.label != NO_RISK],
        words=pairs.words(),
        places=pairs.places(),
        languages=pairs.counted("language"),
        countries=pairs.counted("country"),
        kinds=pairs.counted("kind"),
        writers=pairs.writers(store),
        told=pairs.told(),
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Makes pairs of numbers of two periods."""

    now: Measured
    before: Measured

    def of(self, measure: Callable[[Measured], Record]) -> Pair:
        """One number of both."""
        return Pair(measure(self.now), measure(self.before))

    def tones(self) -> list[Pair]:
        """Shares of negative, neutral, positive."""
        found = zip(self.now.tones(), self.before.tones(), strict=True)
        return [Pair(now, before, now.part) for now, before in found]

    def stars(self) -> list[Pair]:
        """Reviews by their stars, the best first; none where there are no reviews."""
        if not self.now.talk.stars() and not self.before.talk.stars():
            return []
        return [Pair(self.now.stars(number), self.before.stars(number), str(number)) for number in range(5, 0, -1)]

    def labelled(self, head: str) -> list[Pair]:
        """The labels that are read most."""
        found = _first(self.now.talk.counts(head), LABELS)
        return [Pair(self.now.labelled(head, label), self.before.labelled(head, label), label) for label in found]

    def counted(self, kind: str) -> list[Pair]:
        """The languages, countries or kinds with most mentions."""
        now, before = self.now.talk.counts(kind), self.before.talk.counts(kind)
        return [self._part(kind, name, now[name], before[name]) for name in _first(now, LABELS)]

    def places(self) -> list[Place]:
        """The sources that showed most."""
        now, before = self.now.talk.counts("source"), self.before.talk.counts("source")
        most = _first(now, PLACES)
        found = zip(most, self.now.talk.nets_saying("source", most), strict=True)
        return [
            Place(self._part("source", name, now[name], before[name]), self.now.net_in_part("source", name, net))
            for name, net in found
        ]

    def writers(self, store: Querying) -> list[Writer]:
        """The authors who wrote most, each as last known."""
        writers = self.now.talk.writers(PEOPLE)
        parts = self.now.talk.by([who for who, _ in writers])
        most = [(who, count, own) for (who, count), own in zip(writers, parts, strict=True)]
        newest = {each.id: each.mention.author for each in store.mentions([int(own.ids()[-1]) for _, _, own in most])}
        known = [(newest.get(int(own.ids()[-1])), who, count, own) for who, count, own in most]
        return [self._writer(author, who, count, own) for author, who, count, own in known if author]

    def _writer(self, author: Author, number: int, count: int, own: Part) -> Writer:
        who = author.identity or ""
        handle = author.handle or author.name or who
        posts = Pair(
            self.now.in_part("author", who, count, handle),
            self.before.in_part("author", who, self.before.talk.written(number), handle),
            author.name or handle,
        )
        return Writer(who, posts, own.followers(), self.now.net_in_part("author", who, own.net(), handle))

    def words(self) -> list[Word]:
        """The words that rose, the surest first."""
        before, toned = self.before.talk.wording, self.now.talk.wordings()
        return [
            Word(
                self._part("word", each.word, each.posts, before.holding(each.word)),
                self.now.risen(each.word, each.rise),
                tuple(tone.holding(each.word) for tone in toned),
            )
            for each in self.now.talk.wording.risen(before)
        ]

    def told(self) -> list[tuple[int, Record]]:
        """The stories that are told most, by the number of their first mention."""
        found = self.now.talk.told(STORIES)
        return [(story, self.now.in_part("story", str(story), count)) for story, count in found]

    def answers(self, now: Answers, before: Answers) -> list[Pair]:
        """How the cases were answered."""
        if not now.cases and not before.cases:
            return []
        found = zip(self.now.answers(now), self.before.answers(before), ANSWERED, strict=True)
        return [Pair(one, other, label) for one, other, label in found]

    def _part(self, kind: str, name: str, now: int, before: int) -> Pair:
        return Pair(self.now.in_part(kind, name, now), self.before.in_part(kind, name, before), name)


ANSWERED = ("first answer, half within", "first answer, nine in ten within", "closed, half within", "answered in time")


def _first(counts: Counter[str], most: int) -> list[str]:
    return [name for name, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:most]]


def _worked(store: Desk, config: Config, period: Period, until: datetime) -> Callable[[str], Answers]:
    """How the cases about a brand that were put in during a period had been answered by a moment."""
    cases = store.case_times(period.since, period.until)
    took, end = spent(config), until + timedelta(minutes=5)
    return lambda name: answers([case for case in cases if name in case.brands], end, took)
