"""Updates in time: how many of the promises to stakeholders were kept."""

from listener.metrics.base import Metric

UPDATES_KEPT = Metric(
    name="updates in time",
    definition="The part of the updates to stakeholders that came by the time that was promised, of those that were "
    "due.",
    formula="updates no later than promised ÷ updates promised and due",
    unit="share from 0 to 1",
    blind="nothing: it is about what people do",
)
