"""Alert rate: how often a rule speaks up."""

from listener.metrics.base import Metric

ALERT_RATE = Metric(
    name="alerts a week",
    definition="How often a rule would have spoken up in the past that is replayed; what it repeats until an alert is "
    "over belongs to that alert.",
    formula="7 × alerts ÷ days replayed",
    unit="alerts a week",
    blind="the back-test knows what has come since, and its rule leaves the same hours out as the service does",
)


def alert_rate(alerts: int, days: float) -> float:
    """Alerts a week; 0 where no time was replayed."""
    return 7 * alerts / days if days else 0.0
