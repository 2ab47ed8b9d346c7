"""The counts that rules see, as arrays over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rules.base import ALONE, Track
from storage.store import Collecting, Evaluating

if TYPE_CHECKING:
    from storage.records import Series


class Counted(Collecting, Evaluating, Protocol):
    """Counts, and when a source could not be read."""


def tracks(store: Evaluating, series: Iterable[Series], start: datetime, end: datetime) -> Mapping[Series, Track]:
    """The counts of [start, end)."""
    wanted = list(series)
    counts, oldest = store.counts(wanted, start, end), store.oldest_counts(wanted, start - ALONE)
    return {
        one: Track(
            start=start,
            total=np.asarray(counts[one].total),
            live=np.asarray(counts[one].live),
            known_since=oldest[one],
        )
        for one in wanted
    }
