"""What one block of the copy says of one brand, found out once: nothing changes a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Block, Codes, Dictionary, Numbers
from listener.explore.pieces import Piece
from listener.explore.traits import TONE, tone_of
from storage.records.mention import SPAM

BRAND, INTENT, FOLLOWERS = "brand", "intent", "authorFollowers"
TONES = ("negative", "neutral", "positive")
SPAMMED, UNREAD, FIRST = 0, 1, 2
"""The tones' numbers: of spam, of what was not read, of the first of TONES."""
KINDS = FIRST + len(TONES)

Tones = npt.NDArray[np.int8]
"""Of each mention the number of its tone."""
Followed = tuple[npt.NDArray[np.intp], Codes]
"""Of some mentions who wrote each and of how many followers a source tells, as the dictionary numbers them; the latter
from 1 on."""


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """The mentions of a block that are about a brand.

    Attributes:
        rows: Their places in the block, ascending.
        found: What was found out of them once, by name.
    """

    block: Block
    rows: Numbers
    tones: Tones
    found: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def between(self, low: int, high: int) -> Own:
        """Those in [low, high) of the block's places."""
        if not low and high == len(self.block):
            return self
        first, last = np.searchsorted(self.rows, (low, high))
        return Own(self.block, self.rows[first:last], self.tones[first:last])

    @property
    def voices(self) -> Codes:
        """Who wrote each, as the dictionary numbers them."""
        return self.block.voices[self.rows]

    def codes(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        return self.block.codes[trait][self.rows]

    def toned(self) -> Numbers:
        """How many have each tone."""
        found: Numbers = self.once("toned", lambda: np.bincount(self.tones, minlength=KINDS))
        return found

    def followed(self, known: Dictionary) -> Followed:
        """Who wrote each, and how many follow that author, without those of which one of the two is not known."""
        found: Followed = self.once("followed", lambda: self._followed(known))
        return found

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """What `work` finds out of them."""
        if name not in self.found:
            self.found[name] = work()
        return self.found[name]

    def _followed(self, known: Dictionary) -> Followed:
        voices, codes = self.voices, self.codes(FOLLOWERS)
        told = np.flatnonzero((voices > 0) & (codes != known[FOLLOWERS].code(None)))
        return voices[told].astype(np.intp), codes[told].astype(np.uint32) + np.uint32(1)


def owned(pieces: Iterable[Piece], known: Dictionary, brand: str) -> Iterator[tuple[Piece, Own]]:
    """What is about a brand in each piece."""
    for each in pieces:
        yield each, own(each.block, known, brand).between(each.low, each.high)


def own(block: Block, known: Dictionary, brand: str) -> Own:
    """The mentions of a block that are about a brand."""
    found: Own = block.once(("own", brand), lambda: _own(block, known, brand))
    return found


def _own(block: Block, known: Dictionary, brand: str) -> Own:
    rows = np.flatnonzero(about(known, brand)[block.codes[BRAND]])
    return Own(block, rows, toned(known, brand, block.codes[TONE][rows], block.codes[INTENT][rows]))


def about(known: Dictionary, brand: str) -> Numbers:
    """Of every set of brands in the dictionary whether the brand is in it."""
    return known[BRAND].each(brand, lambda said: brand in said)


def toned(known: Dictionary, brand: str, tones: Codes, intents: Codes) -> Tones:
    """Of mentions about a brand, by what they say in these fields."""
    found = known[TONE].each(brand, lambda said: _number(tone_of(said, brand)))[tones]
    spam = known[INTENT].each("spam", lambda said: SPAM in said)[intents] > 0
    return np.where(spam, SPAMMED, found).astype(np.int8)


def _number(label: Any) -> int:
    return FIRST + TONES.index(label) if label in TONES else UNREAD
