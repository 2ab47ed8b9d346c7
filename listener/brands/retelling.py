"""Which mentions of a block tell what others in the copy tell too: it holds until one more of its stories is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from listener.brands.own import Own, own
from listener.explore.columns import STORY, Block, Codes, Dictionary, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Told(Own):
    """The mentions of a block that are about a brand and tell what others tell too.

    Attributes:
        stories: Of each the number of its story in the dictionary.
    """

    stories: Codes

    def between(self, low: int, high: int) -> Told:
        """Those in [low, high) of the block's places."""
        if not low and high == len(self.block):
            return self
        part = slice(*np.searchsorted(self.rows, (low, high)).tolist())
        return Told(self.block, self.rows[part], self.tones[part], self.stories[part])

    def codes(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        found: Codes = self.once(trait, lambda: self.block.codes[trait][self.rows])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Retelling:
    """Of one block.

    Attributes:
        stories: Of every mention the number of its story in the dictionary; 0 where nobody else tells it.
        rows: The places of the others, ascending.
        begun: How many of the stories that begin in the block are told by others too.
    """

    block: Block
    stories: Codes
    rows: Numbers
    begun: int

    def about(self, known: Dictionary, brand: str) -> Told:
        """Those that are about a brand."""
        found: Told = self.block.once(("told", brand), lambda: self._about(known, brand), self.begun)
        return found

    def _about(self, known: Dictionary, brand: str) -> Told:
        mine = own(self.block, known, brand)
        chosen = np.flatnonzero(self.stories[mine.rows])
        rows = mine.rows[chosen]
        return Told(self.block, rows, mine.tones[chosen], self.stories[rows])


def retellings(blocks: Sequence[Block], known: Dictionary) -> Iterator[Retelling]:
    """Of some blocks, none of which is empty."""
    firsts, numbers = known[STORY].ordered()
    lows = np.searchsorted(firsts, [each.ids[0] for each in blocks]).tolist()
    highs = np.searchsorted(firsts, [each.ids[-1] for each in blocks], side="right").tolist()
    for each, low, high in zip(blocks, lows, highs, strict=True):
        work = partial(_retelling, each, known, firsts[low:high], numbers[low:high])
        yield each.once("retelling", work, high - low)


def _retelling(block: Block, known: Dictionary, firsts: Numbers, numbers: Numbers) -> Retelling:
    """From the first mentions, ascending, of the stories that begin in the block's time, and their numbers."""
    stories = np.zeros(len(block), np.uint32)
    copies = np.flatnonzero(block.stories != block.ids)
    stories[copies] = [known[STORY].code(each) for each in block.stories[copies].tolist()]
    rows = np.minimum(np.searchsorted(block.ids, firsts), len(block) - 1)
    here = block.ids[rows] == firsts
    stories[rows[here]] = numbers[here]
    return Retelling(block, stories, np.flatnonzero(stories), len(firsts))
