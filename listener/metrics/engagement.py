"""Engagement: how many reactions a post has drawn."""

from __future__ import annotations

from collections.abc import Mapping

from listener.metrics.base import Metric

ENGAGEMENT = Metric(
    name="engagement",
    definition="The reactions to a post when it was collected; being seen is no reaction, so views are left out.",
    formula="likes + replies + shares + whatever else its source counts, views left out",
    unit="reactions",
    blind="nothing: it is a number of the post itself",
)


def engagement(counts: Mapping[str, int]) -> int:
    """From a mention's counts by name."""
    return sum(count for name, count in counts.items() if name != "views")
