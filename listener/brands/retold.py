"""The mentions of a brand whose story others in the copy tell too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from listener.brands.own import Own, Tones, owned
from listener.brands.window import Window, gathered
from listener.explore.columns import Codes, Numbers
from listener.explore.pieces import Piece


@dataclass(frozen=True, eq=False)
class Retold:
    """Those between two places of a window, by the blocks that hold nothing but such mentions.

    Attributes:
        places: Where such mentions of all brands stand in the window, ascending.
    """

    places: Numbers
    owned: Sequence[tuple[Piece, Own]]

    @cached_property
    def stories(self) -> Numbers:
        """Of each the number of its story in the dictionary."""
        return gathered([mine.block.stories[mine.rows] for _, mine in self.owned], np.int64)

    @cached_property
    def tones(self) -> Tones:
        """Of each the number of its tone."""
        return gathered([mine.tones for _, mine in self.owned], np.int8)

    def codes(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        return gathered([mine.codes(trait) for _, mine in self.owned], np.uint8)

    def before(self, cuts: Sequence[int]) -> list[int]:
        """How many of them stand before each of some places of the window."""
        rows = gathered([mine.rows + (each.begin - each.low) for each, mine in self.owned], np.int64)
        before: list[int] = np.searchsorted(self.places[rows], cuts).tolist()
        return before


def retold(window: Window, brand: str, first: int, last: int) -> Retold:
    """Those that are about a brand."""
    return Retold(window.told_at(first, last), list(owned(window.again(first, last), window.known, brand)))
