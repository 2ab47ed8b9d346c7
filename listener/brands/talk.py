"""What is said of one brand in one period, and its numbers, each by the metric that defines it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.brands.window import Window
from listener.explore.columns import WORD, Codes, Numbers, Values, Words
from listener.explore.copy import State
from listener.explore.traits import STARS, TONE, tone_of
from listener.metrics.base import Count, Value
from listener.metrics.clusters import Moments
from listener.metrics.net_sentiment import net_sentiment_of
from listener.metrics.risen_terms import LEAST, Risen, risen
from listener.metrics.share_of_voice import share_of_voice_of
from listener.metrics.shares import share
from listener.metrics.stars import mean_of_stars
from listener.wording.periods import Period
from storage.records.mention import SPAM
from storage.records.number import number_at

Flags = npt.NDArray[np.bool_]
TONES = ("negative", "neutral", "positive")
UNREAD, SPAMMED, UNKNOWN = -1, -2, -1
"""Instead of the index of a tone; and of a number of followers."""
FEW = 16
"""So many times fewer mentions than the window has are sorted; of more, the stories of the whole window are gone
through."""
SCREEN = 1.5
"""Far below what chance brings once in 10,000 times, by which words that rose are chosen."""


def told_by_all(every: Iterable[Talk]) -> Numbers:
    """How many mentions of some brands tell each story of their window; one of two brands counts for each."""
    found: Numbers = np.sum([each.by_story for each in every], axis=0)
    return found


def talks(state: State, brands: Iterable[str], period: Period) -> dict[str, Talk]:
    """What is said of each brand in a period."""
    window = Window(state, period)
    return {name: Talk(window, window.of(name), name) for name in brands}


class Talk:
    """Mentions of one brand, oldest first.

    Attributes:
        rows: Their places in the window, ascending.
    """

    def __init__(self, window: Window, rows: Numbers, brand: str) -> None:
        self.rows, self._window, self._brand = rows, window, brand
        self._heads: dict[str, tuple[Numbers, Numbers]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, chosen: Flags) -> Talk:
        """Some of the mentions."""
        return Talk(self._window, self.rows[chosen], self._brand)

    def between(self, since: datetime, until: datetime) -> Talk:
        """Those of a time, `until` excluded."""
        first, last = np.searchsorted(self.ids(), (number_at(since), number_at(until)))
        return Talk(self._window, self.rows[first:last], self._brand)

    def shared(self, other: Talk) -> Talk:
        """Those that are also among others of the same window."""
        theirs = np.zeros(len(self._window.ids), bool)
        theirs[other.rows] = True
        return self.part(theirs[self.rows])

    def mentions(self) -> Count:
        """How many there are."""
        return _count(len(self))

    def stories(self) -> Count:
        """How many different texts they tell."""
        return Count(value=len(self._stories[0]), n=len(self))

    def authors(self) -> Count:
        """How many known people wrote them; `unknown` are mentions that name none."""
        known = int(self._written.sum())
        return Count(value=int(np.count_nonzero(self._written)), n=known, unknown=len(self) - known)

    def reach(self) -> Value:
        """Followers of their authors, as last known; `unknown` are authors of whom no source tells any."""
        told = (self._voices > 0) & (self._followers != UNKNOWN)
        last = np.full(len(self._written), UNKNOWN, np.int64)
        last[self._voices[told]] = self._followers[told]  # of one author several times: the last one stays
        known = last[last != UNKNOWN]
        unknown = int(np.count_nonzero(self._written)) - len(known)
        return Value(value=int(known.sum()) if len(known) else None, n=len(known), unknown=unknown)

    def net(self) -> Value:
        """Net sentiment."""
        bad, _, good = self._toned
        return net_sentiment_of(_moments(good - bad, self._read), self.unread)

    def tone(self, label: str) -> Value:
        """The share of a sentiment."""
        return share(_moments(self._toned[TONES.index(label)], self._read), self.unread)

    @property
    def unread(self) -> int:
        """Mentions of which no sentiment is known, without spam."""
        return int((self._tones == UNREAD).sum())

    @property
    def spam(self) -> int:
        """Mentions that are left out of every tone."""
        return int((self._tones == SPAMMED).sum())

    def tone_counts(self) -> tuple[int, ...]:
        """How many mentions were read as each of TONES."""
        return tuple(int((self._tones == code).sum()) for code in range(len(TONES)))

    def labelled(self, head: str, label: str) -> Value:
        """The share of a label among the mentions that were read for its head: an intent, an emotion, a risk."""
        told, sizes = self._told_of(head)
        fits = [code for code, said in enumerate(self._known(head).said[: told.shape[1]]) if label in said]
        values = sum((told[:, code] for code in fits), np.zeros_like(sizes))
        return share(_moments(values, sizes), len(self) - int(sizes.sum()))

    def counts(self, field: str) -> Counter[str]:
        """How many mentions say each value of a field; one that says several counts for each."""
        found: Counter[str] = Counter()
        said, counts = self._known(field).said, np.bincount(self._column(field))
        for code in np.flatnonzero(counts).tolist():
            for value in said[code] if isinstance(said[code], tuple) else (said[code],):
                found[value] += int(counts[code])
        del found[""]
        return found

    def saying(self, field: str, value: str) -> Talk:
        """Those that say a value in a field."""
        fits = self._known(field).each(("says", value), lambda said: value in said if said else False)
        return self.part(fits[self._column(field)] > 0)

    def rating(self) -> Value:
        """The mean rating, from 1 to 5."""
        return mean_of_stars(self.stars())

    def stars(self) -> Counter[float]:
        """How many ratings there are of each value on the scale from 1 to 5."""
        found, counts = np.unique(self._stars, return_counts=True)
        return Counter(dict(zip(found.tolist(), counts.tolist(), strict=True)))

    def starred(self) -> list[int]:
        """How many reviews have each number of stars, from 1 to 5."""
        rounded = np.clip(np.floor(self._stars + 0.5), 1, 5).astype(np.int64)
        counts: list[int] = np.bincount(rounded, minlength=6)[1:].tolist()
        return counts

    def voice(self, every: Numbers) -> Value:
        """Share of voice; `every` says how many mentions of all compared brands tell each story of the window."""
        return share_of_voice_of(_moments(self.by_story, every))

    def writers(self, most: int) -> list[tuple[int, int]]:
        """The known authors who wrote most, as the dictionary numbers them, and how much."""
        codes = np.flatnonzero(self._written)
        return sorted(_largest(codes, self._written[codes], most), key=lambda each: (-each[1], each[0]))[:most]

    def by(self, who: int) -> Talk:
        """Those of one author."""
        return self.part(self._voices == who)

    def followers(self) -> int | None:
        """Of their author, as last known; None where no source tells."""
        known = self._followers[self._followers != UNKNOWN]
        return int(known[-1]) if len(known) else None

    def told(self, most: int) -> list[tuple[int, int]]:
        """The stories that are told most, by the number of their first mention, and how often."""
        firsts, _, counts = self._stories
        numbers = self._window.told[firsts]
        return sorted(_largest(numbers, counts, most), key=lambda each: (-each[1], each[0]))[:most]

    def risen(self, *others: Talk, most: int = 8) -> list[Risen]:
        """The words that rose against other mentions, as those of the period before, the surest first."""
        earlier, posts = sum((each._held for each in others), np.zeros_like(self._held)), sum(map(len, others))
        names, wanted = self._known(WORD).said, _may_have_risen(self._held, len(self), earlier, posts)
        return risen(
            {names[code]: int(self._held[code]) for code in wanted},
            len(self),
            {names[code]: int(earlier[code]) for code in wanted},
            posts,
            most,
        )

    def holding(self, word: str) -> int:
        """How many hold a word."""
        code = self._known(WORD).known(word)
        return int(self._held[code]) if code is not None and code < len(self._held) else 0

    def with_word(self, word: str) -> Talk:
        """Those that hold a word."""
        code = self._known(WORD).known(word)
        places = np.flatnonzero(self._words.codes == code) if code is not None else np.zeros(0, np.int64)
        return Talk(self._window, self.rows[np.searchsorted(self._words.ends, places, side="right")], self._brand)

    def toned(self) -> list[Talk]:
        """Those that were read as each of TONES."""
        return [self.part(self._tones == code) for code in range(len(TONES))]

    def ids(self) -> Numbers:
        """The numbers of the mentions, ascending."""
        found: Numbers = self._window.ids[self.rows]
        return found

    def sizes(self, edges: Sequence[datetime]) -> list[int]:
        """How many there are between each two edges."""
        found: list[int] = np.diff(np.searchsorted(self.ids(), [number_at(edge) for edge in edges])).tolist()
        return found

    def bars(self, edges: Sequence[datetime]) -> list[tuple[Value, Value]]:
        """Net sentiment and negative share of each stretch between two edges, counted in one go."""
        cuts = np.searchsorted(self.ids(), [number_at(edge) for edge in edges])
        part, many = Talk(self._window, self.rows[cuts[0] : cuts[-1]], self._brand), len(edges) - 1
        bar, stories = np.repeat(np.arange(many), np.diff(cuts)), self._window.stories[part.rows]
        bars = _Bars(bar, many, stories, part.by_story[stories] == 1)
        bad, even, good = (bars.told(part._tones == code) for code in range(len(TONES)))
        read, unread = bad + even + good, np.bincount(bar[part._tones == UNREAD], minlength=many).tolist()
        both = zip(bars.moments(good - bad, read), bars.moments(bad, read), unread, strict=True)
        return [(net_sentiment_of(net, more), share(negative, more)) for net, negative, more in both]

    @cached_property
    def by_story(self) -> Numbers:
        """How many mentions tell each story of the window."""
        stories = self._window.stories
        most = int(stories.max()) + 1 if len(stories) else 0
        return np.bincount(stories[self.rows], minlength=most)

    @cached_property
    def _stories(self) -> tuple[Numbers, Numbers, Numbers]:
        """Of each story the place of a mention of it, the number among these of each mention's, and how often each is
        told."""
        stories = self._window.stories[self.rows]
        if len(self) * FEW < len(self._window.ids):
            _, first, dense, counts = np.unique(stories, return_index=True, return_inverse=True, return_counts=True)
            return self.rows[first], dense, counts
        counts = self.by_story
        told = np.flatnonzero(counts)
        dense = np.empty(len(counts), np.int64)
        dense[told] = np.arange(len(told))
        firsts = np.empty(len(counts), np.int64)
        firsts[stories[::-1]] = self.rows[::-1]
        return firsts[told], dense[stories], counts[told]

    @cached_property
    def _voices(self) -> Codes:
        return self._window.voices[self.rows]

    @cached_property
    def _written(self) -> Numbers:
        """How many mentions each author wrote, by number."""
        found = np.bincount(self._voices, minlength=1)
        found[0] = 0
        return found

    @cached_property
    def _followers(self) -> Numbers:
        known = self._known("authorFollowers")
        return known.each("number", lambda said: UNKNOWN if said is None else int(said))[
            self._column("authorFollowers")
        ]

    @cached_property
    def _stars(self) -> npt.NDArray[np.float64]:
        said = np.array([np.nan if each is None else each for each in self._known(STARS).said], np.float64)
        found = said[self._column(STARS)]
        return found[~np.isnan(found)]

    @cached_property
    def _tones(self) -> Numbers:
        """Of each mention the index in TONES, UNREAD or SPAMMED."""
        tones = self._known(TONE).each(self._brand, lambda said: _index(tone_of(said, self._brand)))
        spam = self._known("intent").each("spam", lambda said: SPAM in said)[self._column("intent")] > 0
        return np.where(spam, SPAMMED, tones[self._column(TONE)])

    @cached_property
    def _toned(self) -> tuple[Numbers, Numbers, Numbers]:
        """Of each story, how many of its mentions were read as each of TONES."""
        told = self._by_story_and(self._tones - SPAMMED, len(TONES) - SPAMMED)
        bad, even, good = (told[:, code - SPAMMED] for code in range(len(TONES)))
        return bad, even, good

    @cached_property
    def _read(self) -> Numbers:
        """Of each story, how many of its mentions have a tone."""
        bad, even, good = self._toned
        return bad + even + good

    @cached_property
    def _words(self) -> Words:
        return self._window.words.taken(self.rows)

    @cached_property
    def _held(self) -> Numbers:
        """In how many mentions each word stands, by number."""
        return np.bincount(self._words.codes, minlength=len(self._known(WORD).said))

    def _told_of(self, head: str) -> tuple[Numbers, Numbers]:
        """Of each story, how many of its mentions say each value of a field, and how many say any."""
        if head not in self._heads:
            codes = self._column(head)
            told = self._by_story_and(codes, int(codes.max(initial=0)) + 1)
            read = [code for code, said in enumerate(self._known(head).said[: told.shape[1]]) if said]
            self._heads[head] = told, told[:, read].sum(axis=1)
        return self._heads[head]

    def _by_story_and(self, codes: Codes, many: int) -> Numbers:
        """Stories × codes: how many mentions."""
        _, places, counts = self._stories
        return np.bincount(places * many + codes, minlength=len(counts) * many).reshape(-1, many)

    def _column(self, trait: str) -> Codes:
        return self._window.column(trait)[self.rows]

    def _known(self, trait: str) -> Values:
        return self._window.known[trait]


class _Bars:
    """The mentions of one brand by bar and story: where a story is told once, nothing has to be put together."""

    def __init__(self, bar: Numbers, bars: int, stories: Numbers, alone: Flags) -> None:
        self._bars = bars
        wide = int(stories.max(initial=0)) + 1
        groups, places = np.unique(bar[~alone] * wide + stories[~alone], return_inverse=True)
        self._of = np.empty(len(bar), np.int64)
        self._of[alone], self._of[~alone] = np.arange(alone.sum()), places + alone.sum()
        self._bar = np.concatenate([bar[alone], groups // wide])

    def told(self, chosen: Flags) -> Numbers:
        """How many of the chosen mentions each story has in its bar."""
        return np.bincount(self._of[chosen], minlength=len(self._bar))

    def moments(self, values: Numbers, sizes: Numbers) -> list[Moments]:
        """What counts of the stories of each bar of which something is known."""
        known = sizes > 0
        bar, values, sizes = self._bar[known], values[known], sizes[known]
        sums = [
            np.bincount(bar, each, self._bars).astype(np.int64).tolist()
            for each in (np.ones_like(sizes), sizes, values, values * values, values * sizes, sizes * sizes)
        ]
        return [Moments(*each) for each in zip(*sums, strict=True)]


def _moments(values: Numbers, sizes: Numbers) -> Moments:
    """What counts of stories; those of which nothing is known have no size, and no value."""
    products = (values @ values, values @ sizes, sizes @ sizes)
    return Moments(int(np.count_nonzero(sizes)), int(sizes.sum()), int(values.sum()), *map(int, products))


def _index(label: str) -> int:
    return TONES.index(label) if label in TONES else UNREAD


def _largest(codes: npt.NDArray[np.integer[Any]], counts: Numbers, most: int) -> list[tuple[int, int]]:
    """Those with the largest counts, and all that share the smallest of these."""
    if len(counts) > most:
        least = np.partition(counts, -most)[-most]
        codes, counts = codes[counts >= least], counts[counts >= least]
    return list(zip(codes.tolist(), counts.tolist(), strict=True))


def _may_have_risen(now: Numbers, posts: int, before: Numbers, earlier: int) -> Numbers:
    """The words that are worth a look: in enough posts, and their log odds higher by SCREEN standard errors."""
    found: Numbers = np.flatnonzero(now >= LEAST)
    here, there = now[found], before[found]
    cells = (here + 0.5, posts - here + 0.5, there + 0.5, earlier - there + 0.5)
    rise = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    error = np.sqrt(sum(1 / cell for cell in cells))
    return found[rise > SCREEN * error]


def _count(number: int) -> Count:
    return Count(value=number, n=number)
