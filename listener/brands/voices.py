"""How the talk about some brands is shared between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from listener.brands.own import BRAND
from listener.brands.talk import Talk
from listener.explore.columns import Numbers
from listener.metrics.base import Value
from listener.metrics.clusters import Moments
from listener.metrics.share_of_voice import share_of_voice_of


@dataclass(frozen=True, eq=False)
class Voices:
    """Mentions of some brands; one of two of them counts for each.

    Attributes:
        begin: The place of the window with which they begin.
        of: Of each place from there on how many of the brands its mention is about; 0 where its story is told again.
        told: Of each story that is told again how many mentions tell it, by its number.
    """

    begin: int
    of: npt.NDArray[np.uint16]
    told: Numbers

    def share(self, talk: Talk) -> Value:
        """The share of voice of one of the brands."""
        mine = np.bincount(talk.told_by, minlength=len(self.told))[1:]
        told, every = self.told[1:], self._every
        own = np.bincount(self.of[talk.rows - self.begin], minlength=len(every))
        own[0] = 0
        times = np.arange(len(every))
        alone = (every.sum(), every @ times, own.sum(), own.sum(), own @ times, every @ (times * times))
        again = (np.count_nonzero(told), told.sum(), mine.sum(), mine @ mine, mine @ told, told @ told)
        return share_of_voice_of(Moments(*(int(one) + int(other) for one, other in zip(alone, again, strict=True))))

    @cached_property
    def _every(self) -> Numbers:
        """How many mentions, whose stories are told once, are about one, two, ... of the brands."""
        found = np.bincount(self.of, minlength=1)
        found[0] = 0
        return found


def voices(talks: Sequence[Talk]) -> Voices:
    """Of all that is said of some brands in the same time."""
    [(window, whole)] = {(each.window, each.whole) for each in talks}
    first, last = whole or (0, len(window.ids))
    names, known = [each.brand for each in talks], window.known[BRAND].said
    about = np.array([sum(name in said for name in names) for said in known], np.uint16)
    of, stories = about[window.column(BRAND)[first:last]], window.stories[first:last]
    crowd = np.flatnonzero(stories != 0)
    told = np.bincount(stories[crowd], of[crowd], int(window.stories.max(initial=0)) + 1).astype(np.int64)
    of[crowd] = 0
    return Voices(first, of, told)
