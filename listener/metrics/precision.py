"""Precision: how many of what was found are meant."""

from listener.metrics.base import Metric

PRECISION = Metric(
    name="precision",
    definition="The share of a rule's alerts that people call useful, or of a query's hits that they say are meant.",
    formula="useful ÷ (useful + noise), the last word about each incident of 90 days; meant ÷ judged, of hits drawn at "
    "random",
    unit="share from 0 to 1",
    interval="Wilson's (1927)",
    blind="nothing: it is about what was found",
)
