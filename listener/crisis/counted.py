"""The posts of a scope over time, and how they were read: toward the brand where that was read, else as a whole."""

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
    """Posts a bucket, and those that were read as each sentiment."""
    import numpy as np

    heads = [head for head in ("toward", "sentiment") if head == "sentiment" or scope.kind == "brand"]
    wanted = {(head, label): Series(scope, f"{head}:{label}") for head in heads for label in LABELS}
    found = store.counts([Series(scope), *wanted.values()], start, stop)
    each = {key: np.asarray(found[series].total, float) for key, series in wanted.items()}
    head = next((head for head in heads if any(each[head, label].any() for label in LABELS)), "sentiment")
    return np.asarray(found[Series(scope)].total, float), {label: each[head, label] for label in LABELS}
