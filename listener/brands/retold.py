"""The mentions of a brand whose story others tell too, found once for a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from listener.brands.own import BRAND, INTENT, Tones, about, toned
from listener.brands.window import Window
from listener.explore.columns import Numbers
from listener.explore.traits import TONE


@dataclass(frozen=True, slots=True, eq=False)
class Retold:
    """Mentions whose story others in the window tell too.

    Attributes:
        places: Where they stand in the window, ascending.
        stories: Of each the place of its story in what is `told` in the window.
        which: Which of all in the window that are retold they are.
        tones: Of each the number of its tone.
    """

    places: Numbers
    stories: Numbers
    which: Numbers
    tones: Tones

    def between(self, first: int, last: int) -> Retold:
        """Those in [first, last) of the window's places."""
        low, high = np.searchsorted(self.places, (first, last))
        return Retold(self.places[low:high], self.stories[low:high], self.which[low:high], self.tones[low:high])


def retold(window: Window, brand: str) -> Retold:
    """Those that are about a brand."""
    found: Retold = window.once(("retold", brand), lambda: _retold(window, brand))
    return found


def _retold(window: Window, brand: str) -> Retold:
    places, stories = window.retold
    which = np.flatnonzero(about(window.known, brand)[window.retold_codes(BRAND)])
    tones = toned(window.known, brand, window.retold_codes(TONE)[which], window.retold_codes(INTENT)[which])
    return Retold(places[which], stories[which], which, tones)
