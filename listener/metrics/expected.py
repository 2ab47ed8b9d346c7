"""Expected: what is usual at this time, and how many times that something is."""

from __future__ import annotations

from listener.metrics.base import Metric
from rules.wording.figures import times as times_expected

__all__ = ["EXPECTED", "times_expected"]

EXPECTED = Metric(
    name="expected",
    definition="What a count usually is at this time of day.",
    formula="mean of the same stretch of the day (± 1 h) over the days before, a rule's `baseline` long",
    unit="as the count",
    interval="the usual range",
    blind="hours in which a source could not be read are left out of what is usual",
)
