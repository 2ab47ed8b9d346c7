"""What is said of one brand in one period, and its numbers, each by the metric that defines it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from listener.brands.rows import NOT_KNOWN, SPAMMED, TONES, UNREAD, Book, Books, Codes, Rows, Table, micros
from listener.metrics import clusters
from listener.metrics.base import Count, Value
from listener.metrics.net_sentiment import net_sentiment_of
from listener.metrics.risen_terms import LEAST, Risen, risen
from listener.metrics.share_of_voice import share_of_voice_of
from listener.metrics.shares import share
from listener.metrics.stars import mean_of_stars

T = TypeVar("T", bound=Hashable)
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
SCREEN = 1.5
"""Far below what chance brings once in 10,000 times, by which words that rose are chosen."""


class Talk:
    """Mentions of one brand, oldest first."""

    def __init__(self, rows: Rows, books: Books) -> None:
        self._rows, self._books = rows, books

    @property
    def table(self) -> Table:
        """The mentions, of dtype ROW."""
        return self._rows.table

    def __len__(self) -> int:
        return len(self.table)

    def part(self, chosen: Flags) -> Talk:
        """Some of the mentions; their words are left out."""
        none = Rows(self.table[chosen], np.empty(0, np.int32), np.zeros(int(chosen.sum()), np.int64))
        return Talk(none, self._books)

    def between(self, since: datetime, until: datetime) -> Talk:
        """Those of a time, `until` excluded."""
        return Talk(self._rows.between(micros(since), micros(until)), self._books)

    def only(self, ids: Numbers) -> Talk:
        """Those with these numbers."""
        return self.part(np.isin(self.table["id"], ids))

    def mentions(self) -> Count:
        """How many there are."""
        return _count(len(self))

    def stories(self) -> Count:
        """How many different texts they tell."""
        return Count(value=len(self._stories[0]), n=len(self))

    def authors(self) -> Count:
        """How many known people wrote them; `unknown` are mentions that name none."""
        counts = self._written
        known = int(counts.sum())
        return Count(value=int(np.count_nonzero(counts)), n=known, unknown=len(self) - known)

    def reach(self) -> Value:
        """Followers of their authors, as last known; `unknown` are authors of whom no source tells any."""
        told = self.table[(self.table["author"] != NOT_KNOWN) & (self.table["followers"] != NOT_KNOWN)]
        last = np.full(len(self._written), NOT_KNOWN, np.int64)
        last[told["author"]] = told["followers"]  # of one author several times: the last one stays
        known = last[last != NOT_KNOWN]
        unknown = int(np.count_nonzero(self._written)) - len(known)
        return Value(value=int(known.sum()) if len(known) else None, n=len(known), unknown=unknown)

    def followers_of(self, who: str) -> int | None:
        """Of one author, as last known; None where no source tells."""
        told = self.by(who).table["followers"]
        known = told[told != NOT_KNOWN]
        return int(known[-1]) if len(known) else None

    def net(self) -> Value:
        """Net sentiment."""
        bad, _, good = self._toned
        return net_sentiment_of(_pairs(good - bad, self._read), self.unread)

    def tone(self, label: str) -> Value:
        """The share of a sentiment."""
        return share(_pairs(self._toned[TONES.index(label)], self._read), self.unread)

    @property
    def unread(self) -> int:
        """Mentions of which no sentiment is known, without spam."""
        return int((self.table["tone"] == UNREAD).sum())

    @property
    def spam(self) -> int:
        """Mentions that are left out of every tone."""
        return int((self.table["tone"] == SPAMMED).sum())

    def tone_counts(self) -> tuple[int, ...]:
        """How many mentions were read as each of TONES."""
        return tuple(int((self.table["tone"] == code).sum()) for code in range(len(TONES)))

    def intent(self, label: str) -> Value:
        """The share of an intent."""
        return self._labelled("intent", self._books.intents, label)

    def emotion(self, label: str) -> Value:
        """The share of an emotion."""
        return self._labelled("emotion", self._books.emotions, label)

    def intents(self) -> Counter[str]:
        """How many mentions have each intent."""
        return self._counts("intent", self._books.intents)

    def emotions(self) -> Counter[str]:
        """How many mentions have each emotion."""
        return self._counts("emotion", self._books.emotions)

    def rating(self) -> Value:
        """The mean rating, from 1 to 5."""
        return mean_of_stars(self.stars())

    def stars(self) -> list[float]:
        """Each rating, oldest first."""
        found = self.table["stars"]
        known: list[float] = found[~np.isnan(found)].tolist()
        return known

    def starred(self) -> list[int]:
        """How many reviews have each number of stars, from 1 to 5."""
        known = self.table["stars"][~np.isnan(self.table["stars"])]
        rounded = np.clip(np.floor(known + 0.5), 1, 5).astype(np.int64)
        counts: list[int] = np.bincount(rounded, minlength=6)[1:].tolist()
        return counts

    def voice(self, every: Iterable[Talk]) -> Value:
        """Share of voice among all compared brands, this one among them."""
        parts = [each._stories for each in every]
        names = _grouped(np.concatenate([stories for stories, _, _ in parts]))[0]
        sizes = np.zeros(len(names), np.int64)
        for stories, _, counts in parts:
            sizes[np.searchsorted(names, stories)] += counts
        own = np.zeros(len(names), np.int64)
        own[np.searchsorted(names, self._stories[0])] = self._stories[2]
        return share_of_voice_of(_pairs(own, sizes))

    def sources(self) -> Counter[str]:
        """How many mentions each source showed."""
        found: Counter[str] = Counter()
        for names, count in self._counts("sources", self._books.sources).items():
            for name in names:
                found[name] += count
        return found

    def from_source(self, name: str) -> Talk:
        """Those that one source showed."""
        codes = [code for code, names in enumerate(self._books.sources.values) if name in names]
        return self.part(np.isin(self.table["sources"], codes))

    def languages(self) -> Counter[str]:
        """How many mentions are in each known language."""
        return self._counts("language", self._books.languages)

    def countries(self) -> Counter[str]:
        """How many mentions come from each known country."""
        return self._counts("country", self._books.countries)

    def kinds(self) -> Counter[str]:
        """How many mentions were said in each kind of place."""
        return self._counts("kind", self._books.kinds)

    def writers(self, most: int) -> list[tuple[str, int]]:
        """The known authors, by identity, who wrote most, and how much."""
        codes = np.flatnonzero(self._written)
        counts = self._written[codes]
        named = ((self._books.authors.values[code], count) for code, count in _largest(codes, counts, most))
        return sorted(named, key=lambda each: (-each[1], each[0]))[:most]

    def by(self, who: str) -> Talk:
        """Those of one author, by identity."""
        return self.part(self.table["author"] == self._books.authors.code(who))

    def name(self, who: str) -> str:
        """How an author is shown."""
        return self._books.names[self._books.authors.code(who)]

    def handle(self, who: str) -> str:
        """By what an expression finds an author."""
        return self._books.handles[self._books.authors.code(who)]

    def told(self, most: int) -> list[tuple[int, int]]:
        """The stories that are told most, by the number of their first mention, and how often."""
        stories, _, counts = self._stories
        return sorted(_largest(stories, counts, most), key=lambda each: (-each[1], each[0]))[:most]

    def telling(self, story: int) -> Talk:
        """Those that tell one story."""
        return self.part(self.table["story"] == story)

    def risen(self, *others: Talk, most: int = 8) -> list[Risen]:
        """The words that rose against other mentions, as those of the period before, the surest first."""
        now, *then = _alike_long([self._words, *(each._words for each in others)])
        earlier, posts = sum(then, np.zeros_like(now)), sum(map(len, others))
        names, wanted = self._books.words.values, _may_have_risen(now, len(self), earlier, posts)
        return risen(
            {names[code]: int(now[code]) for code in wanted},
            len(self),
            {names[code]: int(earlier[code]) for code in wanted},
            posts,
            most,
        )

    def holding(self, word: str) -> int:
        """How many hold a word."""
        code = self._books.words.code(word)
        return int(self._words[code]) if code < len(self._words) else 0

    def with_word(self, word: str) -> Talk:
        """Those that hold a word."""
        places = np.flatnonzero(self._rows.words == self._books.words.code(word))
        chosen = np.zeros(len(self), bool)
        chosen[np.searchsorted(self._rows.ends, places, side="right")] = True
        return self.part(chosen)

    def ids(self) -> Numbers:
        """The numbers of the mentions, which are the microseconds since 1970 in which they were said."""
        found: Numbers = self.table["id"]
        return found

    @cached_property
    def _stories(self) -> tuple[Numbers, Numbers, Numbers]:
        """Their numbers, the place among these of each mention's story, and how often each is told."""
        return _grouped(self.table["story"])

    @cached_property
    def _written(self) -> Numbers:
        """How many mentions each author wrote, by code."""
        found: Numbers = np.bincount(self.table["author"][self.table["author"] != NOT_KNOWN])
        return found

    @cached_property
    def _toned(self) -> tuple[Numbers, Numbers, Numbers]:
        """Of each story, how many of its mentions were read as each of TONES."""
        tones = self.table["tone"]
        bad, even, good = (self._of_stories(tones == code) for code in range(len(TONES)))
        return bad, even, good

    @cached_property
    def _read(self) -> Numbers:
        """Of each story, how many of its mentions have a tone."""
        bad, even, good = self._toned
        return bad + even + good

    @cached_property
    def _words(self) -> Numbers:
        """In how many mentions each word stands, by code."""
        return np.bincount(self._rows.words)

    def _of_stories(self, chosen: Flags) -> Numbers:
        """Of each story, how many of its mentions are chosen."""
        _, places, counts = self._stories
        found: Numbers = np.bincount(places[chosen], minlength=len(counts))
        return found

    def _labelled(self, column: str, book: Book[str], label: str) -> Value:
        codes = self.table[column]
        read = codes != NOT_KNOWN
        pairs = _pairs(self._of_stories(codes == book.code(label)), self._of_stories(read))
        return share(pairs, len(self) - int(read.sum()))

    def _counts(self, column: str, book: Book[T]) -> Counter[T]:
        known: Codes = self.table[column][self.table[column] != NOT_KNOWN]
        counts = np.bincount(known)
        return Counter({book.values[code]: int(counts[code]) for code in np.flatnonzero(counts)})


def _grouped(values: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The different values in order, the place of each among them, and how often each comes; as `numpy.unique` has it,
    and faster where most are in order already."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(values) else np.empty(0, bool)
    places = np.empty(len(values), np.int64)
    places[order] = np.cumsum(first) - 1
    return ordered[first], places, np.bincount(places)


def _pairs(values: Numbers, sizes: Numbers) -> Mapping[clusters.Group, int]:
    """How many stories have each pair of a value and a size; those of which nothing is known are left out."""
    values, sizes = values[sizes > 0], sizes[sizes > 0]
    if not len(values):
        return {}
    least, width = int(values.min()), int(sizes.max()) + 1
    codes, times = np.unique((values - least) * width + sizes, return_counts=True)
    found = zip(codes.tolist(), times.tolist(), strict=True)
    return {(float(code // width + least), code % width): count for code, count in found}


def _largest(codes: npt.NDArray[np.integer[Any]], counts: Numbers, most: int) -> list[tuple[int, int]]:
    """Those with the largest counts, and all that share the smallest of these."""
    if len(counts) > most:
        least = np.partition(counts, -most)[-most]
        codes, counts = codes[counts >= least], counts[counts >= least]
    return list(zip(codes.tolist(), counts.tolist(), strict=True))


def _alike_long(counts: Sequence[Numbers]) -> list[Numbers]:
    longest = max(map(len, counts))
    return [np.pad(each, (0, longest - len(each))) for each in counts]


def _may_have_risen(now: Numbers, posts: int, before: Numbers, earlier: int) -> Numbers:
    """The words that are worth a look: in enough posts, and their log odds higher by SCREEN standard errors."""
    cells = (now + 0.5, posts - now + 0.5, before + 0.5, earlier - before + 0.5)
    rise = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    error = np.sqrt(sum(1 / cell for cell in cells))
    found: Numbers = np.flatnonzero((now >= LEAST) & (rise > SCREEN * error))
    return found


def _count(number: int) -> Count:
    return Count(value=number, n=number)
