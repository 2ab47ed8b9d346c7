"""Mentions: how many posts there are."""

from __future__ import annotations

from collections.abc import Iterable

from listener.metrics.base import Count, Metric
from rules.counting.amounts import UNITS
from storage.records import Mention

MENTIONS = Metric(
    name="mentions",
    definition="Posts that match, each once however many sources showed it; one about two brands counts for both.",
    formula="number of distinct mentions whose time, or else time of collection, lies in the period",
    unit=UNITS["mentions"][1],
    blind="it is what is known, and there may be more: what a source would have brought meanwhile is not counted as 0",
)


def mentions(found: Iterable[Mention]) -> Count:
    """How many different ones."""
    n = len({mention.id for mention in found})
    return Count(value=n, n=n)
