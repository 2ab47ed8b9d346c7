"""Usual range: between which counts nothing is going on."""

from listener.metrics.base import Metric

USUAL_RANGE = Metric(
    name="usual range",
    definition="Between its ends lie 95 of 100 counts when nothing is going on.",
    formula="2.5th and 97.5th percentile of the negative binomial distribution around what is expected, as wide as the "
    "days before swing",
    unit="as the count",
    blind="hours in which a source could not be read are left out of what is usual",
)
