"""Texts that are looked at: what columns and index leave open of a question, the posts decide."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from listener.explore.bounds import Bounding
from listener.explore.columns import Mask, Numbers
from listener.explore.copy import Stored
from listener.explore.question import Read
from rules.query.document import Document
from rules.query.verdict import compiled

PORTION = 500


@dataclass(frozen=True, slots=True, eq=False)
class Looking:
    """How that is done for one question.

    Attributes:
        open: Rows, of those that are asked about, whose posts have to be looked at.
    """

    store: Stored
    asked: Read
    bounding: Bounding
    open: Mask

    def meant(self, chosen: Mask) -> Mask:
        """Those of some open rows that satisfy the expression."""
        ids = self.bounding.ids
        wanted: Numbers = ids[chosen]
        tests = {part: compiled(node) for part, node in self.bounding.open.items()}
        holding: dict[int, list[int]] = {part: [] for part in tests}
        for start in range(0, len(wanted), PORTION):
            for document in map(Document, self.store.posts(wanted[start : start + PORTION].tolist())):
                for part, test in tests.items():
                    if test.holds(document):
                        holding[part].append(document.mention.id or 0)
        for part, found in holding.items():
            mask = np.zeros_like(chosen)
            mask[np.searchsorted(ids, found)] = True
            self.bounding.settle(part, mask)
        return chosen & self.bounding.of(self.asked.node).certain

    def fitting(self, ids: Numbers) -> Numbers:
        """Of mentions that are meant or may be, in any order, those that are; only what is open is looked at."""
        rows = np.searchsorted(self.bounding.ids, ids)
        chosen = np.zeros_like(self.open)
        chosen[rows] = self.open[rows]
        return ids[~chosen[rows] | self.meant(chosen)[rows]] if chosen.any() else ids

    def after(self, seen: Mask) -> Looking:
        """With these rows no longer open."""
        return replace(self, open=self.open & ~seen)
