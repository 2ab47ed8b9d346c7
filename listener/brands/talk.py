"""What is said of one brand in one period, and its numbers, each by the metric that defines it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.brands.clusters import Clusters, Stories, Table
from listener.brands.own import SPAMMED, TONES, UNREAD, Own, counted, together
from listener.brands.window import Window
from listener.brands.wording import Wording
from listener.explore.columns import WORD, Codes, Numbers, Values
from listener.explore.copy import State
from listener.explore.traits import STARS
from listener.metrics.base import Count, Value
from listener.metrics.net_sentiment import net_sentiment_of
from listener.metrics.shares import share
from listener.metrics.stars import mean_of_stars
from listener.wording.periods import Period

Flags = npt.NDArray[np.bool_]
UNKNOWN = -1
"""Instead of a number of followers."""
READ = np.array([0, 0, 1, 1, 1])
"""By tone from SPAMMED on: whether it is one that counts."""
NET = np.array([0, 0, -1, 0, 1])
"""Likewise: which way it counts."""


def talks(state: State, brands: Iterable[str], period: Period) -> dict[str, Talk]:
    """What is said of each brand in a period."""
    window = Window(state, period)
    return {name: Talk(window, window.own(name), name, (0, len(window.ids))) for name in brands}


class Talk:
    """Mentions of one brand, oldest first.

    Args:
        window: What they are a part of.
        own: Their places in the window, and their tones.
        whole: Between which places of the window these are all that are about the brand; None where they are some.
    """

    def __init__(self, window: Window, own: Own, brand: str, whole: tuple[int, int] | None = None) -> None:
        self.window, self._own, self.brand, self.whole = window, own, brand, whole
        self._heads: dict[str, Table] = {}

    def __len__(self) -> int:
        return len(self._own.rows)

    def part(self, chosen: Flags) -> Talk:
        """Some of the mentions."""
        return Talk(self.window, Own(self._own.rows[chosen], self._own.tones[chosen]), self.brand)

    def between(self, since: datetime, until: datetime) -> Talk:
        """Those of a time, `until` excluded."""
        first, last = self.window.places([since, until]).tolist()
        if self.whole:
            first, last = max(first, self.whole[0]), min(last, self.whole[1])
        return Talk(self.window, self._own.between(first, last), self.brand, self.whole and (first, last))

    def shared(self, other: Talk) -> Talk:
        """Those that are also among others of the same window."""
        theirs = np.zeros(len(self.window.ids), bool)
        theirs[other._own.rows] = True
        return self.part(theirs[self._own.rows])

    def mentions(self) -> Count:
        """How many there are."""
        return _count(len(self))

    def stories(self) -> Count:
        """How many different texts they tell."""
        return Count(value=len(self._clusters), n=len(self))

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
        return net_sentiment_of(self._toned.moments(NET)[0], self.unread)

    def tone(self, label: str) -> Value:
        """The share of a sentiment."""
        return share(self._toned.moments(_only(label))[0], self.unread)

    @property
    def unread(self) -> int:
        """Mentions of which no sentiment is known, without spam."""
        return int(self._toned.counts[UNREAD - SPAMMED])

    @property
    def spam(self) -> int:
        """Mentions that are left out of every tone."""
        return int(self._toned.counts[0])

    def tone_counts(self) -> tuple[int, ...]:
        """How many mentions were read as each of TONES."""
        return tuple(self._toned.counts[-len(TONES) :].tolist())

    def labelled(self, head: str, label: str) -> Value:
        """The share of a label among the mentions that were read for its head: an intent, an emotion, a risk."""
        table = self._told_of(head)
        said = self._known(head).said[: len(table.sizes)]
        [found] = table.moments(np.array([label in each for each in said], np.int64))
        return share(found, len(self) - found.n)

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
        """The stories that are told most, and more than once, by the number of their first mention, and how often."""
        found, times = self._clusters.told, self._clusters.times
        numbers, times = self.window.told[found[times > 1] - 1], times[times > 1]
        return sorted(_largest(numbers, times, most), key=lambda each: (-each[1], each[0]))[:most]

    @property
    def wording(self) -> Wording:
        """The words that they hold."""
        return Wording(self._known(WORD), self._held.sum(axis=1), len(self))

    def wordings(self) -> list[Wording]:
        """Likewise of those that were read as each of TONES."""
        found = zip(self._held.T[-len(TONES) :], self.tone_counts(), strict=True)
        return [Wording(self._known(WORD), held, posts) for held, posts in found]

    def ids(self) -> Numbers:
        """The numbers of the mentions, ascending."""
        found: Numbers = self.window.ids[self.rows]
        return found

    @property
    def rows(self) -> Numbers:
        """Their places in the window, ascending."""
        return self._own.rows

    @property
    def told_by(self) -> Stories:
        """The small number of each one's story, as the window has it."""
        return self.window.stories[self.rows]

    def sizes(self, edges: Sequence[datetime]) -> list[int]:
        """How many there are between each two edges."""
        found: list[int] = np.diff(self._cuts(edges)).tolist()
        return found

    def bars(self, edges: Sequence[datetime]) -> list[tuple[Value, Value]]:
        """Net sentiment and negative share of each stretch between two edges, counted in one go."""
        cuts, many = self._cuts(edges), len(edges) - 1
        rows, tones = (column[cuts[0] : cuts[-1]] for column in (self.rows, self._own.tones))
        bars = Clusters(self.window.stories[rows], np.repeat(np.arange(many), np.diff(cuts)), many)
        table = bars.table(tones - np.int8(SPAMMED), READ)
        unread = table.by_bar(UNREAD - SPAMMED)
        both = zip(table.moments(NET), table.moments(_only("negative")), unread, strict=True)
        return [(net_sentiment_of(net, more), share(negative, more)) for net, negative, more in both]

    def _cuts(self, edges: Sequence[datetime]) -> Numbers:
        return np.searchsorted(self.rows, self.window.places(edges))

    @cached_property
    def _clusters(self) -> Clusters:
        return Clusters(self.told_by)

    @cached_property
    def _voices(self) -> Codes:
        return self.window.voices[self.rows]

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
    def _toned(self) -> Table:
        """By tone from SPAMMED on."""
        return self._clusters.table(self._own.tones - np.int8(SPAMMED), READ)

    @cached_property
    def _held(self) -> Numbers:
        """Words × tones from SPAMMED on: in how many mentions each word stands, by number."""
        if self.whole:
            return self.window.held(self.brand, *self.whole)
        words = counted(self.window.words.taken(self.rows), self._own.tones)
        return together([words], len(self._known(WORD).said))

    def _told_of(self, head: str) -> Table:
        """By what each says in a field, as numbers of the dictionary."""
        if head not in self._heads:
            codes = self._column(head)
            said = self._known(head).said[: int(codes.max(initial=0)) + 1]
            self._heads[head] = self._clusters.table(codes, np.array(list(map(bool, said)), np.int64))
        return self._heads[head]

    def _column(self, trait: str) -> Codes:
        return self.window.column(trait)[self.rows]

    def _known(self, trait: str) -> Values:
        return self.window.known[trait]


def _only(label: str) -> Numbers:
    """By tone from SPAMMED on: 1 for one of them."""
    return np.array([tone == TONES.index(label) for tone in range(SPAMMED, len(TONES))], np.int64)


def _largest(codes: npt.NDArray[np.integer[Any]], counts: Numbers, most: int) -> list[tuple[int, int]]:
    """Those with the largest counts, and all that share the smallest of these."""
    if len(counts) > most:
        least = np.partition(counts, -most)[-most]
        codes, counts = codes[counts >= least], counts[counts >= least]
    return list(zip(codes.tolist(), counts.tolist(), strict=True))


def _count(number: int) -> Count:
    return Count(value=number, n=number)
