"""The posts of a scope over time, and how they were read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from storage.records import Scope, Series

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from storage.store import Evaluating

    Numbers = npt.NDArray[np.float64]
    Read = Mapping[str, Numbers]

LABELS = ("positive", "neutral", "negative")


def counted(store: Evaluating, scope: Scope, start: datetime, stop: datetime) -> tuple[Numbers, Read]:
    """Posts a bucket, and those of each tone."""
    import numpy as np

    wanted = {label: Series(scope, f"tone:{label}") for label in LABELS}
    found = store.counts([Series(scope), *wanted.values()], start, stop)
    read = {label: np.asarray(found[series].total, float) for label, series in wanted.items()}
    return np.asarray(found[Series(scope)].total, float), read
