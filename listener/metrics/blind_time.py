"""Blind time: how much of the time nothing could be heard."""

from __future__ import annotations

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
