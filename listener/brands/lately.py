"""What was said lately of all brands: from what is in memory, or as a store adds it up while that is not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np

from listener.brands.talk import talks
from listener.brands.window import Window, gathered, window_of
from listener.explore.columns import STORY
from listener.explore.copy import Copy
from listener.metrics.base import Value
from listener.metrics.net_sentiment import net_sentiment
from listener.metrics.tone import added_up
from listener.wording.periods import Period
from rules.base import BUCKET, bucket_start
from storage.records import Told, ToneCount
from storage.store import Surveying

QUERY = "query"


class Lately:
    """Waits for nothing to be read into memory. What was deleted is there no more, and counts in nothing that is told
    out of it."""

    def __init__(self, copy: Copy, store: Surveying) -> None:
        self._copy, self._store = copy, store

    def nets(self, brands: Sequence[str], edges: Sequence[datetime]) -> dict[str, list[Value]]:
        """Net sentiment of each brand in each stretch between two edges, which ascend."""
        if not self._copy.reaches(edges[0]):
            return self._added_up(brands, edges)
        period = Period(since=edges[0], until=edges[-1])
        found = talks(self._copy.state(period.since), brands, period)
        return {name: [net for net, _ in talk.bars(edges)] for name, talk in found.items()}

    def told(self, since: datetime, until: datetime, *, least: int, limit: int) -> list[Told]:
        """As `Surveying.told`; `least` is more than 1."""
        period = Period(since=bucket_start(since), until=bucket_start(until + BUCKET - datetime.resolution))
        if not self._copy.reaches(period.since):
            return self._store.told(since, until, least=least, limit=limit)
        counts, said = _times(window := window_of(self._copy.state(period.since), period)), window.known[STORY].said
        found = ((said[code], int(counts[code])) for code in np.flatnonzero(counts >= least).tolist())
        return [Told(*each) for each in sorted(found, reverse=True)[:limit]]

    def _added_up(self, brands: Sequence[str], edges: Sequence[datetime]) -> dict[str, list[Value]]:
        found: dict[str, list[Value]] = {name: [] for name in brands}
        for since, until in pairwise(edges):
            counts: defaultdict[str, list[ToneCount]] = defaultdict(list)
            for each in self._store.tones(since, until):
                counts[each.brand].append(each)
            for name, values in found.items():
                values.append(net_sentiment(*added_up(counts[name])))
        return found


def _times(window: Window) -> np.ndarray:
    """How often matched mentions tell each story, by its number in the dictionary; 0 for what nobody tells again."""
    is_matched = window.known[QUERY].each("matched", bool) > 0
    every = ((each.block, slice(each.low, each.high)) for each in window.again(0, window.pieces.rows))
    return np.bincount(
        gathered([block.stories[rows][is_matched[block.codes[QUERY][rows]]] for block, rows in every], np.int64)
    )
