"""Blind time: how much of the time nothing could be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from listener.metrics.base import Metric, Value

BLIND_TIME = Metric(
    name="blind time",
    definition="The part of the time in which a source could not be read; what was said there then is missing.",
    formula="time in which it refused, failed or limited us ÷ time that the ledger knows of; partly read time is not "
    "blind",
    unit="share from 0 to 1",
    blind="it is what this number tells",
)


def blind_time(blind: timedelta, known: timedelta) -> Value:
    """None where the ledger knows nothing of the time."""
    return Value(value=blind / known if known else None, n=round(known / timedelta(hours=1)))


NOT_HEARD = Metric(
    name="not heard",
    definition="The part of what is usually said of a brand that sources bring which could not be read.",
    formula="mean over each five minutes of the period of the sum of the usual shares of the sources that could not be "
    "read then; of an outage that lasts longer than a day its first and its last day, and none shorter than an hour",
    unit="share from 0 to 1",
    blind="it is what this number tells",
)


def not_heard(shares: Sequence[float]) -> Value:
    """From the part that could not be heard in each five minutes; nothing is missing where none is given."""
    n = len(shares)
    return Value(value=sum(shares) / n if n else 0.0, n=n)
