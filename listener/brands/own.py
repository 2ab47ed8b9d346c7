"""What one block of the copy says of one brand, found out once: nothing changes a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Block, Dictionary, Numbers, Words
from listener.explore.traits import TONE, tone_of
from storage.records.mention import SPAM

BRAND, INTENT = "brand", "intent"
TONES = ("negative", "neutral", "positive")
UNREAD, SPAMMED = -1, -2
"""Instead of the index of a tone."""
KINDS = len(TONES) - SPAMMED
"""So many different tones there are, with these two."""

Tones = npt.NDArray[np.int8]
"""Of each mention the index in TONES, UNREAD or SPAMMED."""


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """The mentions of a block that are about a brand.

    Attributes:
        rows: Their places in the block, ascending.
    """

    rows: Numbers
    tones: Tones

    def between(self, low: int, high: int) -> Own:
        """Those in [low, high) of the block's places."""
        first, last = np.searchsorted(self.rows, (low, high))
        return Own(self.rows[first:last], self.tones[first:last])


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """In how many mentions of each tone each word stands; only what is above 0.

    Attributes:
        keys: The word's number times KINDS, and the tone from SPAMMED on.
    """

    keys: Numbers
    counts: npt.NDArray[np.int32]


def own(block: Block, known: Dictionary, brand: str) -> Own:
    """The mentions of a block that are about a brand."""
    found: Own = block.once(("own", brand), lambda: _own(block, known, brand))
    return found


def tally(block: Block, known: Dictionary, brand: str) -> Tally:
    """The words of a whole block's mentions about a brand."""
    found: Tally = block.once(("tally", brand), lambda: tallied(block, own(block, known, brand)))
    return found


def tallied(block: Block, mine: Own) -> Tally:
    """The words of some mentions of a block."""
    return counted(block.words.taken(mine.rows), mine.tones)


def counted(words: Words, tones: Tones) -> Tally:
    """The words of mentions of these tones."""
    kinds = np.repeat(tones - np.int8(SPAMMED), np.diff(words.ends, prepend=0))
    counts = np.bincount(words.codes.astype(np.int64) * KINDS + kinds)
    keys = np.flatnonzero(counts != 0)
    return Tally(keys, counts[keys].astype(np.int32))


def together(tallies: Sequence[Tally], many: int) -> Numbers:
    """Words × tones from SPAMMED on: in how many mentions of all these; `many` words are known."""
    if not tallies:
        return np.zeros((many, KINDS), np.int64)
    keys, counts = (np.concatenate([getattr(each, name) for each in tallies]) for name in ("keys", "counts"))
    return np.bincount(keys, counts, many * KINDS).astype(np.int64).reshape(many, KINDS)


def _own(block: Block, known: Dictionary, brand: str) -> Own:
    about = known[BRAND].each(brand, lambda said: brand in said)
    rows = np.flatnonzero(about[block.codes[BRAND]])
    tones = known[TONE].each(brand, lambda said: _index(tone_of(said, brand)))[block.codes[TONE][rows]]
    spam = known[INTENT].each("spam", lambda said: SPAM in said)[block.codes[INTENT][rows]] > 0
    return Own(rows, np.where(spam, SPAMMED, tones).astype(np.int8))


def _index(label: Any) -> int:
    return TONES.index(label) if label in TONES else UNREAD
