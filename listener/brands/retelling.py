"""Which mentions of a block tell what others in the copy tell too: it holds until one more of its stories is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from listener.explore.columns import STORY, Block, Codes, Dictionary, Numbers, Words


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

    @property
    def again(self) -> Block:
        """The others as a block of their own, without their words; its stories are numbers of the dictionary."""
        found: Block = self.block.once("again", self._apart, self.begun)
        return found

    def _apart(self) -> Block:
        wordless = replace(self.block, words=Words(self.block.words.codes[:0], np.zeros(len(self.block), np.int64)))
        stories = self.stories[self.rows].astype(np.int64)
        return replace(wordless.taken(self.rows), stories=stories, whole=self.block)


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
