"""Unjudged: mentions whose tone nobody knows."""

from listener.metrics.base import Metric

UNJUDGED = Metric(
    name="without a tone",
    definition="Mentions that have no sentiment: in a language that the model does not read, in doubt, or not read yet.",
    formula="mentions without a sentiment toward the brand or of the post; spam is left out",
    unit="posts",
    blind="as with mentions, there may be more",
)
