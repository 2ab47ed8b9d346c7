"""The mentions of a brand whose story others tell too, found once for a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from listener.brands.own import Tones
from listener.brands.window import Window, gathered
from listener.explore.columns import Codes, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Retold:
    """Mentions whose story others in the copy tell too.

    Attributes:
        places: Where they stand in the window, ascending.
        stories: Of each the number of its story in the dictionary.
        tones: Of each the number of its tone.
        begin: How many such mentions of the brand stand before them in the window.
    """

    window: Window
    brand: str
    places: Numbers
    stories: Codes
    tones: Tones
    begin: int = 0

    def between(self, first: int, last: int) -> Retold:
        """Those in [first, last) of the window's places."""
        low, high = np.searchsorted(self.places, (first, last)).tolist()
        columns = (self.places[low:high], self.stories[low:high], self.tones[low:high])
        return Retold(self.window, self.brand, *columns, self.begin + low)

    def codes(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        every: Codes = self.window.once(("retold", self.brand, trait), lambda: self._codes(trait))
        return every[self.begin : self.begin + len(self.places)]

    def _codes(self, trait: str) -> Codes:
        return gathered([mine.codes(trait) for _, mine in self.window.told(self.brand)], np.uint8)


def retold(window: Window, brand: str) -> Retold:
    """Those that are about a brand."""
    found: Retold = window.once(("retold", brand), lambda: _retold(window, brand))
    return found


def _retold(window: Window, brand: str) -> Retold:
    told = window.told(brand)
    places = gathered([mine.rows + (each.begin - each.low) for each, mine in told], np.int64)
    stories = gathered([mine.stories for _, mine in told], np.uint32)
    return Retold(window, brand, places, stories, gathered([mine.tones for _, mine in told], np.int8))
