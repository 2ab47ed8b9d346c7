"""Change: how much more or less something is than in the period before."""

from __future__ import annotations

from listener.metrics.base import Metric, Value

CHANGE = Metric(
    name="change",
    definition="How much more or less there are than in the period before, which is as long.",
    formula="(now − before) ÷ before; unknown where there were none before",
    unit="part of what was before",
    blind="time in which a source could not be read in one of the periods shifts it",
)


def change(now: int, before: int) -> Value:
    """Of two counts."""
    return Value(value=(now - before) / before if before else None, n=now + before)
