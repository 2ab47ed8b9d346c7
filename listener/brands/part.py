"""Some mentions of one brand, and how they were read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from listener.brands.clusters import Clusters, Table
from listener.brands.own import FOLLOWERS, KINDS, UNREAD, Tones
from listener.brands.window import Window
from listener.explore.columns import Numbers
from listener.metrics.base import Value
from listener.metrics.net_sentiment import net_sentiment_of

Flags = npt.NDArray[np.bool_]

READ = np.array([0, 0, 1, 1, 1])
"""By tone: whether it is one that counts."""
NET = np.array([0, 0, -1, 0, 1])
"""Likewise: which way it counts."""


def net(table: Table) -> Value:
    """Net sentiment of mentions by tone."""
    [found] = nets(table)
    return found


def nets(table: Table) -> list[Value]:
    """Likewise of each bar."""
    found = zip(table.moments(NET), table.counts[:, UNREAD].tolist(), strict=True)
    return [net_sentiment_of(each, unread) for each, unread in found]


class Part:
    """Some mentions of one brand, oldest first.

    Args:
        places: Where they stand in the window, ascending.
        tones: Of each the number of its tone.
    """

    def __init__(self, window: Window, places: Numbers, tones: Tones) -> None:
        self._window, self._places, self._tones = window, places, tones

    def __len__(self) -> int:
        return len(self._places)

    def only(self, chosen: Flags) -> Part:
        """Some of them."""
        return Part(self._window, self._places[chosen], self._tones[chosen])

    def net(self) -> Value:
        """Net sentiment."""
        stories = self._window.story(self._places)
        again = np.flatnonzero(stories)
        every = np.bincount(self._tones, minlength=KINDS)
        return net(Clusters(stories[again]).table(every, self._tones[again], READ))

    def ids(self) -> Numbers:
        """The numbers of the mentions, ascending."""
        return self._window.ids(self._places)

    def followers(self) -> int | None:
        """Of their authors, as last known; None where no source tells any."""
        said = self._window.known[FOLLOWERS].said
        known = (said[code] for code in self._window.codes(FOLLOWERS, self._places)[::-1].tolist())
        last = next((each for each in known if each is not None), None)
        return None if last is None else int(last)
