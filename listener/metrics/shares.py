"""Shares: which part of the mentions has a sentiment, an intent or another label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.metrics import clusters
from listener.metrics.base import Metric, Value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

SHARE = Metric(
    name="share",
    definition="The part of the mentions in which a label was looked for that have it.",
    formula="mentions with the label ÷ mentions that were read for it; a reading in doubt is not read",
    unit="share from 0 to 1",
    interval="Wilson's (1927); as copies of one text are one opinion, the number of mentions is divided by the design "
    "effect of stories (Kish 1965; Rao and Scott 1992); below 50 stories it is a little too narrow",
    blind="it is that of what is known",
)


def share(stories: clusters.Groups, unread: int = 0) -> Value:
    """From (mentions with the label, mentions read) of each story; `unread` mentions are told as unknown."""
    groups = clusters.moments(stories)
    part, n = clusters.mean(groups)
    low, high = clusters.share_interval(groups)
    return Value(value=part if n else None, low=low, high=high, n=n, unknown=unread)


def shares(labelled: Numbers, read: Numbers) -> Numbers:
    """The value alone, of many stretches of time at once; not a number where nothing was read."""
    import numpy as np

    found: Numbers = np.divide(labelled, read, out=np.full(len(read), np.nan), where=read > 0)
    return found
