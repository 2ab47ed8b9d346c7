"""Response times: how long it takes until people are told, take an incident, and end it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import floor

from listener.metrics.base import Metric, Value
from storage.records import Incident

_FORMULA = "median and 90th percentile of {}, over the incidents in which it has come; the others are told beside it"
_BLIND = "nothing: what people do is known; but an alert comes late where its posts came late"

TIME_TO_DETECT = Metric(
    name="time to detect",
    definition="From the first post of a story that drove an incident to the first alert.",
    formula=_FORMULA.format("first alert − first post"),
    unit="time",
    blind="it is longer by it: what was said meanwhile is found when the source answers again",
)
TIME_TO_NOTICE = Metric(
    name="time to first notice",
    definition="From the first alert of an incident to the first notice or page that went out.",
    formula=_FORMULA.format("first notice − first alert"),
    unit="time",
    blind=_BLIND,
)
TIME_TO_ACKNOWLEDGE = Metric(
    name="time to acknowledge",
    definition="From the first alert of an incident until somebody took it.",
    formula=_FORMULA.format("first taken − first alert"),
    unit="time",
    blind=_BLIND,
)
TIME_TO_RESPONSE = Metric(
    name="time to first response",
    definition="From the first alert of a crisis to the first update to stakeholders or published statement.",
    formula=_FORMULA.format("first update or statement − first alert"),
    unit="time",
    blind=_BLIND,
)
TIME_TO_RESOLVE = Metric(
    name="time to resolve",
    definition="From the first alert of an incident until it was resolved.",
    formula=_FORMULA.format("resolved − first alert"),
    unit="time",
    blind=_BLIND,
)
TIME_TO_RECOVER = Metric(
    name="time to recover",
    definition="From the first alert of a crisis until volume and tone were back in the band of the days before.",
    formula=_FORMULA.format("back in the band for three hours − first alert"),
    unit="time",
    blind="it is that of what is known: silence of a source that cannot be read looks like recovery",
)


def elapsed(since: datetime | None, until: datetime | None) -> timedelta | None:
    """From one moment to the other; None while one of them has not come."""
    return until - since if since and until else None


def first_notice(incident: Incident) -> datetime | None:
    """When the first notice or page of it went out."""
    entry = incident.first("told", "paged")
    return entry.at if entry else None


def first_taken(incident: Incident) -> datetime | None:
    """When somebody first took it, or got it from somebody else."""
    entry = incident.first("acknowledged", "handover")
    return entry.at if entry else None


def to_notice(incident: Incident) -> timedelta | None:
    """Its time to first notice."""
    return elapsed(incident.opened_at, first_notice(incident))


def to_acknowledge(incident: Incident) -> timedelta | None:
    """Its time to acknowledge."""
    return elapsed(incident.opened_at, first_taken(incident))


def to_resolve(incident: Incident) -> timedelta | None:
    """Its time to resolve."""
    return elapsed(incident.opened_at, incident.resolved_at)


def median(times: Iterable[timedelta | None]) -> Value:
    """In seconds; None is an incident in which it has not come yet, and is told as unknown."""
    return _quantile(times, 0.5)


def ninetieth(times: Iterable[timedelta | None]) -> Value:
    """The 90th percentile, in seconds: nine of ten took no longer. None as with the median."""
    return _quantile(times, 0.9)


def _quantile(times: Iterable[timedelta | None], part: float) -> Value:
    """Between neighbours by proportion (R. J. Hyndman and Y. Fan: Sample quantiles in statistical packages, The
    American Statistician 50 (1996), 361-365, definition 7)."""
    every = list(times)
    known = sorted(one.total_seconds() for one in every if one is not None)
    if not known:
        return Value(value=None, n=0, unknown=len(every))
    place = part * (len(known) - 1)
    below = floor(place)
    above = min(below + 1, len(known) - 1)
    value = known[below] + (place - below) * (known[above] - known[below])
    return Value(value=value, n=len(known), unknown=len(every) - len(known))
