"""What is said of one brand in one period, and its numbers, each by the metric that defines it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from math import floor

import numpy as np
import numpy.typing as npt

from listener.brands.clusters import Clusters, Mix, Table, saying
from listener.brands.own import (
    BRAND,
    FIRST,
    FOLLOWERS,
    KINDS,
    SPAMMED,
    TONES,
    UNREAD,
    Own,
    about,
    owned,
)
from listener.brands.part import NET, READ, Part, net, nets
from listener.brands.retold import Retold, retold
from listener.brands.window import Window, gathered, window_of
from listener.brands.wording import Wording
from listener.explore.columns import STORY, VOICE, WORD, Codes, Numbers, Values
from listener.explore.copy import State
from listener.explore.pieces import Counts, Piece, padded
from listener.explore.traits import STARS, TONE
from listener.metrics.base import Count, Value
from listener.metrics.net_sentiment import net_sentiment_of
from listener.metrics.shares import share
from listener.metrics.stars import mean_of_stars
from listener.wording.periods import Period

Flags = npt.NDArray[np.bool_]


def talks(state: State, brands: Iterable[str], period: Period) -> dict[str, Talk]:
    """What is said of each brand in a period."""
    window = window_of(state, period)
    return {name: _talk(window, name, 0, window.pieces.rows) for name in brands}


def _talk(window: Window, brand: str, first: int, last: int) -> Talk:
    found: Talk = window.once((brand, first, last), lambda: Talk(window, brand, first, last))
    return found


class Talk:
    """All that is said about one brand between two places of a window."""

    def __init__(self, window: Window, brand: str, first: int, last: int) -> None:
        self.window, self.brand, self.first, self.last = window, brand, first, last
        self._pieces = window.between(first, last)
        self._numbers: dict[str, Counts] = {}
        self._heads: dict[str, Table] = {}

    def __len__(self) -> int:
        return self._many

    def between(self, since: datetime, until: datetime) -> Talk:
        """Those of a time, `until` excluded."""
        first, last = self.window.places([since, until])
        return _talk(self.window, self.brand, max(first, self.first), min(last, self.last))

    def mentions(self) -> Count:
        """How many there are."""
        return _count(len(self))

    def stories(self) -> Count:
        """How many different texts they tell."""
        return Count(value=len(self) - int(self._mix.said.sum()) + self._mix.told, n=len(self))

    def authors(self) -> Count:
        """How many known people wrote them; `unknown` are mentions that name none."""
        unknown = int(self._written[:1].sum())
        return Count(value=self._known_writers, n=len(self) - unknown, unknown=unknown)

    def reach(self) -> Value:
        """Followers of their authors, as last known; `unknown` are authors of whom no source tells any."""
        last, known = np.zeros(len(self._written), np.uint32), self._known(FOLLOWERS)
        for _, mine in self._owned:
            voices, codes = mine.followed(self.window.known)
            last[voices] = codes  # of one author several times the last one stays
        counts = np.concatenate([[0], known.each("number", lambda said: int(said or 0))])
        n = int(np.count_nonzero(last))
        return Value(value=int(counts[last].sum()) if n else None, n=n, unknown=self._known_writers - n)

    def net(self) -> Value:
        """Net sentiment."""
        return net(self._toned)

    def nets_saying(self, field: str, values: Sequence[str]) -> list[Value]:
        """Net sentiment of those that say each of some values in a field."""
        if not values:
            return []
        toned: Callable[[Own], Codes] = lambda mine: mine.codes(field).astype(np.int64) * KINDS + mine.tones  # noqa: E731
        counts = self._counts(f"{field} and tone", toned)
        # Looked up after the counts, which may be of more than was known before them: another thread may read on.
        says = [self._saying(field, value) for value in values]
        codes = self.retold.codes(field)
        every = padded(counts, max(map(len, says)) * KINDS).reshape(-1, KINDS)
        tones = np.array([every[: len(each)][each].sum(axis=0) for each in says])
        chosen = [np.flatnonzero(each[codes]) for each in says]
        rows, edges = gathered(chosen, np.int64), np.cumsum([0, *map(len, chosen)]).tolist()
        table = Clusters(self.retold.stories[rows], edges).table(tones, self.retold.tones[rows], READ)
        return nets(table)

    def _saying(self, field: str, value: str) -> Flags:
        """Of each number of the dictionary whether it says a value."""
        return self._known(field).each(("says", value), lambda said: value in said if said else False) > 0

    def tone(self, label: str) -> Value:
        """The share of a sentiment."""
        return share(self._toned.moments(_only(label))[0], self.unread)

    @property
    def unread(self) -> int:
        """Mentions of which no sentiment is known, without spam."""
        return int(self._tones[UNREAD])

    @property
    def spam(self) -> int:
        """Mentions that are left out of every tone."""
        return int(self._tones[SPAMMED])

    def tone_counts(self) -> tuple[int, ...]:
        """How many mentions were read as each of TONES."""
        return tuple(self._tones[FIRST:].tolist())

    def labelled(self, head: str, label: str) -> Value:
        """The share of a label among the mentions that were read for its head: an intent, an emotion, a risk."""
        table, says = self._told_of(head), self._known(head).each(("says", label), lambda said: label in said)
        [found] = table.moments(says[: len(table.sizes)])
        return share(found, len(self) - found.n)

    def counts(self, field: str) -> Counter[str]:
        """How many mentions say each value of a field; one that says several counts for each."""
        found: Counter[str] = Counter()
        said, counts = self._known(field).said, self._said(field)
        for code in np.flatnonzero(counts).tolist():
            for value in said[code] if isinstance(said[code], tuple) else (said[code],):
                found[value] += int(counts[code])
        del found[""]
        return found

    def rating(self) -> Value:
        """The mean rating, from 1 to 5."""
        return mean_of_stars(self.stars())

    def stars(self) -> Counter[float]:
        """How many ratings there are of each value on the scale from 1 to 5."""
        said, counts = self._known(STARS).said, self._said(STARS)
        found = {said[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist() if said[code] is not None}
        return Counter(dict(sorted(found.items())))

    def starred(self) -> list[int]:
        """How many reviews have each number of stars, from 1 to 5."""
        found = [0] * 5
        for value, count in self.stars().items():
            found[min(max(floor(value + 0.5), 1), 5) - 1] += count
        return found

    def writers(self, most: int) -> list[tuple[int, int]]:
        """The known authors who wrote most, as the dictionary numbers them, and how much; of equals always the same,
        in whatever order the dictionary came to know them."""
        codes, said = np.flatnonzero(self._written), self._known(VOICE).said
        codes = codes[codes > 0]
        return sorted(_largest(codes, self._written[codes], most), key=lambda each: (-each[1], said[each[0]]))[:most]

    def written(self, who: int) -> int:
        """How much one author wrote."""
        return int(self._written[who]) if who < len(self._written) else 0

    def by(self, who: Sequence[int]) -> list[Part]:
        """Those of each of some authors."""
        asked = np.isin(np.arange(len(self._written)), who)
        chosen = [np.flatnonzero(asked[mine.voices]) for _, mine in self._owned]
        voices = [mine.voices[rows] for (_, mine), rows in zip(self._owned, chosen, strict=True)]
        part, said_by = self._part(chosen), gathered(voices, np.uint8)
        return [part.only(said_by == each) for each in who]

    def shared(self, other: str) -> Part:
        """Those that are about another brand too."""
        here = self._said(BRAND)
        theirs = about(self.window.known, other)  # of all that was counted, and maybe of more
        if not here @ theirs[: len(here)]:
            return Part(self.window, np.zeros(0, np.int64), np.zeros(0, np.int8))
        return self._part([np.flatnonzero(theirs[mine.codes(BRAND)]) for _, mine in self._owned])

    def _part(self, chosen: Sequence[Numbers]) -> Part:
        """Some of them: of those in each piece the ones that stand there at these places."""
        each = [(piece, mine, rows) for (piece, mine), rows in zip(self._owned, chosen, strict=True)]
        places = gathered([mine.rows[rows] + (piece.begin - piece.low) for piece, mine, rows in each], np.int64)
        return Part(self.window, places, gathered([mine.tones[rows] for _, mine, rows in each], np.int8))

    def told(self, most: int) -> list[tuple[int, int]]:
        """The stories that are told most, and more than once, by the number of their first mention, and how often."""
        said, times = self._known(STORY).said, self._mix.times
        stories = np.flatnonzero(times > 1)
        found = _largest(stories, times[stories], most)
        return sorted(((said[story], times) for story, times in found), key=lambda each: (-each[1], each[0]))[:most]

    @property
    def wording(self) -> Wording:
        """The words that they hold."""
        return Wording(self._known(WORD), self._held.sum(axis=0, dtype=np.int32), len(self))

    def wordings(self) -> list[Wording]:
        """Likewise of those that were read as each of TONES."""
        found = zip(self._held[FIRST:], self.tone_counts(), strict=True)
        return [Wording(self._known(WORD), held, posts) for held, posts in found]

    def bars(self, edges: Sequence[datetime]) -> list[tuple[Value, Value]]:
        """Net sentiment and negative share of each stretch between two edges; what was counted before of the same
        mentions is not counted again."""
        cuts = [min(max(self.first, each), self.last) for each in self.window.places(edges)]
        names = [(self.brand, self.window.between(*each).name) for each in pairwise(cuts)]
        return self.window.sums.each(names, lambda first, last: self._barred(cuts[first : last + 1]))

    def _barred(self, cuts: Sequence[int]) -> list[tuple[Value, Value]]:
        """Between each two of these places, counted in one go."""
        again = retold(self.window, self.brand, cuts[0], cuts[-1])
        every = self.window.between(cuts[0], cuts[-1]).barred(cuts, self._toned_in, KINDS)
        clusters = Clusters(again.stories, again.before(cuts))
        table = clusters.table(every, again.tones, READ)
        both = zip(table.moments(NET), table.moments(_only("negative")), every[:, UNREAD].tolist(), strict=True)
        return [(net_sentiment_of(net, more), share(negative, more)) for net, negative, more in both]

    @cached_property
    def retold(self) -> Retold:
        """Those whose story others in the copy tell too."""
        return retold(self.window, self.brand, self.first, self.last)

    def _toned_in(self, piece: Piece) -> Numbers:
        [(_, mine)] = owned([piece], self.window.known, self.brand)
        return mine.toned()

    @cached_property
    def _owned(self) -> list[tuple[Piece, Own]]:
        return list(owned(self._pieces, self.window.known, self.brand))

    @cached_property
    def _tones(self) -> Counts:
        return self._counts(TONE, lambda mine: mine.tones, KINDS)

    @cached_property
    def _many(self) -> int:
        return int(self._tones.sum())

    @cached_property
    def _toned(self) -> Table:
        return self._mix.table(self._tones)

    @cached_property
    def _mix(self) -> Mix:
        return self._mixed(TONE, lambda mine: mine.tones, READ)

    def _told_of(self, head: str) -> Table:
        """By what each says in a field, as numbers of the dictionary."""
        if head not in self._heads:
            sizes = np.array(list(map(bool, self._known(head).said)), np.int64)
            every = padded(self._said(head), len(sizes))[: len(sizes)]
            self._heads[head] = self._mixed(head, lambda mine: mine.codes(head), sizes).table(every)
        return self._heads[head]

    def _mixed(self, name: str, codes: Callable[[Own], Codes], sizes: Numbers) -> Mix:
        """What those say whose story others in the copy tell too."""

        def said(pieces: Iterable[Piece]) -> Iterator[Codes]:
            for _, mine in owned(pieces, self.window.known, self.brand):
                yield saying(mine.block.stories[mine.rows], codes(mine), len(sizes))

        return self.window.mix((self.brand, name, "mixed"), self.first, self.last, said, sizes)

    @cached_property
    def _written(self) -> Counts:
        """How many mentions each author wrote, by number."""
        return self._counts(VOICE, lambda mine: mine.voices)

    @cached_property
    def _known_writers(self) -> int:
        return int(np.count_nonzero(self._written[1:]))

    @cached_property
    def _held(self) -> Counts:
        """Tones × words, and some room for more: in how many mentions each word stands, by number."""
        room = self.window.room
        counts = self._counts(f"{room} words", lambda mine: _worded(mine, room), room * KINDS)
        return counts.reshape(KINDS, room)

    def _said(self, field: str) -> Counts:
        """How many say each value of a field, by number."""
        return self._counts(field, lambda mine: mine.codes(field))

    def _counts(self, name: str, said: Callable[[Own], Codes], many: int = 0) -> Counts:
        """How many of the mentions say each number; `name` tells what is said from everything else."""

        def of(pieces: Iterable[Piece]) -> Iterator[Codes]:
            return (said(mine) for _, mine in owned(pieces, self.window.known, self.brand))

        if name not in self._numbers:
            self._numbers[name] = self.window.sums.over((self.brand, name), self._pieces, of, many)
        return self._numbers[name]

    def _known(self, trait: str) -> Values:
        return self.window.known[trait]


def _worded(mine: Own, room: int) -> Codes:
    """Of each word of each mention its tone and its number in one."""
    words = mine.block.words.taken(mine.rows)
    kinds = np.repeat(mine.tones, np.diff(words.ends, prepend=0))
    return kinds.astype(np.int64) * room + words.codes


def _only(label: str) -> Numbers:
    """By tone: 1 for one of them."""
    return np.array([number == FIRST + TONES.index(label) for number in range(KINDS)], np.int64)


def _largest(codes: Codes, counts: Codes, most: int) -> list[tuple[int, int]]:
    """Those with the largest counts, and all that share the smallest of these."""
    if len(counts) > most:
        least = np.partition(counts, -most)[-most]
        codes, counts = codes[counts >= least], counts[counts >= least]
    return list(zip(codes.tolist(), counts.tolist(), strict=True))


def _count(number: int) -> Count:
    return Count(value=number, n=number)
