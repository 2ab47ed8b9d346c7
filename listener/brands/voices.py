"""How the talk about some brands is shared between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from listener.brands.own import BRAND, about
from listener.brands.talk import Talk
from listener.brands.window import Window
from listener.explore.columns import Codes, Numbers
from listener.explore.pieces import Piece
from listener.metrics.base import Value
from listener.metrics.clusters import Moments
from listener.metrics.share_of_voice import share_of_voice_of


@dataclass(frozen=True, eq=False)
class Voices:
    """Mentions of some brands; one of two of them counts for each.

    Attributes:
        alone: Of each set of brands in the dictionary how many mentions are about it whose story is told once.
        times: How many of the brands that are compared are in each of these sets.
        told: Of each story that is told again how many mentions of the brands tell it.
    """

    window: Window
    alone: Numbers
    times: Numbers
    told: Numbers

    def share(self, talk: Talk) -> Value:
        """The share of voice of one of the brands."""
        mine = np.bincount(talk.retold.stories, minlength=len(self.told))
        own = self.alone * about(self.window.known, talk.brand)[: len(self.alone)]
        groups, size, sizes = self._every
        return share_of_voice_of(
            Moments(
                groups=groups,
                n=size,
                value=int(own.sum()) + int(mine.sum()),
                squares=int(own.sum()) + int(mine @ mine),
                crossed=int(own @ self.times) + int(mine @ self.told),
                sizes=sizes,
            )
        )

    @cached_property
    def _every(self) -> tuple[int, int, int]:
        """Of all brands together: how many stories there are, how many mentions, and the sum of the squares of how many
        tell each."""
        alone, times, told = self.alone * (self.times > 0), self.times, self.told
        return (
            int(alone.sum()) + int(np.count_nonzero(told)),
            int(alone @ times) + int(told.sum()),
            int(alone @ (times * times)) + int(told @ told),
        )


def voices(talks: Sequence[Talk]) -> Voices:
    """Of all that is said of some brands in the same time."""
    [(window, first, last)] = {(each.window, each.first, each.last) for each in talks}
    counts = window.sums.over(BRAND, window.between(first, last), _said)
    times = np.sum([about(window.known, each.brand)[: len(counts)] for each in talks], axis=0)
    places, stories = window.retold
    again = slice(*np.searchsorted(places, (first, last)))
    codes = window.retold_codes(BRAND)[again]
    told = np.bincount(stories[again], times[codes]).astype(np.int64)
    return Voices(window, counts - np.bincount(codes, minlength=len(counts)), times, told)


def _said(pieces: Iterable[Piece]) -> Iterator[Codes]:
    return (each.block.codes[BRAND][each.low : each.high] for each in pieces)
