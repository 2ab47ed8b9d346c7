"""How the talk about some brands is shared between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from listener.brands.clusters import Mix, saying
from listener.brands.own import BRAND, about
from listener.brands.talk import Talk
from listener.explore.columns import Codes, Dictionary, Numbers
from listener.explore.pieces import Piece, padded
from listener.metrics.base import Value
from listener.metrics.clusters import Moments
from listener.metrics.share_of_voice import share_of_voice_of


@dataclass(frozen=True, eq=False)
class Voices:
    """Mentions of some brands; one of two of them counts for each.

    Attributes:
        brands: Their names.
        alone: Of each set of brands in the dictionary how many mentions are about it whose story is told once.
        about: Brands × sets: whether the brand is in it.
        mix: Of each story that is told again how many mentions tell it of each brand.
    """

    brands: Sequence[str]
    alone: Numbers
    about: Numbers
    mix: Mix

    def share(self, talk: Talk) -> Value:
        """The share of voice of one of the brands."""
        which = self.brands.index(talk.brand)
        own, pairs = self.alone * self.about[which], self.mix.pairs[which]
        groups, size, sizes = self._every
        return share_of_voice_of(
            Moments(
                groups=groups,
                n=size,
                value=int(own.sum()) + int(self.mix.said[which]),
                squares=int(own.sum()) + int(pairs[which]),
                crossed=int(own @ self._times) + int(pairs.sum()),
                sizes=sizes,
            )
        )

    @cached_property
    def _times(self) -> Numbers:
        """How many of the brands are in each set."""
        found: Numbers = self.about.sum(axis=0)
        return found

    @cached_property
    def _every(self) -> tuple[int, int, int]:
        """Of all brands together: how many stories there are, how many mentions, and the sum of the squares of how many
        tell each."""
        alone, times = self.alone * (self._times > 0), self._times
        return (
            int(alone.sum()) + self.mix.told,
            int(alone @ times) + int(self.mix.said.sum()),
            int(alone @ (times * times)) + int(self.mix.pairs.sum()),
        )


def voices(talks: Sequence[Talk]) -> Voices:
    """Of all that is said of some brands in the same time."""
    [(window, first, last)] = {(each.window, each.first, each.last) for each in talks}
    brands, known = [each.brand for each in talks], window.known
    sets = _sets_of(brands, known)
    many = sets.shape[1]
    every, again = (
        padded(window.sums.over(name, pieces, _said), many)[:many].astype(np.int64)
        for name, pieces in ((BRAND, window.between(first, last)), ((BRAND, "again"), window.again(first, last)))
    )

    def said(pieces: Iterable[Piece]) -> Iterator[Codes]:
        every = _sets_of(brands, known).T  # by now more may be known than in the window, and of this a piece may be
        for each in pieces:
            rows, which = np.nonzero(every[each.block.codes[BRAND][each.low : each.high]])
            yield saying(each.block.stories[each.low : each.high][rows], which, len(brands))

    mix = window.mix((BRAND, *brands), first, last, said, np.ones(len(brands), np.int64))
    return Voices(brands, every - again, sets, mix)


def _sets_of(brands: Sequence[str], known: Dictionary) -> Numbers:
    """Brands × sets of brands in the dictionary: whether the one is in the other."""
    many = len(known[BRAND].said)
    return np.array([about(known, brand)[:many] for brand in brands])


def _said(pieces: Iterable[Piece]) -> Iterator[Codes]:
    return (each.block.codes[BRAND][each.low : each.high] for each in pieces)
