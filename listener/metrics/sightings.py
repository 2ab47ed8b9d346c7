"""Sightings: how often sources showed posts."""

from listener.metrics.base import Metric

SIGHTINGS = Metric(
    name="sightings",
    definition="Mentions as sources showed them: one that three sources showed has three.",
    formula="number of pairs of a mention and a source that showed it",
    unit="sightings",
    blind="it is what is known; what a source shows again later is counted then",
)
