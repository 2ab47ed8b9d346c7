"""A stretch of the copy in memory, all brands together: its columns one after the other, each made when wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from listener.explore.columns import Codes, Numbers, Words, joined_words
from listener.explore.copy import State
from listener.wording.periods import Period
from storage.records.number import number_at

BRAND = "brand"


class Window:
    """Mentions, oldest first."""

    def __init__(self, state: State, period: Period) -> None:
        first, last = number_at(period.since), number_at(period.until)
        self._blocks = [part for each in state.blocks if len(part := each.between(first, last))]
        self._columns: dict[str, Codes] = {}
        self.known = state.known

    @cached_property
    def ids(self) -> Numbers:
        """Their numbers, ascending."""
        return _together([each.ids for each in self._blocks], np.int64)

    def column(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        if trait not in self._columns:
            self._columns[trait] = _together([each.codes[trait] for each in self._blocks], np.uint8)
        return self._columns[trait]

    @cached_property
    def voices(self) -> Codes:
        """Who wrote each, as a number of the dictionary; 0 where nobody knows."""
        return _together([each.voices for each in self._blocks], np.uint8)

    @cached_property
    def words(self) -> Words:
        """The words of each."""
        if not self._blocks:
            return Words(np.zeros(0, np.uint8), np.zeros(0, np.int64))
        return joined_words([each.words for each in self._blocks])

    @cached_property
    def told(self) -> Numbers:
        """The number of each one's story."""
        return _together([each.stories for each in self._blocks], np.int64)

    @cached_property
    def stories(self) -> Numbers:
        """A small number for each one's story: the place of its first mention, or one behind all places where that was
        said before. Most mentions are the first of theirs, so that little is to be looked for."""
        found = np.arange(len(self.ids))
        copies = np.flatnonzero(self.told != self.ids)
        wanted = self.told[copies]
        places = np.searchsorted(self.ids, wanted)
        places[places == len(self.ids)] = 0
        here = self.ids[places] == wanted
        _, earlier = np.unique(wanted[~here], return_inverse=True)
        found[copies[here]] = places[here]
        found[copies[~here]] = len(self.ids) + earlier
        return found

    def of(self, brand: str) -> Numbers:
        """The places of the mentions that are about a brand, ascending."""
        order, begins = self._by_brands
        fits = np.flatnonzero(self.known[BRAND].each(brand, lambda said: brand in said))
        parts = [order[begins[code] : begins[code + 1]] for code in fits.tolist() if code < len(begins) - 1]
        found = _together([part for part in parts if len(part)], np.int64)
        return np.sort(found) if len(parts) > 1 else found

    @cached_property
    def _by_brands(self) -> tuple[Numbers, Numbers]:
        """The places ordered by which brands each is about, and where each such group begins."""
        codes = self.column(BRAND)
        counts = np.bincount(codes, minlength=len(self.known[BRAND].said))
        return np.argsort(codes, kind="stable"), np.concatenate([[0], np.cumsum(counts)])


def _together(columns: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate(columns) if columns else np.zeros(0, kind)
