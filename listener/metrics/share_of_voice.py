"""Share of voice: how much of the talk about some brands is about one of them."""

from __future__ import annotations

from collections.abc import Mapping

from listener.metrics import clusters
from listener.metrics.base import Metric, Value

SHARE_OF_VOICE = Metric(
    name="share of voice",
    definition="A brand's mentions among those of all compared brands, itself among them; a mention of two brands "
    "counts for each.",
    formula="mentions of the brand ÷ sum of the mentions of each compared brand",
    unit="share from 0 to 1",
    interval="as that of a share, where the stories are known; else none",
    blind="it is that of what is known: a source that brings one brand more than the others shifts it while it is away",
)


def share_of_voice(brand: str, mentions: Mapping[str, int]) -> Value:
    """From each compared brand's mentions, the brand's own among them; None where there are none at all."""
    n = sum(mentions.values())
    return Value(value=mentions[brand] / n if n else None, n=n)


def share_of_voice_of(stories: clusters.Groups) -> Value:
    """From (mentions of the brand, mentions of each compared brand) of each story, with its interval."""
    groups = clusters.moments(stories)
    part, n = clusters.mean(groups)
    low, high = clusters.share_interval(groups)
    return Value(value=part if n else None, low=low, high=high, n=n)
