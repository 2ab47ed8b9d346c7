"""How much is stored and waits, as the command line, the pages and the demo head it."""

from __future__ import annotations

from listener.metrics.base import Metric
from listener.metrics.mentions import MENTIONS
from listener.metrics.sightings import SIGHTINGS
from listener.metrics.waiting import FAILED, OPEN_INCIDENTS, PENDING, PUT_ASIDE, UNREAD

TOTALS: dict[str, Metric] = {
    "mentions": MENTIONS,
    "sightings": SIGHTINGS,
    "waiting": UNREAD,
    "put aside": PUT_ASIDE,
    "pending deliveries": PENDING,
    "failed deliveries": FAILED,
    "open incidents": OPEN_INCIDENTS,
}
"""By the names that the store's totals have."""
