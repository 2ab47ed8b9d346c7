"""What is usual in a stretch of time, as records: where a count lies when nothing is going on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from listener.health.blindness import unseen
from listener.health.tracks import tracks
from listener.metrics.base import Value
from listener.metrics.usual_range import PAST, USUAL_RANGE, Usual, usual_at
from listener.reports.material import Material
from listener.reports.record import Record
from rules.base import BUCKET, bucket_start
from storage.records import Scope, Series

Stretch = tuple[datetime, datetime]
DAY = timedelta(days=1)


def named(since: datetime, until: datetime) -> tuple[str, datetime, datetime]:
    """A stretch as records are told of it; its name is unique in a report."""
    return f"from {since:%Y-%m-%dT%H:%M}", since, until


def is_of_course(record: Record) -> bool:
    """Whether it is of one stretch among many, as they are drawn."""
    return record.id.startswith(f"{record.metric}/{record.scope}/from ")


def usual(found: Material, scope: Scope, stretches: Sequence[Stretch], before: datetime) -> list[Record | None]:
    """What is usual in each stretch, as pages and rules compute it; oldest first.

    None where too few days before it are known, or where there is a filter: what is counted as it arrives knows none.

    Args:
        before: What comes later is judged as the same time of the last day before it: what a report is about must not
            become usual while it lasts.
    """
    from rules.detect.gaps import sighted

    if found.ask.where or not stretches:
        return [None] * len(stretches)
    start, end = bucket_start(stretches[0][0]) - PAST, bucket_start(stretches[-1][1])
    track = tracks(found.store, [Series(scope)], start, end)[Series(scope)]
    unknown = unseen(found.store, [scope], start, end).get(scope)
    known = sighted(track, unknown.share if unknown else None)
    asked = [_asked(since, until, before, start) for since, until in stretches]
    judged = {
        length: iter(usual_at(track, known, length, [last for each, last in asked if each == length]))
        for length in {length for length, _ in asked}  # days are equally long, but for two in a year
    }
    seen = [next(judged[length]) for length, _ in asked]
    return [_record(found, scope, *each, one) if one else None for each, one in zip(stretches, seen, strict=True)]


def _asked(since: datetime, until: datetime, before: datetime, start: datetime) -> tuple[timedelta, int]:
    """How long a stretch is, and with which bucket of the track it ends, or the same time of an earlier day does."""
    late = max(0, -((before - until) // DAY))
    return bucket_start(until) - bucket_start(since), (bucket_start(until - late * DAY) - start) // BUCKET - 1


def _record(found: Material, scope: Scope, since: datetime, until: datetime, seen: Usual) -> Record:
    value = Value(value=seen.mean, low=seen.range[0], high=seen.range[1], n=seen.days)
    return found.records.add(USUAL_RANGE, value, scope=scope, period=named(since, until))
