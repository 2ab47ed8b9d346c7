"""Net sentiment: whether what is said is rather good or rather bad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from listener.metrics import clusters
from listener.metrics.base import Metric, Value
from listener.metrics.tone import Tones

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

NET_SENTIMENT = Metric(
    name="net sentiment",
    definition="The mean of the mentions that were read, a positive one as +1, a neutral one as 0, a negative one as "
    "−1.",
    formula="(positive − negative) ÷ (positive + neutral + negative); a reading in doubt is not read, spam is left out",
    unit="from −1 to +1",
    interval="normal, 1.96 standard errors to each side; as copies of one text are one opinion, the variance is that "
    "between the sums of stories (Cochran 1977, chapter 9A; Rao and Scott 1992); below 50 stories it is a little "
    "too narrow",
    blind="it is that of what is known",
)


def net_sentiment(stories: Iterable[Tones], unread: int = 0) -> Value:
    """From the tones of each story; `unread` mentions are told as unknown."""
    groups: Counter[clusters.Group] = Counter()
    for each in stories:
        groups[float(each.positive - each.negative), each.read] += each.stories
    return net_sentiment_of(groups, unread)


def net_sentiment_of(stories: clusters.Groups, unread: int = 0) -> Value:
    """From (positive − negative, mentions read) of each story."""
    groups = clusters.moments(stories)
    mean, n = clusters.mean(groups)
    low, high = clusters.normal_interval(groups, -1, 1)
    return Value(value=mean if n else None, low=low, high=high, n=n, unknown=unread)


def net_sentiments(positive: Numbers, neutral: Numbers, negative: Numbers) -> Numbers:
    """The value alone, of many stretches of time at once; not a number where nothing was read."""
    import numpy as np

    read = positive + neutral + negative
    means: Numbers = np.divide(positive - negative, read, out=np.full(len(read), np.nan), where=read > 0)
    return means
