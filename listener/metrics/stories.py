"""Stories: how many different things are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from listener.metrics.base import Count, Metric
from rules.counting.amounts import UNITS
from storage.records import Mention

STORIES = Metric(
    name="stories",
    definition="Different texts: mentions of seven days whose texts are nearly the same are one story.",
    formula="number of distinct stories; rules count each five minutes anew",
    unit=UNITS["stories"][1],
    blind="as with mentions, there may be more",
)


def stories(found: Iterable[Mention]) -> Count:
    """How many the mentions tell."""
    told = retold(found)
    return Count(value=len(told), n=told.total())


def retold(found: Iterable[Mention]) -> Counter[int | None]:
    """How often each story is told; the first told first among equals."""
    return Counter(mention.story for mention in found)
