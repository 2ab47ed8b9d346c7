"""Stars: how a review rates."""

from listener.metrics.base import Metric

STARS = Metric(
    name="stars",
    definition="Reviews by rating, brought from its own scale to one from 1 (worst) to 5 (best); low are 1 and 2.",
    formula="1 + 4 × (rating − worst) ÷ (best − worst), rounded",
    unit="posts",
    blind="as with mentions, there may be more",
)
